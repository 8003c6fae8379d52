"""What happens to accounts. Each action checks, changes, and records; the caller commits."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from participate.accounts.access import may_manage
from participate.accounts.models import Account, HeldRole, SignInAttempts
from participate.accounts.queries import find_account_by_email
from participate.accounts.rules import (
    ATTEMPTS_HOURS,
    ATTEMPTS_MINUTES,
    NAME_MAX,
    PASSWORD_MAX,
    PASSWORD_MIN,
    AccountEvent,
    Role,
    is_email,
    plain_email,
    wait_after,
    with_implied,
)
from participate.core.audit import record
from participate.core.db import DbSession, insert_into, rows_changed
from participate.core.errors import MistakeError, NotAllowedError
from participate.core.passwords import is_outdated, is_password, password_hash
from participate.core.text import tidy


class EmailTakenError(MistakeError):
    """Another account has this address."""


class WrongPasswordError(MistakeError):
    """Address and password do not belong together, or nobody may sign in with them."""


class OwnAccountError(MistakeError):
    """An administrator would shut themselves out."""


def create_account(
    session: DbSession,
    *,
    by: Account | None,
    email: str,
    name: str,
    password: str,
    roles: Iterable[Role],
    at: datetime,
) -> Account:
    """Make an account that can sign in at once.

    Args:
        session: left uncommitted.
        by: an administrator; None for the command line.
        email: where capital letters do not matter.
        name: shown beside what they write, 1 to `NAME_MAX` characters.
        password: `PASSWORD_MIN` to `PASSWORD_MAX` characters; only its hash is kept.
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
        password_hash=_fitting_hash(password),
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
        account.session_number += 1
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
    if not is_password(account.password_hash, old):
        raise WrongPasswordError(f"account {account.id}")
    account.password_hash = _fitting_hash(new)
    account.session_number += 1
    record(session, AccountEvent.PASSWORD_CHANGED, account, by=account, at=at)


def reset_password(
    session: DbSession, account: Account, *, by: Account | None, password: str, at: datetime
) -> None:
    """Set a password for somebody who forgot theirs. All sessions of the account end.

    Raises:
        NotAllowedError: `by` is no administrator.
        ValueError: the password is too short or too long.
    """
    _check_manages(by)
    account.password_hash = _fitting_hash(password)
    account.session_number += 1
    record(session, AccountEvent.PASSWORD_RESET, account, by=by, at=at)


def take_attempt(session: DbSession, email_hash: str, *, at: datetime) -> int:
    """Count one attempt to sign in, before anybody looks at its password.

    Counting first means that a hundred attempts at the same moment count as a hundred.

    Args:
        session: commit it before the password is checked.
        email_hash: whom the attempt is for, see `visitor.attempts_key`.
        at: the moment.

    Returns:
        0 when the password may be checked now; otherwise how many seconds to wait. An attempt that
        has to wait is not counted: it cannot make the wait longer.
    """
    blank = {"email_hash": email_hash, "failures": 0, "last_at": at}
    session.execute(insert_into(session, SignInAttempts).values(blank).on_conflict_do_nothing())
    attempts = session.get_one(SignInAttempts, email_hash, with_for_update=True)
    if at - attempts.last_at > timedelta(minutes=ATTEMPTS_MINUTES):
        attempts.failures = 0
    passed = int((at - attempts.last_at).total_seconds())
    if (wait := wait_after(attempts.failures) - passed) > 0:
        return wait
    attempts.failures, attempts.last_at = attempts.failures + 1, at
    return 0


def forget_attempts(session: DbSession, *, at: datetime) -> int:
    """Delete counts of wrong passwords older than `ATTEMPTS_HOURS`; return how many there were."""
    over = SignInAttempts.last_at < at - timedelta(hours=ATTEMPTS_HOURS)
    return rows_changed(session, delete(SignInAttempts).where(over))


def sign_in(
    session: DbSession, *, email: str, password: str, email_hash: str, at: datetime
) -> Account:
    """Return the account that address and password belong to, and forget its failed attempts.

    Takes the same time whether the address has an account or not.

    Raises:
        WrongPasswordError: they do not belong together, or the account is not active.
    """
    account = find_account_by_email(session, email)
    stored = account.password_hash if account and account.active else None
    if not is_password(stored, password) or account is None or stored is None:
        raise WrongPasswordError("sign-in")
    if is_outdated(stored):
        account.password_hash = password_hash(password)
    if attempts := session.get(SignInAttempts, email_hash):
        session.delete(attempts)
    record(session, AccountEvent.SIGNED_IN, account, by=account, at=at)
    return account


def sign_out_everywhere(session: DbSession, account: Account, *, at: datetime) -> None:
    """End all sessions of an account, on every device."""
    account.session_number += 1
    record(session, AccountEvent.SIGNED_OUT_EVERYWHERE, account, by=account, at=at)


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
