"""The command `backup`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import Connection

from participate.commands.backups.archive import Manifest, writing
from participate.commands.backups.passphrase import passphrase_options, typed_passphrase
from participate.commands.backups.store import store
from participate.core.clock import now
from participate.core.db import only_reads
from participate.extensions import db
from participate.paths import data_dir

#: What a backup is called when only its folder was named.
PREFIX, SUFFIX = "familienwerkstatt-", ".backup"


def back_up(place: Path, passphrase: str | None) -> Manifest:
    """Write the database of the application and its secret into a new file.

    Raises:
        click.ClickException: there is a file of that name, or it cannot be written.
    """
    try:
        with writing(place, passphrase) as writer, one_moment() as connection:
            manifest = store(connection, current_app.config["SECRET_KEY"], writer)
    except FileExistsError:
        raise click.ClickException(
            f"{place} is there already. Choose another name, or delete it first."
        ) from None
    except OSError as error:
        raise click.ClickException(
            f"The backup cannot be written ({error}). Make room, or choose another place."
        ) from error
    last_backup_file().touch()
    return manifest


@contextmanager
def one_moment() -> Iterator[Connection]:
    """Yield a connection that sees the database as it was at its first question.

    Writers go on meanwhile: SQLite keeps what they change in its log, PostgreSQL old rows.
    """
    before = only_reads.set(True)
    try:
        with db.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            yield connection
    finally:
        only_reads.reset(before)


def last_backup_file() -> Path:
    """Return the file whose time says when the last backup was made."""
    return data_dir() / "last-backup"


def place_in(chosen: Path) -> Path:
    """Return the file to write: the chosen one, or one named after this moment in a folder."""
    return chosen / f"{PREFIX}{now():%Y%m%dT%H%M%S}{SUFFIX}" if chosen.is_dir() else chosen


def forget_older(folder: Path, keep: int) -> int:
    """Delete all but the newest backups in a folder that got their names here; say how many."""
    older = sorted(folder.glob(f"{PREFIX}[0-9]*T[0-9]*{SUFFIX}"))[:-keep]
    for place in older:
        place.unlink()
    return len(older)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@passphrase_options
@click.option("--encrypt", is_flag=True, help="Ask for a passphrase and lock the file with it.")
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    help="With a folder: afterwards delete all but this many of the newest backups in it.",
)
@with_appcontext
def backup(file: Path, encrypt: bool, passphrase_file: Path | None, keep: int | None) -> None:
    """Write the database and the secret into FILE, while the hall goes on voting.

    FILE may be a folder: the backup is then named after the moment. Whoever has the file and, if it
    is locked, the passphrase has everything.
    """
    if keep and not file.is_dir():
        raise click.UsageError("--keep needs a folder in the place of FILE.")
    passphrase = None
    if encrypt or passphrase_file:
        passphrase = typed_passphrase(passphrase_file, again=True)
    place = place_in(file)
    manifest = back_up(place, passphrase)
    state = "locked" if passphrase else "not locked: keep it where nobody else can read it"
    click.echo(f"Wrote {manifest.rows} rows and the secret to {place} ({state}).")
    if keep and (gone := forget_older(file, keep)):
        click.echo(f"Deleted {gone} older backups; the newest {keep} are kept.")
