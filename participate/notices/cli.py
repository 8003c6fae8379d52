"""Trying the mail settings out."""

from datetime import datetime
from secrets import token_hex

import click
from flask import current_app
from flask.cli import with_appcontext

from participate.accounts.cli import checked_email
from participate.core.clock import now
from participate.core.smtp import NotDeliveredError, deliver, message_for
from participate.notices.actions import said_of


@click.command("test-mail")
@click.argument("address", callback=checked_email)
@with_appcontext
def test_mail(address: str) -> None:
    """Send a mail to ADDRESS at once, to see whether the mail settings work."""
    server = current_app.config["MAIL"]
    if server is None:
        raise click.ClickException("No mail server is set. Set MAIL_SERVER and MAIL_SENDER.")
    town, at = current_app.config["TOWN_NAME"], now()
    message = message_for(
        server,
        to=address,
        subject=f"Familienwerkstatt {town}: Probe",
        body=_text(town, at),
        key=token_hex(16),
        language="de",
        at=at,
    )
    try:
        deliver(server, message, to=address)
    except NotDeliveredError as error:
        raise click.ClickException(said_of(error)) from None
    click.echo(
        f"The mail server took a mail to {address}. See whether it arrives; look for spam, too."
    )


def _text(town: str, at: datetime) -> str:
    return (
        f"Diese Mail kommt von der Familienwerkstatt {town}.\n"
        "Die Einstellungen für Mails stimmen. Sie müssen nichts tun.\n\n"
        f"The mail settings of Familienwerkstatt {town} work. ({at:%Y-%m-%d %H:%M} UTC)\n"
    )
