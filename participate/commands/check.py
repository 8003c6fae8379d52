"""Looking an installation over."""

import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import sha256
from json import dumps

import click
from flask.cli import ScriptInfo
from sqlalchemy import text

from participate.commands import surroundings as around
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
RUNNING: dict[str, Look] = {
    "integrity": database_is_sound,
    "audit chain": audit_chain_holds,
    "releases": releases_are_unchanged,
    "disk": around.disk_has_room,
    "clock": around.clock_is_right,
    "permissions": around.files_are_private,
    "mail": around.mail_server_answers,
}
#: Worth knowing, and no fault of what runs here now.
ADVICE: dict[str, Look] = {
    "jobs": around.jobs_keep_up,
    "backup": around.backup_is_recent,
    "imprint": around.somebody_answers_for_it,
    "encryption": around.connection_is_encrypted,
    "mail server": around.mails_can_be_sent,
    "providers": around.providers_are_told_apart,
}


class State(StrEnum):
    """What a look came to."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


LABELS = {State.OK: "ok    ", State.NOTE: "note  ", State.WRONG: "WRONG "}


@dataclass(frozen=True)
class Finding:
    """What was looked at, what it came to, and, unless all is well, what to do."""

    name: str
    state: State
    text: str = ""


def findings(looks: dict[str, Look], otherwise: State) -> Iterator[Finding]:
    """Look at one thing after the other; what is not well has the state `otherwise`."""
    for name, look in looks.items():
        try:
            problem = look()
        except (ConfigurationError, OSError) as error:
            problem = str(error)
        yield Finding(name, otherwise if problem else State.OK, problem or "")


def all_findings(context: click.Context) -> Iterator[Finding]:
    """Look at everything, as far as what comes first allows to look at what comes after."""
    before = list(findings(BEFORE_START, State.WRONG))
    yield from before
    if not is_well(before):
        yield Finding("database", State.WRONG, "It was not looked at. Mend the above first.")
        return
    with context.ensure_object(ScriptInfo).load_app().app_context():
        database = list(findings(DATABASE_ANSWERS, State.WRONG))
        yield from database
        if is_well(database):
            yield from findings(RUNNING, State.WRONG)
            yield from findings(ADVICE, State.NOTE)


def is_well(found: list[Finding]) -> bool:
    """Say whether nothing is wrong."""
    return all(one.state is not State.WRONG for one in found)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@click.pass_context
def check(context: click.Context, as_json: bool) -> None:
    """Look the installation over, and say what to do.

    Settings, secret, assets, database, audit log, disk, clock, permissions, mail server. Exit code
    1 if anything is wrong; notes are worth knowing and do not count.
    """
    found = []
    for one in all_findings(context):
        found.append(one)
        if not as_json:
            click.echo(f"{LABELS[one.state]} {one.name}")
            if one.text:
                click.echo(f"       {one.text}")
    if as_json:
        click.echo(dumps({"well": is_well(found), "findings": [asdict(one) for one in found]}))
    sys.exit(0 if is_well(found) else 1)
