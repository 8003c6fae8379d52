"""Looking an installation over."""

import stat
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256

import click
from flask.cli import ScriptInfo
from sqlalchemy import text

from participate.commands.migrations import is_up_to_date
from participate.config import Config, ConfigurationError, secret_file
from participate.core.audit import broken_seals
from participate.extensions import db
from participate.paths import data_dir, resource_dir
from participate.requirements.queries import broken_releases
from participate.web.assets import Assets

#: Looks at one thing, and returns what is wrong with it and what to do; None when all is well.
Look = Callable[[], str | None]


def configuration() -> str | None:
    """Can every setting work?"""
    Config.from_environment()
    return None


def secret_is_private() -> str | None:
    """Can only its owner read the secret?"""
    place = secret_file()
    if place.exists() and stat.S_IMODE(place.stat().st_mode) & 0o077:
        return f"Others may read {place}. Run `chmod 600 {place}`."
    return None


def assets_are_whole() -> str | None:
    """Are style sheets and scripts built, and what their names say?"""
    for name, asset in Assets.read(data_dir() / "static").files.items():
        if sha256(asset.encodings["identity"]).hexdigest()[:12] not in name:
            return f"{name} was changed after it was built. Delete it and run `make setup`."
    return None


def translations_are_compiled() -> str | None:
    """Are the pages in German?"""
    if not list(resource_dir("translations").glob("*/LC_MESSAGES/messages.mo")):
        return "The translations are not compiled. Run `make setup`."
    return None


def database_is_up_to_date() -> str | None:
    """Does the database answer, with the tables of this version?"""
    if not is_up_to_date():
        return "The database is not up to date. Run `python -m participate upgrade`."
    return None


def database_is_sound() -> str | None:
    """Does the database file hold together?"""
    if db.engine.dialect.name != "sqlite":
        return None  # PostgreSQL keeps watch over itself
    with db.engine.connect() as connection:
        said = connection.scalars(text("PRAGMA integrity_check")).all()
        orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
    if said != ["ok"]:
        return f"The database file is damaged ({said[0]}). Restore the last backup."
    if orphans:
        return f"{len(orphans)} rows refer to rows that are gone. Restore the last backup."
    return None


def audit_chain_holds() -> str | None:
    """Is the audit log as it was sealed?"""
    findings = broken_seals(db.session)
    if not findings:
        return None
    more = f" There are {len(findings) - 1} more findings." if len(findings) > 1 else ""
    return f"The audit log was changed: {findings[0]}{more} Compare it with a backup."


def releases_are_unchanged() -> str | None:
    """Does every release fit its digest, with none missing?"""
    found = broken_releases(db.session)
    return f"{' '.join(found)} Restore the last backup." if found else None


BEFORE_START: dict[str, Look] = {
    "configuration": configuration,
    "secret": secret_is_private,
    "assets": assets_are_whole,
    "translations": translations_are_compiled,
}
DATABASE_ANSWERS: dict[str, Look] = {"database": database_is_up_to_date}
IN_DATABASE: dict[str, Look] = {
    "integrity": database_is_sound,
    "audit chain": audit_chain_holds,
    "releases": releases_are_unchanged,
}


def findings(looks: dict[str, Look]) -> Iterator[tuple[str, str | None]]:
    """Look at one thing after the other; yield its name, and what is wrong with it."""
    for name, look in looks.items():
        try:
            yield name, look()
        except ConfigurationError as error:
            yield name, str(error)


def report(looks: dict[str, Look]) -> bool:
    """Print a line for each thing, and say whether all is well."""
    well = True
    for name, problem in findings(looks):
        click.echo(f"{'ok    ' if problem is None else 'WRONG '} {name}")
        if problem is not None:
            click.echo(f"       {problem}")
            well = False
    return well


@click.command()
@click.pass_context
def check(context: click.Context) -> None:
    """Look the installation over: settings, secret, assets, database. Exit code 1 if not well."""
    if not report(BEFORE_START):
        click.echo("The database was not looked at. Mend the above first.")
        sys.exit(1)
    with context.ensure_object(ScriptInfo).load_app().app_context():
        sys.exit(0 if report(DATABASE_ANSWERS) and report(IN_DATABASE) else 1)
