"""Links by mail, with the secret of this installation."""

from flask import current_app

from participate.accounts import actions, queries
from participate.accounts.models import Account, MailedLink
from participate.accounts.rules import LinkPurpose, plain_email
from participate.accounts.visitor.sessions import current_account, secret_key
from participate.core.clock import now
from participate.core.keyed import keyed_hash
from participate.core.sealed import sealed, unsealed
from participate.extensions import db
from participate.web.language import page_language


def link_hash(secret: bytes, token: str) -> str:
    """Return what the database keeps of the token in a mailed link."""
    return keyed_hash(secret, "mailed link", token)


def sealed_address(secret: bytes, address: str) -> str:
    """Return an address as it lies in the database while somebody waits for a link."""
    return sealed(secret, "link request", address)


def unsealed_address(secret: bytes, kept: str) -> str:
    """Return the address that was sealed; raises what `core.sealed.unsealed` does."""
    return unsealed(secret, "link request", kept)


def mails_go_out() -> bool:
    """Say whether this town sends mails."""
    return current_app.config["MAIL"] is not None


def ask_for_link(address: str, purpose: LinkPurpose) -> None:
    """Have a link mailed to an address, if it has an account. Looks for none: the clock does."""
    if mails_go_out():
        actions.ask_for_link(
            db.session,
            address=sealed_address(secret_key(), plain_email(address)),
            purpose=purpose,
            language=page_language(),
            at=now(),
        )


def invite(account: Account) -> None:
    """Have a link mailed to an account, in the name of the administrator who is signed in."""
    actions.invite(
        db.session,
        account,
        by=current_account(),
        address=sealed_address(secret_key(), account.email),
        language=page_language(),
        at=now(),
    )


def find_link(token: str) -> MailedLink | None:
    """Return the link with this token, if it still works."""
    return queries.find_link(db.session, link_hash(secret_key(), token), at=now())


def use_sign_in_link(token: str) -> Account:
    """Use a link to sign in with; raises what `actions.sign_in_by_link` does."""
    return actions.sign_in_by_link(db.session, link_hash(secret_key(), token), at=now())


def use_password_link(token: str, password: str) -> Account:
    """Use a link to set a password; raises what `actions.choose_password` does."""
    hashed = link_hash(secret_key(), token)
    return actions.choose_password(db.session, hashed, password=password, at=now())
