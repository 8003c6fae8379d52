"""Filling the demo town from the command line."""

import os
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from participate.core.audit import seal_entries
from participate.core.clock import now
from participate.demo import LogIn, fill_demo, is_empty
from participate.extensions import db
from participate.pages.queries import running_workshop
from participate.paths import data_dir
from participate.workshops.rules import join_code


@click.command()
@click.option("--if-empty", is_flag=True, help="Do nothing when the database is in use already.")
@with_appcontext
def demo(if_empty: bool) -> None:
    """Fill an empty database with a demo town, and print how to sign in to it."""
    if not is_empty(db.session):
        if not if_empty:
            raise click.ClickException(
                "The database is in use. Set DATABASE_URL to an empty one for the demo town."
            )
        if log_in_file().exists():
            click.echo(f"How to sign in to the demo town stands in {log_in_file()}.")
        return
    click.echo("Filling the demo town …")
    log_ins = fill_demo(db.session, secret=current_app.config["SECRET_KEY"], at=now())
    db.session.commit()
    while seal_entries(db.session):
        db.session.commit()
    text = described(log_ins, current_app.config["PUBLIC_URL"], running_code())
    keep(text)
    click.echo(text)


def log_in_file() -> Path:
    """Return where the passwords of the demo town lie: only their hashes are in the database."""
    return data_dir() / "demo-log-ins.txt"


def running_code() -> str:
    """Return the code with which anybody takes part in the workshop that is going on."""
    workshop = running_workshop(db.session, at=now())
    if workshop is None:
        raise RuntimeError("no workshop of the demo town is going on")
    secret = current_app.config["SECRET_KEY"]
    return join_code(secret, workshop.id, workshop.join_code_number)


def described(log_ins: list[LogIn], address: str, code: str) -> str:
    """Return the addresses of the demo town, and who can sign in, a line each."""
    rows = [f"  {it.role:14} {it.email:28} {it.password}" for it in log_ins]
    places = [
        f"Home page:  {address}/",
        f"Take part:  {address}/w/{code}",
        f"Sign in:    {address}/sign-in",
    ]
    return "\n".join([*places, "", "Demo log-ins:", *rows])


def keep(text: str) -> None:
    """Write the log-ins where only the owner of the installation reads them."""
    log_in_file().unlink(missing_ok=True)
    created = os.open(log_in_file(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(created, "w", encoding="utf-8") as file:
        file.write(text + "\n")
