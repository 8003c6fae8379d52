"""The second factor: an app on a phone shows a code that signing in asks for."""

from collections.abc import Iterable
from datetime import datetime
from hmac import compare_digest

import pyotp
from sqlalchemy import UpdateBase, delete, update
from sqlalchemy.exc import IntegrityError

from participate.accounts.access import may_manage
from participate.accounts.actions.signing_in import clear_attempts
from participate.accounts.models import Account, RecoveryCode, SecondFactor
from participate.accounts.rules import STEPS_APART, AccountEvent, plain_code, step_at
from participate.core.audit import record
from participate.core.db import DbSession, rows_changed
from participate.core.errors import ConflictError, MistakeError, NotAllowedError, NotFoundError


class WrongCodeError(MistakeError):
    """The code is not the one the app shows now, or was used already."""


class HasSecondFactorError(ConflictError):
    """The account has a second factor by now."""


def new_secret() -> str:
    """Draw what app and server shall share: 160 bits in base 32."""
    return pyotp.random_base32()


def step_of(secret: str, typed: str, *, at: datetime) -> int | None:
    """Return the time step that a code belongs to, one before or after this one at most."""
    code, here = plain_code(typed), step_at(at)
    shown = pyotp.TOTP(secret)
    for step in range(here - STEPS_APART, here + STEPS_APART + 1):
        if compare_digest(shown.generate_otp(step).encode(), code.encode()):
            return step
    return None


def add_second_factor(
    session: DbSession,
    account: Account,
    *,
    secret: str,
    kept: str,
    typed: str,
    recovery_hashes: Iterable[str],
    at: datetime,
) -> None:
    """Have signing in ask for a code from now on.

    Args:
        session: left uncommitted.
        account: one's own.
        secret: as the app has it.
        kept: the same, sealed.
        typed: a code that the app shows now, as a proof that it has the secret.
        recovery_hashes: keyed hashes of the codes on paper.
        at: the moment.

    Raises:
        WrongCodeError: the app shows another code.
        HasSecondFactorError: there is one already.
    """
    step = step_of(secret, typed, at=at)
    if step is None:
        raise WrongCodeError(f"account {account.id}")
    added = SecondFactor(account_id=account.id, secret=kept, last_step=step, added_at=at)
    try:
        with session.begin_nested():
            session.add(added)
    except IntegrityError as error:
        raise HasSecondFactorError(f"account {account.id}") from error
    session.add_all(
        RecoveryCode(account_id=account.id, code_hash=hashed) for hashed in recovery_hashes
    )
    record(session, AccountEvent.SECOND_FACTOR_ADDED, account, by=account, at=at)


def use_code(
    session: DbSession, account: Account, *, secret: str, typed: str, typed_hash: str, at: datetime
) -> None:
    """Use up a code of the app, or one on paper.

    Args:
        session: left uncommitted.
        account: whose second factor it is.
        secret: as the app has it.
        typed: the code.
        typed_hash: its keyed hash, in case it is one on paper.
        at: the moment.

    Raises:
        WrongCodeError: it is neither, or was used already.
    """
    step = step_of(secret, typed, at=at)
    used: UpdateBase
    if step is None:
        used = delete(RecoveryCode).where(
            RecoveryCode.account_id == account.id, RecoveryCode.code_hash == typed_hash
        )
    else:
        used = (
            update(SecondFactor)
            .where(SecondFactor.account_id == account.id, SecondFactor.last_step < step)
            .values(last_step=step)
        )
    if not rows_changed(session, used):
        raise WrongCodeError(f"account {account.id}")


def sign_in_with_code(session: DbSession, account: Account, *, counted: str, at: datetime) -> None:
    """Note that somebody is signed in whose code was right, and forget the wrong ones."""
    clear_attempts(session, counted)
    record(session, AccountEvent.SIGNED_IN, account, by=account, at=at)


def remove_second_factor(
    session: DbSession, account: Account, *, by: Account | None, at: datetime
) -> None:
    """Ask for no code any more: one's own after a code, or for somebody who lost everything.

    Raises:
        NotAllowedError: `by` is neither its owner nor an administrator.
        NotFoundError: there is none.
    """
    if not (may_manage(by) or (by is not None and by.id == account.id)):
        raise NotAllowedError(f"account {account.id}")
    if not rows_changed(session, delete(SecondFactor).where(SecondFactor.account_id == account.id)):
        raise NotFoundError(f"second factor of account {account.id}")
    record(session, AccountEvent.SECOND_FACTOR_REMOVED, account, by=by, at=at)
