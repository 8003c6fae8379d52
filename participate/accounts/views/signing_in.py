"""Signing in and out."""

from flask import Response, flash, request, url_for
from flask_babel import gettext as _

from participate.accounts import actions, visitor
from participate.accounts.forms import SignInForm
from participate.accounts.models import Account
from participate.accounts.views.base import bp, let_in
from participate.core.audience import Audience
from participate.core.clock import now
from participate.extensions import db
from participate.web.guard import open_to
from participate.web.htmx import page_or_partial, redirect_after_post
from participate.web.security import local_path
from participate.web.transactions import answers_every_copy, saved


@bp.route("/sign-in", methods=["GET", "POST"])
@open_to(Audience.EVERYONE)
@answers_every_copy
def sign_in() -> Response:
    """Ask for address and password, and lead on to where somebody was going."""
    goal = local_path(request.args.get("next"), url_for("pages.desk"))
    if request.method == "GET" and visitor.find_account():
        return redirect_after_post(goal)
    form, wait = SignInForm(), 0
    if form.validate_on_submit():
        account, wait = _judged(form)
        if account is not None:
            return let_in(account, goal)
    page = "accounts/sign_in.html"
    context = {"form": form, "wait": wait, "goal": goal, "mails": visitor.mails_go_out()}
    status = 429 if wait else 422 if form.errors else 200
    answer = page_or_partial(page, page, status=status, **context)
    if wait:
        answer.headers["Retry-After"] = str(wait)
    return answer


def _judged(form: SignInForm) -> tuple[Account | None, int]:
    """Return whose address and password these are, or how many seconds to wait first."""
    counted = visitor.attempts_key(form.email.data)
    wait = actions.take_attempt(db.session, counted, at=now())
    db.session.commit()  # counted, whatever comes of it; and no writer waits while we check
    if wait:
        return None, wait
    given = {"email": form.email.data, "password": form.password.data}
    try:
        return actions.sign_in(db.session, **given, email_hash=counted, at=now()), 0
    except actions.WrongPasswordError:
        form.wrong()
        return None, 0


@bp.post("/sign-out")
@open_to(Audience.EVERYONE)
def sign_out() -> Response:
    """End the session on this device."""
    visitor.end_session()
    flash(_("You are signed out on this device."))
    return saved(url_for("pages.home"))
