"""The database that a backup goes into: the old one is left alone until the new one is whole."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click
from sqlalchemy import Connection, create_engine, inspect, select, text
from sqlalchemy.exc import DBAPIError

from participate.commands.backups.archive import sync_folder
from participate.commands.backups.rows import tables_in
from participate.core.db import without_foreign_keys
from participate.extensions import db

#: Filled by a migration; a database with no other rows is as `init` left it.
BROUGHT_ALONG = {"stakeholder_group"}

FUNCTIONS = text(
    "SELECT oid::regprocedure::text FROM pg_proc"
    " WHERE pronamespace = current_schema()::regnamespace"
    " AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')"
)


def is_unused() -> bool:
    """Say whether the database has no rows but those that `init` brings along, or is not there."""
    place = sqlite_file()
    if place and not place.exists():
        return True
    with db.engine.connect() as connection:
        used = [one for one in tables_in(connection) if one.name not in BROUGHT_ALONG]
        return not any(connection.execute(select(one).limit(1)).first() for one in used)


def sqlite_file() -> Path | None:
    """Return the file of the database, or None on PostgreSQL."""
    url = db.engine.url
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


@contextmanager
def refilled() -> Iterator[Connection]:
    """Yield a connection to a database without tables, which takes the place of the old one.

    Only when the block ends without an error; else the old one stays as it was.

    Raises:
        click.ClickException: somebody uses the old one.
    """
    place = sqlite_file()
    if place is None:
        with emptied() as connection:
            yield connection
        return
    new = place.with_name(f"{place.name}.restoring")
    delete_database(new)
    engine = create_engine(f"sqlite:///{new}")
    try:
        with without_foreign_keys(engine) as connection:
            yield connection
        engine.dispose()
        put_in_place(new, place)
    finally:
        engine.dispose()
        delete_database(new)


def delete_database(place: Path) -> None:
    """Delete a database file and what SQLite keeps beside it."""
    for name in (place.name, f"{place.name}-wal", f"{place.name}-shm", f"{place.name}-journal"):
        place.with_name(name).unlink(missing_ok=True)


def put_in_place(new: Path, place: Path) -> None:
    """Put a database file in the place of another one, which nobody may have open."""
    db.engine.dispose()
    new.chmod(0o600)
    with new.open("rb") as file:
        os.fsync(file.fileno())
    if not place.exists():
        new.replace(place)
    else:
        with closing(sqlite3.connect(place, timeout=1, isolation_level=None)) as old:
            hold_alone(old)
            new.replace(place)
    sync_folder(place.parent)


def hold_alone(database: sqlite3.Connection) -> None:
    """Take the only key to a database file. Leaves nothing of it beside the file.

    Raises:
        click.ClickException: another process has it open.
    """
    try:
        database.execute("PRAGMA journal_mode=DELETE")
        database.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        raise click.ClickException(
            f"The database is in use ({error}). Stop the server first, then restore again."
        ) from error
    except sqlite3.DatabaseError:
        return  # damaged beyond reading: that is why somebody restores


@contextmanager
def emptied() -> Iterator[Connection]:
    """Yield a connection to PostgreSQL after dropping what is there, in one transaction."""
    with db.engine.begin() as connection:
        connection.execute(text("SET LOCAL lock_timeout = '5s'"))
        try:
            for name in inspect(connection).get_table_names():
                connection.execute(text(f'DROP TABLE "{name}" CASCADE'))
            for function in connection.scalars(FUNCTIONS).all():
                connection.execute(text(f"DROP FUNCTION {function} CASCADE"))
        except DBAPIError as error:
            raise click.ClickException(
                f"The database is in use ({str(error.orig).splitlines()[0]})."
                " Stop the server first, then restore again."
            ) from error
        yield connection
