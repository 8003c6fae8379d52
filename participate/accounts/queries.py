"""Reading accounts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload, lazyload

from participate.accounts.models import (
    Account,
    AccountSession,
    LinkRequest,
    MailedLink,
    Passkey,
    RecoveryCode,
    SecondFactor,
)
from participate.accounts.rules import is_session_over, plain_email
from participate.core.db import DbSession, held
from participate.core.errors import NotFoundError


def get_account(session: DbSession, account_id: int) -> Account:
    """Return one account.

    Raises:
        NotFoundError: there is none with this id, or it is erased.
    """
    account = session.get(Account, account_id)
    if account is None or account.erased_at is not None:
        raise NotFoundError(f"account {account_id}")
    return account


def find_account_by_email(session: DbSession, email: str) -> Account | None:
    """Return the account with this address, however it was typed.

    In one statement, whether there is one or not; its roles are read once somebody asks for them.
    """
    known = select(Account).where(Account.email == plain_email(email))
    return session.scalar(known.options(lazyload(Account.held_roles)))


def all_accounts() -> Select[Account]:
    """Select all accounts by name, those that may sign in first; erased ones are left out."""
    kept = select(Account).where(Account.erased_at.is_(None))
    return kept.order_by(Account.active.desc(), Account.display_name, Account.id)


def hold_accounts(session: DbSession, *accounts: Account) -> bool:
    """Let nobody erase accounts before this transaction ends; False when one is off by now."""
    ids = {account.id for account in accounts}
    active = select(Account.id).where(Account.id.in_(ids), Account.active).order_by(Account.id)
    shared = active.with_for_update(read=True, key_share=True)
    return set(session.scalars(shared)) == ids


def find_session(
    session: DbSession, token_hash: str, *, at: datetime, hold: bool = False
) -> AccountSession | None:
    """Return the session of a token with its account; None once it is over, or the account off.

    With `hold` nobody erases the account before this transaction ends.
    """
    theirs = (
        select(AccountSession)
        .join(AccountSession.account)
        .where(AccountSession.token_hash == token_hash)
        .options(contains_eager(AccountSession.account))
    )
    found = session.scalar(held(theirs, Account) if hold else theirs)
    if found is None or not found.account.active:
        return None
    return None if is_session_over(found.created_at, found.seen_at, at) else found


def sessions_of(session: DbSession, account: Account, *, at: datetime) -> list[AccountSession]:
    """List where an account is signed in, the device that was used last first."""
    all_of_it = (
        select(AccountSession)
        .where(AccountSession.account_id == account.id)
        .order_by(AccountSession.seen_at.desc(), AccountSession.id.desc())
    )
    return [
        one
        for one in session.scalars(all_of_it)
        if not is_session_over(one.created_at, one.seen_at, at)
    ]


def find_link(session: DbSession, token_hash: str, *, at: datetime) -> MailedLink | None:
    """Return a mailed link with its account; None if it was used, is over, or its account off."""
    found = session.scalar(
        select(MailedLink)
        .where(MailedLink.token_hash == token_hash, MailedLink.expires_at > at)
        .options(joinedload(MailedLink.account))
    )
    return found if found is not None and found.account.active else None


def due_requests(at: datetime) -> ColumnElement[bool]:
    """Return which wishes for a link can be answered now."""
    return LinkRequest.next_try_at.is_(None) | (LinkRequest.next_try_at <= at)


def is_link_wanted(session: DbSession, *, at: datetime) -> bool:
    """Say whether somebody waits for a link."""
    return bool(session.scalar(select(exists().where(due_requests(at)))))


def find_second_factor(session: DbSession, account: Account) -> SecondFactor | None:
    """Return the second factor of an account, as it is now; None if there is none."""
    return session.scalar(select(SecondFactor).where(SecondFactor.account_id == account.id))


def recovery_codes_left(session: DbSession, account: Account) -> int:
    """Return how many codes on paper an account has not used yet."""
    left = select(func.count()).where(RecoveryCode.account_id == account.id)
    return session.scalar(left) or 0


def passkeys_of(session: DbSession, account: Account) -> Sequence[Passkey]:
    """List the passkeys of an account, the oldest one first."""
    mine = select(Passkey).where(Passkey.account_id == account.id)
    return session.scalars(mine.order_by(Passkey.id)).all()
