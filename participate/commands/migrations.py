"""Which migrations a database has seen, and running the others."""

import logging

from alembic import command
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from participate.config import ConfigurationError
from participate.extensions import db


def scripts() -> ScriptDirectory:
    """Return the migrations that came with the program."""
    migrate = current_app.extensions["migrate"].migrate
    return ScriptDirectory.from_config(migrate.get_config())


def heads() -> set[str]:
    """Return the newest migrations that came with the program."""
    return set(scripts().get_heads())


def known() -> set[str]:
    """Return every migration that came with the program."""
    return {script.revision for script in scripts().walk_revisions()}


def applied() -> set[str]:
    """Return the migrations the database is at; none at all when it is new.

    Raises:
        ConfigurationError: the database cannot be reached.
    """
    try:
        with db.engine.connect() as connection:
            return applied_in(connection)
    except OperationalError as error:
        raise ConfigurationError(
            f"The database does not answer ({str(error.orig).splitlines()[0]})."
            " Check DATABASE_URL, and that the server runs or the folder is writable."
        ) from error


def applied_in(connection: Connection) -> set[str]:
    """Return the migrations that the database of a connection is at."""
    return set(MigrationContext.configure(connection).get_current_heads())


def is_up_to_date() -> bool:
    """Say whether the database has every table as this version of the program wants it."""
    return applied() == heads()


def migrate(connection: Connection, revision: str) -> None:
    """Run the migrations up to one of them, in the transaction of a connection."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = current_app.extensions["migrate"].migrate.get_config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
