"""The first administrator has nobody to make their account, so the command line does."""

import sys

import click
from flask.cli import with_appcontext

from participate.accounts.actions import (
    EmailTakenError,
    create_account,
    remove_all_passkeys,
    remove_second_factor,
)
from participate.accounts.queries import find_account_by_email, find_second_factor, passkeys_of
from participate.accounts.rules import (
    NAME_MAX,
    PASSWORD_MAX,
    PASSWORD_MIN,
    Role,
    is_email,
    plain_email,
)
from participate.core.clock import now
from participate.extensions import db


def checked_email(_context: click.Context, _option: click.Parameter, typed: str) -> str:
    """Take an e-mail address, or ask again."""
    if not is_email(plain_email(typed)):
        raise click.BadParameter("that is no e-mail address.")
    return plain_email(typed)


def checked_name(_context: click.Context, _option: click.Parameter, typed: str) -> str:
    """Take a name, or ask again."""
    if not 1 <= len(typed.strip()) <= NAME_MAX:
        raise click.BadParameter(f"write 1 to {NAME_MAX} characters.")
    return typed.strip()


def asked_password(from_stdin: bool) -> str:
    """Read a password from the first line of standard input, or ask for it twice.

    Raises:
        click.UsageError: it is too short or too long.
    """
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    if not PASSWORD_MIN <= len(password) <= PASSWORD_MAX:
        raise click.UsageError(
            f"The password must have {PASSWORD_MIN} to {PASSWORD_MAX} characters."
        )
    return password


@click.command("remove-second-factor")
@click.argument("email", callback=checked_email)
@with_appcontext
def remove_factor(email: str) -> None:
    """Let EMAIL sign in without a code: for the only administrator, whose phone is lost."""
    account = find_account_by_email(db.session, email)
    if account is None or find_second_factor(db.session, account) is None:
        raise click.ClickException(f"No account with a second factor has the address {email}.")
    remove_second_factor(db.session, account, by=None, at=now())
    db.session.commit()
    click.echo(f"{email} signs in without a code now.")


@click.command("remove-passkeys")
@click.argument("email", callback=checked_email)
@with_appcontext
def remove_passkeys(email: str) -> None:
    """Take all passkeys of EMAIL away: for the only administrator, whose device was stolen."""
    account = find_account_by_email(db.session, email)
    if account is None or not passkeys_of(db.session, account):
        raise click.ClickException(f"No account with a passkey has the address {email}.")
    remove_all_passkeys(db.session, account, by=None, at=now())
    db.session.commit()
    click.echo(
        f"No passkey signs {email} in any more, and all devices are signed out."
        " Sign in with the password."
    )


@click.command("create-admin")
@click.option("--email", prompt="E-mail", callback=checked_email, help="Address to sign in with.")
@click.option("--name", default="Administration", callback=checked_name, show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@with_appcontext
def create_admin(email: str, name: str, password_stdin: bool) -> None:
    """Make an administrator's account. Asks for the password unless it comes from a pipe."""
    password = asked_password(password_stdin)
    roles = {Role.ADMINISTRATOR}
    try:
        create_account(
            db.session,
            by=None,
            email=email,
            name=name,
            password=password,
            roles=roles,
            at=now(),
        )
    except EmailTakenError:
        raise click.ClickException(
            f"There is an account for {email} already. Sign in with it, or take another address."
        ) from None
    db.session.commit()
    click.echo(f"{email} is an administrator now, and can sign in.")
