"""Signing in with a password, and how attempts slow down."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from participate.accounts.models import Account, SignInAttempts
from participate.accounts.queries import find_account_by_email, find_second_factor
from participate.accounts.rules import ATTEMPTS_HOURS, ATTEMPTS_MINUTES, AccountEvent, wait_after
from participate.core.audit import record
from participate.core.db import DbSession, insert_into, rows_changed
from participate.core.errors import MistakeError
from participate.core.passwords import is_outdated, is_password, password_hash


class WrongPasswordError(MistakeError):
    """Address and password do not belong together, or nobody may sign in with them."""


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


def clear_attempts(session: DbSession, counted: str) -> None:
    """Forget the wrong ones, now that one was right."""
    if attempts := session.get(SignInAttempts, counted):
        session.delete(attempts)


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
    clear_attempts(session, email_hash)
    note_signed_in(session, account, at=at)
    return account


def note_signed_in(session: DbSession, account: Account, *, at: datetime) -> None:
    """Write into the log that somebody is signed in, unless a code is still missing."""
    if find_second_factor(session, account) is None:
        record(session, AccountEvent.SIGNED_IN, account, by=account, at=at)
