"""Making the database, and bringing it to the version of the program."""

import logging
from pathlib import Path

import click
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import ScriptInfo, with_appcontext
from flask_migrate import upgrade as run_migrations
from sqlalchemy.exc import OperationalError

from participate.commands.files import make_secret
from participate.config import ConfigurationError
from participate.extensions import db


def heads() -> set[str]:
    """Return the newest migrations that came with the program."""
    migrate = current_app.extensions["migrate"].migrate
    return set(ScriptDirectory.from_config(migrate.get_config()).get_heads())


def applied() -> set[str]:
    """Return the migrations the database is at; none at all when it is new.

    Raises:
        ConfigurationError: the database cannot be reached.
    """
    try:
        with db.engine.connect() as connection:
            return set(MigrationContext.configure(connection).get_current_heads())
    except OperationalError as error:
        raise ConfigurationError(
            f"The database does not answer ({str(error.orig).splitlines()[0]})."
            " Check DATABASE_URL, and that the server runs or the folder is writable."
        ) from error


def is_up_to_date() -> bool:
    """Say whether the database has every table as this version of the program wants it."""
    return applied() == heads()


def migrate_to_head() -> bool:
    """Run what is pending, and say whether there was anything."""
    if is_up_to_date():
        return False
    if unknown := applied() - known():
        raise click.ClickException(
            f"The database is at {', '.join(sorted(unknown))}, which this version does not know:"
            " it was used with a newer one. Install that version, or restore a backup."
        )
    logging.getLogger("alembic").setLevel(logging.WARNING)
    run_migrations()
    return True


def known() -> set[str]:
    """Return every migration that came with the program."""
    migrate = current_app.extensions["migrate"].migrate
    scripts = ScriptDirectory.from_config(migrate.get_config())
    return {script.revision for script in scripts.walk_revisions()}


@click.command()
@click.pass_context
def init(context: click.Context) -> None:
    """Make what is missing: the secret, the database, its tables. Changes nothing that is there."""
    if secret := make_secret():
        click.echo(f"Made a secret in {secret}. Keep it with your backups, and to yourself.")
    app = context.ensure_object(ScriptInfo).load_app()
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            Path(str(db.engine.url.database)).parent.mkdir(parents=True, exist_ok=True)
        if migrate_to_head():
            click.echo("The database has every table it needs.")


@click.command()
@with_appcontext
def upgrade() -> None:
    """Bring the database to this version of the program. Make a backup before."""
    if migrate_to_head():
        click.echo("The database is up to date now.")
    else:
        click.echo("The database was up to date already.")
