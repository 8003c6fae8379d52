"""Making the database, and bringing it to the version of the program."""

import os
from pathlib import Path

import click
from flask.cli import ScriptInfo, with_appcontext

from participate.commands.backups.backup import back_up
from participate.commands.files import make_secret
from participate.commands.migrations import applied, heads, is_up_to_date, known, migrate
from participate.core.clock import now
from participate.core.db import without_foreign_keys
from participate.extensions import db
from participate.paths import data_dir

#: States before an upgrade that are kept; each holds everything, and is not locked.
KEPT = 3


def migrate_to_head() -> bool:
    """Run what is pending, all of it or nothing, and say whether there was anything."""
    if is_up_to_date():
        return False
    if unknown := applied() - known():
        raise click.ClickException(
            f"The database is at {', '.join(sorted(unknown))}, which this version does not know:"
            " it was used with a newer one. Install that version, or restore a backup."
        )
    with without_foreign_keys(db.engine) as connection:
        migrate(connection, "heads")
    return True


def make_private(place: Path) -> None:
    """Make a file that only its owner may read, unless it is there; SQLite would let others."""
    place.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(place, os.O_WRONLY | os.O_CREAT, 0o600))


@click.command()
@click.pass_context
def init(context: click.Context) -> None:
    """Make what is missing: the secret, the database, its tables. Changes nothing that is there."""
    if secret := make_secret():
        click.echo(f"Made a secret in {secret}. Keep it with your backups, and to yourself.")
    app = context.ensure_object(ScriptInfo).load_app()
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            make_private(Path(str(db.engine.url.database)))
        if migrate_to_head():
            click.echo("The database has every table it needs.")


@click.command()
@click.option("--no-backup", is_flag=True, help="Go without: you made one, or need none.")
@with_appcontext
def upgrade(no_backup: bool) -> None:
    """Bring the database to this version of the program, after a backup in DATA_DIR/backups."""
    pending = applied() - heads()
    if pending and pending <= known() and not no_backup:
        folder = data_dir() / "backups"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        place = folder / f"before-{'-'.join(sorted(heads()))}-{now():%Y%m%dT%H%M%S}.backup"
        back_up(place, passphrase=None)
        kept = sorted(folder.glob("before-*.backup"), key=lambda one: one.stat().st_mtime)
        for older in kept[:-KEPT]:
            older.unlink()
        click.echo(f"The state before is kept in {place}.")
    if migrate_to_head():
        click.echo("The database is up to date now.")
    else:
        click.echo("The database was up to date already.")
