"""Deleting what is over its time, from the command line."""

import click
from flask.cli import with_appcontext

from participate.core.clock import now
from participate.extensions import db
from participate.privacy.jobs import purge as purge_now


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say how much would be deleted.")
@with_appcontext
def purge(dry_run: bool) -> None:
    """Delete what is over its retention period. The server does it every hour by itself."""
    done = purge_now(db.session, at=now(), dry_run=dry_run)
    for kind, rows in done.items():
        click.echo(f"{kind.value:<20}{rows:>8}")
    click.echo("Nothing was deleted: this was a dry run." if dry_run else "Deleted.")
