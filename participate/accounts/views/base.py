"""What the pages of accounts have in common."""

from typing import TypeVar

from flask import Blueprint, Response, current_app, url_for
from flask_babel import gettext as _

from participate.accounts import actions, queries, visitor
from participate.accounts.forms import ProofForm
from participate.accounts.labels import NEWS_MAILS
from participate.accounts.models import Account
from participate.accounts.rules import News
from participate.core.audience import Audience
from participate.core.clock import now
from participate.core.outbox import put_mail
from participate.extensions import db
from participate.web.language import page_language
from participate.web.transactions import saved, saved_although_refused

bp = Blueprint("accounts", __name__)
SomeProofForm = TypeVar("SomeProofForm", bound=ProofForm)
STAFF = (
    Audience.PROVIDER,
    Audience.BOARD,
    Audience.CHAIR,
    Audience.MODERATOR,
    Audience.ADMINISTRATOR,
)


def asks_for_proof(form: SomeProofForm) -> SomeProofForm:
    """Return a form without its password where there is none: whoever came by a mailed link."""
    if visitor.current_account().password_hash is None:
        del form.password
    return form


def knows_password(form: ProofForm) -> bool:
    """Say whether somebody who is signed in knows the own password; if not, the form says why.

    Of a form that asks for none, see `asks_for_proof`, this is true.

    Attempts slow down as they do at the sign-in: whoever finds a device that is signed in cannot
    guess there faster than elsewhere. Begins a new transaction.
    """
    if not form.password:
        return True
    account = visitor.current_account()
    counted = visitor.attempts_key(account.email)
    wait = actions.take_attempt(db.session, counted, at=now())
    db.session.commit()  # counted, whatever comes of it; and no writer waits while we check
    try:
        if not wait:
            actions.check_password(account, form.password.data)
            actions.clear_attempts(db.session, counted)
            return True
        form.too_fast(wait)
    except actions.WrongPasswordError:
        form.wrong()
    saved_although_refused()
    return False


def tell_of(account: Account, news: News) -> None:
    """Mail an account what was changed about how one gets into it; whoever did not do it learns it.

    In the transaction of the change itself. A town without mails tells nobody.
    """
    if not visitor.mails_go_out():
        return
    town = {"town": current_app.config["TOWN_NAME"]}
    subject, said = NEWS_MAILS[news]
    parts = (
        _("Hello %(name)s,", name=account.display_name),
        str(said) % town,
        _("It was you? Then you need not do anything."),
        _("It was not you? Then choose a new password at once, and remove what is not yours:"),
        current_app.config["PUBLIC_URL"] + url_for("accounts.ask_for_password"),
    )
    put_mail(
        db.session,
        to=account.email,
        subject=str(subject) % town,
        body="\n\n".join(parts) + "\n",
        key=visitor.secret_key(),
        language=page_language(),
        at=now(),
    )


def let_in(account: Account, goal: str) -> Response:
    """Sign an account in on this device, or ask for its code first."""
    if queries.find_second_factor(db.session, account) is not None:
        visitor.start_pending(account)
        return saved(url_for("accounts.enter_code", next=goal))
    visitor.start_session(account)
    return visitor.remember_known_device(saved(goal), account.email)
