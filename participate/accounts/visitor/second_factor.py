"""The second factor, with the secret of this installation."""

from datetime import timedelta

from flask import session

from participate.accounts import actions, queries
from participate.accounts.models import Account
from participate.accounts.rules import (
    PENDING_MINUTES,
    RECOVERY_CODES,
    SAME_TAP_SECONDS,
    new_recovery_code,
    plain_code,
)
from participate.accounts.visitor.notes import sealed_note, unsealed_note
from participate.accounts.visitor.sessions import attempts_key, end_session, secret_key
from participate.core.clock import now
from participate.core.keyed import keyed_hash
from participate.core.once import claim_write
from participate.core.sealed import UnreadableError, sealed, unsealed
from participate.extensions import db

#: Where it stands whose code is missing, and where new codes on paper lie for the next page.
PENDING, CODES = "pending", "codes"


def start_pending(account: Account) -> None:
    """Remember for some minutes whose password was right, while the code is missing."""
    end_session()
    kept = f"{account.id} {_password_mark(account)}"
    session[PENDING] = sealed_note(PENDING, kept, minutes=PENDING_MINUTES)


def find_pending() -> Account | None:
    """Return whose code is missing on this device; None when nobody gave a password just now.

    Nor when the password was changed since, or no code is asked for any more: whoever stopped half
    way has to begin anew.
    """
    number, _space, mark = (unsealed_note(PENDING, session.get(PENDING, "")) or "").partition(" ")
    account = db.session.get(Account, int(number)) if number else None
    if account is None or mark != _password_mark(account):
        return None
    if queries.find_second_factor(db.session, account) is None:
        return None
    return account if account.active else None


def _password_mark(account: Account) -> str:
    """Return what changes with an account's password, and tells nothing of it."""
    return keyed_hash(secret_key(), "password mark", account.id, account.password_hash or "")


def use_code(account: Account, typed: str) -> None:
    """Use up a code of an account's second factor, if it has one.

    Raises:
        WrongCodeError: it is not right.
    """
    found = queries.find_second_factor(db.session, account)
    if found is not None:
        secret = unsealed(secret_key(), second_factor_purpose(account), found.secret)
        hashed = recovery_hash(secret_key(), account, typed)
        actions.use_code(
            db.session, account, secret=secret, typed=typed, typed_hash=hashed, at=now()
        )


def use_pending_code(account: Account, typed: str) -> bool:
    """Use up the code of whoever gave the right password just now; say whether it is the first tap.

    A browser that sends the form twice throws the first answer away: for some seconds the same code
    in the same session is right once more, and for nobody else.

    Raises:
        WrongCodeError: it is not right, or was used some time ago.
    """
    tap = keyed_hash(secret_key(), "code", session[PENDING], plain_code(typed))
    done, at = claim_write(db.session, tap, at=now()), now()
    if done is None:
        use_code(account, typed)
    elif at - done.at > timedelta(seconds=SAME_TAP_SECONDS):
        raise actions.WrongCodeError(f"account {account.id}")
    return done is None


def add_second_factor(account: Account, kept: str, typed: str) -> None:
    """Add a second factor, and keep the codes on paper for the one page that shows them.

    Args:
        account: one's own.
        kept: the sealed secret that came with the form.
        typed: the code that the app shows.

    Raises:
        WrongCodeError: the app shows another one, or the secret is not one of ours.
    """
    secret = unsealed_secret(account, kept)
    if secret is None:
        raise actions.WrongCodeError(f"account {account.id}")
    codes = [new_recovery_code() for _number in range(RECOVERY_CODES)]
    hashes = [recovery_hash(secret_key(), account, code) for code in codes]
    actions.add_second_factor(
        db.session,
        account,
        secret=secret,
        kept=kept,
        typed=typed,
        recovery_hashes=hashes,
        at=now(),
    )
    session[CODES] = sealed(secret_key(), f"{CODES} {account.id}", " ".join(codes))


def take_recovery_codes(account: Account) -> list[str]:
    """Return the codes on paper that were just made, once; else nothing."""
    try:
        return unsealed(secret_key(), f"{CODES} {account.id}", session.pop(CODES, "")).split(" ")
    except UnreadableError:
        return []


def sealed_secret(account: Account, secret: str) -> str:
    """Return a second factor's secret as it lies in a form and in the database."""
    return sealed(secret_key(), second_factor_purpose(account), secret)


def unsealed_secret(account: Account, kept: str) -> str | None:
    """Return the secret that a form brought back; None when it is not one of ours."""
    try:
        return unsealed(secret_key(), second_factor_purpose(account), kept)
    except UnreadableError:
        return None


def code_attempts_key(account: Account) -> str:
    """Return under which key wrong codes are counted: on a known device by itself."""
    return keyed_hash(secret_key(), "code attempts", attempts_key(account.email))


def second_factor_purpose(account: Account) -> str:
    """Return what the secret of an account is sealed for."""
    return f"second factor {account.id}"


def recovery_hash(secret: bytes, account: Account, code: str) -> str:
    """Return what the database keeps of a code on paper."""
    return keyed_hash(secret, "recovery code", account.id, plain_code(code))
