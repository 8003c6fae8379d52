"""Answering those who asked for a link by mail."""

from secrets import token_urlsafe

import structlog
from flask import Flask
from flask_babel import force_locale
from flask_babel import gettext as _

from participate.accounts.actions import make_link, postpone_request, take_request
from participate.accounts.labels import LINK_MAILS
from participate.accounts.models import Account, LinkRequest, MailedLink
from participate.accounts.queries import find_account_by_email, is_link_wanted
from participate.accounts.visitor import link_hash, unsealed_address
from participate.core.clock import now
from participate.core.db import DbSession, looking
from participate.core.outbox import put_mail
from participate.core.sealed import UnreadableError
from participate.web.moments import moment

log = structlog.get_logger("participate.accounts")


def answer_link_requests(session: DbSession, app: Flask) -> int:
    """Put a link into the outbox for everybody who asked and has an account; return how many.

    Whoever has none gets nothing, and whoever asked for them cannot tell. A wish goes in the same
    transaction in which its mail is put, so no mail is lost or doubled. One that cannot be answered
    is logged and tried again after a pause; those behind it do not wait for it.

    Args:
        session: commits after each one.
        app: says the town's name, address and secret; one of its contexts is open.
    """
    put = 0
    while _somebody_waits(session) and (wish := take_request(session, at=now())) is not None:
        number = wish.id
        try:
            put += _answer(session, app, wish)
            session.commit()
        except Exception:
            session.rollback()
            log.exception("a link was not mailed", wish=number)
            postpone_request(session, number, at=now())
            session.commit()
    session.rollback()
    return put


def _somebody_waits(session: DbSession) -> bool:
    with looking(session):
        return is_link_wanted(session, at=now())


def _answer(session: DbSession, app: Flask, wish: LinkRequest) -> bool:
    """Mail a link to whom a wish is for; say whether there is such a person."""
    key, token, at = app.config["SECRET_KEY"].encode(), token_urlsafe(32), now()
    try:
        account = find_account_by_email(session, unsealed_address(key, wish.address))
    except UnreadableError:  # it was written under another secret
        return False
    if account is None:
        return False
    hashed = link_hash(key, token)
    link = make_link(session, account, token_hash=hashed, purpose=wish.purpose, at=at)
    if link is None:
        return False
    with force_locale(wish.language):
        subject, body = _text(app, account, link, token)
    put_mail(
        session,
        to=account.email,
        subject=subject,
        body=body,
        key=key,
        language=wish.language,
        at=at,
        expires_at=link.expires_at,
    )
    return True


def _text(app: Flask, account: Account, link: MailedLink, token: str) -> tuple[str, str]:
    """Return subject and text of the mail, in the language that is set."""
    path = app.url_map.bind("").build("accounts.use_link", {"token": token})
    subject, first = LINK_MAILS[link.purpose]
    town = {"town": app.config["TOWN_NAME"]}
    until = moment(link.expires_at).replace("\u00a0", " ")
    parts = (
        _("Hello %(name)s,", name=account.display_name),
        str(first) % town,
        app.config["PUBLIC_URL"] + path,
        _("The link works once, until %(moment)s.", moment=until),
        _("You did not expect this mail? Then you need not do anything."),
    )
    return str(subject) % town, "\n\n".join(parts) + "\n"
