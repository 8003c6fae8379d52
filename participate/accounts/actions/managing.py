"""Making and changing accounts, and their passwords."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from participate.accounts.access import may_manage
from participate.accounts.actions.sessions import forget_sessions
from participate.accounts.actions.signing_in import WrongPasswordError
from participate.accounts.models import Account, HeldRole, MailedLink
from participate.accounts.queries import find_account_by_email
from participate.accounts.rules import (
    NAME_MAX,
    PASSWORD_MAX,
    PASSWORD_MIN,
    AccountEvent,
    Role,
    is_email,
    plain_email,
    with_implied,
)
from participate.core.audit import record
from participate.core.db import DbSession
from participate.core.errors import MistakeError, NotAllowedError
from participate.core.passwords import is_password, password_hash
from participate.core.text import tidy


class EmailTakenError(MistakeError):
    """Another account has this address."""


class OwnAccountError(MistakeError):
    """An administrator would shut themselves out."""


def create_account(
    session: DbSession,
    *,
    by: Account | None,
    email: str,
    name: str,
    password: str | None,
    roles: Iterable[Role],
    at: datetime,
) -> Account:
    """Make an account that can sign in at once, or once its owner chose a password.

    Args:
        session: left uncommitted.
        by: an administrator; None for the command line.
        email: where capital letters do not matter.
        name: shown beside what they write, 1 to `NAME_MAX` characters.
        password: `PASSWORD_MIN` to `PASSWORD_MAX` characters; only its hash is kept. None for
            somebody who is invited and chooses their own.
        roles: at least one; whoever chairs the board becomes a member of it, too.
        at: the moment.

    Raises:
        NotAllowedError: `by` is no administrator.
        EmailTakenError: another account has this address.
        ValueError: one of the texts does not fit, or there is no role.
    """
    _check_manages(by)
    address, held = plain_email(email), with_implied(roles)
    if not is_email(address) or not held:
        raise ValueError("an account needs an e-mail address and a role")
    account = Account(
        email=address,
        display_name=tidy(name, shortest=1, longest=NAME_MAX),
        password_hash=_fitting_hash(password) if password is not None else None,
        created_at=at,
        held_roles=[HeldRole(role=role) for role in sorted(held)],
    )
    if find_account_by_email(session, address):
        raise EmailTakenError(address)
    try:
        with session.begin_nested():  # somebody else may have been faster just now
            session.add(account)
    except IntegrityError as error:
        raise EmailTakenError(address) from error
    record(session, AccountEvent.CREATED, account, by=by, at=at, roles=_listed(account))
    return account


def change_account(
    session: DbSession,
    account: Account,
    *,
    by: Account,
    name: str,
    roles: Iterable[Role],
    active: bool,
    at: datetime,
) -> None:
    """Change what an administrator may change about an account. Deactivating ends its sessions.

    Raises:
        NotAllowedError: `by` is no administrator.
        OwnAccountError: `by` would take their own way in away.
        ValueError: the name does not fit, or there is no role.
    """
    _check_manages(by)
    held = with_implied(roles)
    if not held:
        raise ValueError("an account needs a role")
    if account.id == by.id and not (active and Role.ADMINISTRATOR in held):
        raise OwnAccountError(f"account {account.id}")
    before = (account.display_name, account.roles)
    account.display_name = tidy(name, shortest=1, longest=NAME_MAX)
    account.held_roles = [one for one in account.held_roles if one.role in held] + [
        HeldRole(role=role) for role in sorted(held - account.roles)
    ]
    if before != (account.display_name, account.roles):
        record(session, AccountEvent.CHANGED, account, by=by, at=at, roles=_listed(account))
    if account.active != active:
        account.active = active
        forget_sessions(session, account)
        event = AccountEvent.REACTIVATED if active else AccountEvent.DEACTIVATED
        record(session, event, account, by=by, at=at)


def rename(session: DbSession, account: Account, *, name: str, at: datetime) -> None:
    """Give one's own account another name, 1 to `NAME_MAX` characters."""
    account.display_name = tidy(name, shortest=1, longest=NAME_MAX)
    record(session, AccountEvent.CHANGED, account, by=account, at=at)


def change_password(
    session: DbSession, account: Account, *, old: str, new: str, at: datetime
) -> None:
    """Set another password for one's own account. All sessions end: begin a new one afterwards.

    Raises:
        WrongPasswordError: `old` is not the present one.
        ValueError: `new` is too short or too long.
    """
    check_password(account, old)
    set_password(session, account, new)
    record(session, AccountEvent.PASSWORD_CHANGED, account, by=account, at=at)


def check_password(account: Account, typed: str) -> None:
    """Ask once more whether it is really their owner who sits at a device that is signed in.

    Raises:
        WrongPasswordError: it is not the present password, or there is none.
    """
    if not is_password(account.password_hash, typed):
        raise WrongPasswordError(f"account {account.id}")


def reset_password(
    session: DbSession, account: Account, *, by: Account | None, password: str, at: datetime
) -> None:
    """Set a password for somebody who forgot theirs. All sessions of the account end.

    Raises:
        NotAllowedError: `by` is no administrator.
        OwnAccountError: it is their own, and their session would end before they read it.
        ValueError: the password is too short or too long.
    """
    _check_manages(by)
    if by is not None and account.id == by.id:
        raise OwnAccountError(f"account {account.id}")
    set_password(session, account, password)
    record(session, AccountEvent.PASSWORD_RESET, account, by=by, at=at)


def set_password(session: DbSession, account: Account, password: str) -> None:
    """Set a password. Sessions and mailed links of the account are over with the old one.

    Raises:
        ValueError: it is too short or too long.
    """
    account.password_hash = _fitting_hash(password)
    forget_sessions(session, account)
    session.execute(delete(MailedLink).where(MailedLink.account_id == account.id))


def _check_manages(person: Account | None) -> None:
    if not may_manage(person):
        raise NotAllowedError("only administrators manage accounts")


def _fitting_hash(password: str) -> str:
    if not PASSWORD_MIN <= len(password) <= PASSWORD_MAX:
        raise ValueError(f"a password has {PASSWORD_MIN} to {PASSWORD_MAX} characters")
    return password_hash(password)


def _listed(account: Account) -> str:
    """Return an account's roles as one word for the log."""
    return " ".join(sorted(account.roles))
