"""Being signed in: one row for each device, which can be ended from another one."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from participate.accounts.models import Account, AccountSession
from participate.accounts.queries import hold_accounts
from participate.accounts.rules import (
    RENEW_MINUTES,
    SESSION_DAYS,
    SESSION_IDLE_DAYS,
    SESSIONS_MAX,
    AccountEvent,
    Browser,
    System,
)
from participate.core.audit import record
from participate.core.db import DbSession, rows_changed
from participate.core.errors import NotAllowedError, NotFoundError


def start_session(
    session: DbSession,
    account: Account,
    *,
    token_hash: str,
    device: tuple[Browser, System],
    at: datetime,
    language: str | None = None,
) -> AccountSession:
    """Sign an account in on one more device. Beyond `SESSIONS_MAX`, the idlest ones end.

    Args:
        session: left uncommitted.
        account: whose session it is.
        token_hash: a keyed hash of the token that only the device itself holds.
        device: roughly which, so that people know their own again.
        at: the moment.
        language: the one chosen on it, if one was; it is kept with whoever had chosen none.

    Raises:
        NotAllowedError: the account was switched off or erased meanwhile.
    """
    if not hold_accounts(session, account):
        raise NotAllowedError(f"account {account.id} is off")
    account.language = account.language or language
    browser, system = device
    started = AccountSession(
        account_id=account.id,
        token_hash=token_hash,
        browser=browser,
        system=system,
        created_at=at,
        seen_at=at,
    )
    session.add(started)
    session.flush()
    newest = (
        select(AccountSession.id)
        .where(AccountSession.account_id == account.id)
        .order_by(AccountSession.seen_at.desc(), AccountSession.id.desc())
        .limit(SESSIONS_MAX)
    )
    surplus = AccountSession.id.not_in(newest)
    session.execute(delete(AccountSession).where(AccountSession.account_id == account.id, surplus))
    return started


def renew_session(session: DbSession, current: AccountSession, *, at: datetime) -> None:
    """Note that a session is in use; not more often than every `RENEW_MINUTES`.

    A statement of its own, which finds nothing to change when somebody ends the session meanwhile.
    """
    if at - current.seen_at >= timedelta(minutes=RENEW_MINUTES):
        renewed = update(AccountSession).where(AccountSession.id == current.id)
        session.execute(renewed.values(seen_at=at))


def end_session(session: DbSession, account: Account, session_id: int, *, at: datetime) -> None:
    """End one session of one's own account, on this device or another one.

    Raises:
        NotFoundError: the account has no such session, or no longer.
    """
    ended = session.scalar(
        delete(AccountSession)
        .where(AccountSession.id == session_id, AccountSession.account_id == account.id)
        .returning(AccountSession.id)
    )
    if ended is None:
        raise NotFoundError(f"session {session_id}")
    record(session, AccountEvent.SESSION_ENDED, account, by=account, at=at)


def drop_session(session: DbSession, token_hash: str) -> None:
    """End the session of a token, if there is one: a copy of its cookie is worth nothing then."""
    session.execute(delete(AccountSession).where(AccountSession.token_hash == token_hash))


def sign_out_everywhere(session: DbSession, account: Account, *, at: datetime) -> None:
    """End all sessions of an account, on every device."""
    forget_sessions(session, account)
    record(session, AccountEvent.SIGNED_OUT_EVERYWHERE, account, by=account, at=at)


def forget_sessions(session: DbSession, account: Account) -> None:
    """Delete the sessions of an account, because something else about it was changed."""
    session.execute(delete(AccountSession).where(AccountSession.account_id == account.id))


def forget_over_sessions(session: DbSession, *, at: datetime) -> int:
    """Delete sessions that nobody can use any more, see `rules.is_session_over`; say how many."""
    idle = AccountSession.seen_at < at - timedelta(days=SESSION_IDLE_DAYS)
    old = AccountSession.created_at < at - timedelta(days=SESSION_DAYS)
    return rows_changed(session, delete(AccountSession).where(idle | old))
