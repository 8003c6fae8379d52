"""Passkeys of accounts: a device signs its owner in, without password and code."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from participate.accounts.access import may_manage
from participate.accounts.actions.sessions import forget_sessions
from participate.accounts.models import Account, Passkey
from participate.accounts.queries import passkeys_of
from participate.accounts.rules import PASSKEY_NAME_MAX, PASSKEYS_MAX, AccountEvent
from participate.core.audit import record
from participate.core.db import DbSession, rows_changed
from participate.core.errors import ConflictError, NotAllowedError, NotFoundError
from participate.core.passkeys import (
    KeyPair,
    PasskeyError,
    Site,
    claimed_owner,
    made_key_pair,
    used_key_pair,
)
from participate.core.text import tidy


class TooManyPasskeysError(ConflictError):
    """The account has `PASSKEYS_MAX` passkeys."""


def add_passkey(
    session: DbSession,
    account: Account,
    *,
    site: Site,
    challenge: bytes,
    answer: str,
    name: str,
    at: datetime,
) -> Passkey:
    """Let a device sign an account in from now on.

    Args:
        session: left uncommitted.
        account: one's own.
        site: where the passkey works.
        challenge: what the device was to sign.
        answer: JSON, as the browser sent it.
        name: 1 to `PASSKEY_NAME_MAX` characters, for its owner.
        at: the moment.

    Raises:
        PasskeyError: the answer does not fit, or the passkey is known already.
        TooManyPasskeysError: there are `PASSKEYS_MAX`.
        ValueError: the name does not fit.
    """
    # Of two at once, one counts first.
    session.refresh(account, with_for_update={"of": Account, "key_share": True})
    if len(passkeys_of(session, account)) >= PASSKEYS_MAX:
        raise TooManyPasskeysError(f"account {account.id}")
    made = made_key_pair(site, challenge=challenge, answer=answer)
    passkey = Passkey(
        account_id=account.id,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        name=tidy(name, shortest=1, longest=PASSKEY_NAME_MAX),
        added_at=at,
    )
    try:
        with session.begin_nested():
            session.add(passkey)
    except IntegrityError as error:
        raise PasskeyError("known") from error
    record(session, AccountEvent.PASSKEY_ADDED, account, by=account, at=at)
    return passkey


def sign_in_with_passkey(
    session: DbSession,
    *,
    site: Site,
    challenge: bytes,
    answer: str,
    handle_of: Callable[[Account], bytes],
    at: datetime,
) -> Account:
    """Return whose passkey signed a challenge.

    No code is asked for: to have the device and to unlock it are two factors.

    Args:
        session: left uncommitted.
        site: where the passkey works.
        challenge: what the device was to sign.
        answer: JSON, as the browser sent it.
        handle_of: says what stands for an account on its devices.
        at: the moment.

    Raises:
        PasskeyError: the answer does not fit, its counter did not go up, or the account is off.
    """
    credential_id, handle = claimed_owner(answer)
    passkey = session.scalar(select(Passkey).where(Passkey.credential_id == credential_id))
    if passkey is None or not passkey.account.active:
        raise PasskeyError("unknown")
    if handle != handle_of(passkey.account):
        raise PasskeyError(f"passkey {passkey.id} for another account")
    kept = KeyPair(passkey.credential_id, passkey.public_key, passkey.sign_count)
    count = used_key_pair(site, kept, challenge=challenge, answer=answer)
    unused = (Passkey.id == passkey.id) & (Passkey.sign_count == kept.sign_count)
    used = update(Passkey).where(unused).values(sign_count=count, used_at=at)
    if not rows_changed(session, used):
        raise PasskeyError(f"passkey {passkey.id} was used at the same moment")
    record(session, AccountEvent.SIGNED_IN, passkey.account, by=passkey.account, at=at)
    return passkey.account


def remove_passkey(session: DbSession, account: Account, passkey_id: int, *, at: datetime) -> None:
    """Take one passkey of one's own account away.

    Raises:
        NotFoundError: the account has no such passkey, or no longer.
    """
    mine = (Passkey.id == passkey_id) & (Passkey.account_id == account.id)
    if not rows_changed(session, delete(Passkey).where(mine)):
        raise NotFoundError(f"passkey {passkey_id}")
    record(session, AccountEvent.PASSKEY_REMOVED, account, by=account, at=at)


def remove_all_passkeys(
    session: DbSession, account: Account, *, by: Account | None, at: datetime
) -> None:
    """Take all passkeys of an account away, for somebody whose device was stolen.

    All its devices are signed out: the stolen one may still be signed in.

    Raises:
        NotAllowedError: `by` is no administrator.
        NotFoundError: there is none.
    """
    if not may_manage(by):
        raise NotAllowedError(f"account {account.id}")
    if not rows_changed(session, delete(Passkey).where(Passkey.account_id == account.id)):
        raise NotFoundError(f"passkeys of account {account.id}")
    forget_sessions(session, account)
    record(session, AccountEvent.PASSKEY_REMOVED, account, by=by, at=at)
