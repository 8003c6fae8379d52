"""Passkeys on this device. Each challenge is bound to this browser's session, and used once."""

from hashlib import sha256
from secrets import token_urlsafe

from flask import current_app, session

from participate.accounts import actions, queries
from participate.accounts.models import Account
from participate.accounts.rules import CHALLENGE_MINUTES
from participate.accounts.visitor.notes import sealed_note, unsealed_note
from participate.accounts.visitor.sessions import secret_key
from participate.core import passkeys
from participate.core.clock import now
from participate.core.keyed import keyed_hash
from participate.core.once import claim_write
from participate.core.passkeys import PasskeyError, Site
from participate.extensions import db

#: Where the challenge of the last page lies, and the name of a passkey that is being made.
CHALLENGE, NAME = "challenge", "passkey"
SIGN_IN = "passkey to sign in"


def site() -> Site:
    """Return where passkeys work: at the address that the town gave, whatever a request claims."""
    config = current_app.config
    return Site(config["PUBLIC_URL"], f"Familienwerkstatt {config['TOWN_NAME']}")


def options_to_sign_in() -> str:
    """Return what this page's script hands to the browser, with a new challenge."""
    return passkeys.options_to_sign_in(site(), challenge=_new_challenge(SIGN_IN))


def options_to_add(account: Account) -> str:
    """Return what this page's script hands to the browser, with a new challenge."""
    return passkeys.options_to_add(
        site(),
        email=account.email,
        name=account.display_name,
        handle=user_handle(account),
        known=[one.credential_id for one in queries.passkeys_of(db.session, account)],
        challenge=_new_challenge(_purpose(account)),
    )


def sign_in_with_passkey(answer: str) -> Account:
    """Return whose passkey answered; raises what `actions.sign_in_with_passkey` does."""
    return actions.sign_in_with_passkey(
        db.session,
        site=site(),
        challenge=_taken_challenge(SIGN_IN),
        answer=answer,
        handle_of=user_handle,
        at=now(),
    )


def add_passkey(account: Account, answer: str, name: str) -> None:
    """Add the passkey that was made just now; raises what `actions.add_passkey` does."""
    challenge = _taken_challenge(_purpose(account))
    actions.add_passkey(
        db.session, account, site=site(), challenge=challenge, answer=answer, name=name, at=now()
    )
    session.pop(NAME, None)


def start_adding(account: Account, name: str) -> None:
    """Remember for some minutes that the password was right, and the name of the passkey."""
    session[NAME] = sealed_note(_purpose(account), name, minutes=CHALLENGE_MINUTES)


def find_name(account: Account) -> str | None:
    """Return what the passkey shall be called; None when nobody gave a password just now."""
    return unsealed_note(_purpose(account), session.get(NAME, ""))


def user_handle(account: Account) -> bytes:
    """Return what stands for an account on its devices: nothing that says who it is."""
    return bytes.fromhex(keyed_hash(secret_key(), "passkey user", account.id))


def _purpose(account: Account) -> str:
    return f"passkey of {account.id}"


def _new_challenge(purpose: str) -> bytes:
    challenge = token_urlsafe(32)
    session[CHALLENGE] = sealed_note(purpose, challenge, minutes=CHALLENGE_MINUTES)
    return challenge.encode()


def _taken_challenge(purpose: str) -> bytes:
    """Return the challenge of the last page, used up: a copied cookie does not bring it back.

    Raises:
        PasskeyError: there is none, it is too old, for something else, or used.
    """
    challenge = unsealed_note(purpose, session.pop(CHALLENGE, ""))
    if challenge is None:
        raise PasskeyError("no challenge")
    used = sha256(f"challenge {challenge}".encode()).hexdigest()
    if claim_write(db.session, used, at=now()) is not None:
        raise PasskeyError("used challenge")
    return challenge.encode()
