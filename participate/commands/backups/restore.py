"""The command `restore`."""

import os
import sys
from pathlib import Path

import click
from flask import Flask
from sqlalchemy.exc import DBAPIError

from participate.commands.backups.archive import DamagedError, Reader, is_locked_file, reading
from participate.commands.backups.passphrase import passphrase_options, typed_passphrase
from participate.commands.backups.store import fill
from participate.commands.backups.target import is_unused, refilled
from participate.commands.files import put_secret
from participate.commands.migrations import known
from participate.config import ERASURES, Config
from participate.core.erasures import ListError, list_erasures, listed_erasures
from participate.factory import create_app
from participate.paths import data_dir


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@passphrase_options
@click.option(
    "--erasures",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="DATA_DIR/erasures.jsonl of the machine that served last, if it was another one.",
)
@click.option("--replace", is_flag=True, help="Throw away what is in the database now.")
def restore(file: Path, passphrase_file: Path | None, erasures: Path | None, replace: bool) -> None:
    """Bring back the database and the secret from FILE, into SQLite or PostgreSQL.

    A backup of an older version is brought up to date. Whatever is wrong with the file or its
    passphrase changes nothing. Whoever was erased since is erased again. Stop the server before.
    """
    passphrase = typed_passphrase(passphrase_file) if is_locked_file(file) else None
    data_dir().mkdir(parents=True, exist_ok=True)
    try:
        if erasures is not None:
            list_erasures(erasure_file(), listed_erasures(erasures))
        with reading(file, passphrase, data_dir()) as reader:
            refuse_other_secret(reader.secret)
            environment = os.environ | {"SECRET_KEY": reader.secret}
            restore_into(create_app(Config.from_environment(environment)), reader, replace)
    except (DamagedError, ListError) as error:
        raise click.ClickException(f"{error} Nothing was changed.") from error


def erasure_file() -> Path:
    """Return the list of those who were erased here."""
    return data_dir() / ERASURES


def refuse_other_secret(secret: str) -> None:
    """See that the secret of the backup will be the one in use.

    Raises:
        click.ClickException: SECRET_KEY is set, to another one.
    """
    if os.environ.get("SECRET_KEY", secret) != secret:
        raise click.ClickException(
            "SECRET_KEY is set, and is not the secret of this backup: codes and phones would not be"
            " known any more. Take SECRET_KEY out of the configuration, then restore again;"
            f" the right secret is then kept in {data_dir() / 'secret'}. Nothing was changed."
        )


def restore_into(app: Flask, reader: Reader, replace: bool) -> None:
    """Fill the database of an application, and keep the secret.

    Raises:
        click.ClickException: the backup is of a newer version, or the database is in use.
    """
    manifest = reader.manifest
    with app.app_context():
        if newer := set(manifest.migrations) - known():
            raise click.ClickException(
                f"The backup is of version {manifest.version}, with {', '.join(sorted(newer))} that"
                " this version does not know. Install that version first. Nothing was changed."
            )
        if not replace and not is_unused():
            raise click.ClickException(
                "The database is not empty. Choose another DATABASE_URL, or say --replace to throw"
                " away what is in it. Nothing was changed."
            )
        bar = click.progressbar(length=manifest.rows, label="Restoring", file=sys.stderr)
        try:
            with bar, refilled() as connection:
                again = fill(connection, reader, bar.update, listed_erasures(erasure_file()))
        except DBAPIError as error:
            raise click.ClickException(
                f"The database refused ({str(error.orig).splitlines()[0]}). Nothing was changed."
            ) from error
    if not os.environ.get("SECRET_KEY"):
        put_secret(reader.secret)
    click.echo(f"Restored {manifest.rows} rows of {manifest.made_at[:16]} UTC, and the secret.")
    if again:
        click.echo(f"Erased {again} people again who had been erased since.")
    click.echo("Now run `python -m participate check`.")
