"""The second factor: asked for when signing in, added and removed under “My account”."""

from base64 import b64encode

import pyotp
from flask import Response, current_app, flash, request, url_for
from flask_babel import gettext as _

from participate.accounts import actions, queries, visitor
from participate.accounts.forms import CodeForm, SetUpForm
from participate.accounts.models import Account
from participate.accounts.rules import News
from participate.accounts.views.base import STAFF, asks_for_proof, bp, knows_password, tell_of
from participate.core.audience import Audience
from participate.core.clock import now
from participate.extensions import db
from participate.web.guard import open_to
from participate.web.htmx import page_or_partial, redirect_after_post
from participate.web.qr import qr_svg
from participate.web.security import kept_nowhere, local_path
from participate.web.transactions import answers_every_copy, saved, saved_although_refused


@bp.route("/sign-in/code", methods=["GET", "POST"])
@open_to(Audience.EVERYONE)
@answers_every_copy
def enter_code() -> Response:
    """Ask for the code of whoever gave the right password just now."""
    goal = local_path(request.args.get("next"), url_for("pages.desk"))
    account = visitor.find_pending()
    if account is None:
        return redirect_after_post(url_for("accounts.sign_in", next=goal))
    form, wait = CodeForm(), 0
    if form.validate_on_submit():
        right, wait = _judged(account, form)
        if right:
            visitor.start_session(account)
            return visitor.remember_known_device(saved(goal), account.email)
    page, status = "accounts/enter_code.html", 429 if wait else 422 if form.errors else 200
    answer = page_or_partial(page, page, status=status, form=form, wait=wait, goal=goal)
    if wait:
        answer.headers["Retry-After"] = str(wait)
    return answer


def _judged(account: Account, form: CodeForm) -> tuple[bool, int]:
    """Say whether a code is right, or how many seconds to wait first."""
    counted = visitor.code_attempts_key(account)
    wait = actions.take_attempt(db.session, counted, at=now())
    db.session.commit()  # counted, whatever comes of it
    if wait:
        return False, wait
    try:
        if visitor.use_pending_code(account, form.one_time_code.data):
            actions.sign_in_with_code(db.session, account, counted=counted, at=now())
    except actions.WrongCodeError:
        form.wrong()
        return False, 0
    return True, 0


@bp.route("/account/second-factor", methods=["GET", "POST"])
@open_to(*STAFF)
def second_factor() -> Response:
    """Add a second factor; or say that there is one, and show its new codes on paper once."""
    account = visitor.current_account()
    if queries.find_second_factor(db.session, account) is not None:
        return _present_factor(account, CodeForm(formdata=None))
    form = asks_for_proof(SetUpForm())
    if form.validate_on_submit() and knows_password(form):
        try:
            visitor.add_second_factor(account, form.key.data, form.one_time_code.data)
        except actions.WrongCodeError:
            form.other_code()
            saved_although_refused()
        else:
            tell_of(account, News.SECOND_FACTOR_ADDED)
            return saved(url_for("accounts.second_factor"))
    secret = visitor.unsealed_secret(account, form.key.data or "") or actions.new_secret()
    form.key.data = visitor.sealed_secret(account, secret)
    town = f"Familienwerkstatt {current_app.config['TOWN_NAME']}"
    address = pyotp.TOTP(secret).provisioning_uri(name=account.email, issuer_name=town)
    picture = "data:image/svg+xml;base64," + b64encode(qr_svg(address)).decode()
    page, status = "accounts/second_factor_new.html", 422 if form.errors else 200
    context = {"form": form, "secret": secret, "address": address, "picture": picture}
    return kept_nowhere(page_or_partial(page, page, status=status, **context))


def _present_factor(account: Account, form: CodeForm) -> Response:
    page, status = "accounts/second_factor.html", 422 if form.errors else 200
    codes = visitor.take_recovery_codes(account)
    left = queries.recovery_codes_left(db.session, account)
    return kept_nowhere(
        page_or_partial(page, page, status=status, form=form, codes=codes, left=left)
    )


@bp.post("/account/second-factor/remove")
@open_to(*STAFF)
def remove_own_factor() -> Response:
    """Ask for no code any more, after a last one."""
    account, form = visitor.current_account(), CodeForm()
    if form.validate_on_submit():
        counted = visitor.code_attempts_key(account)
        wait = actions.take_attempt(db.session, counted, at=now())
        db.session.commit()  # counted, whatever comes of it
        try:
            if not wait:
                visitor.use_code(account, form.one_time_code.data)
                actions.remove_second_factor(db.session, account, by=account, at=now())
                tell_of(account, News.SECOND_FACTOR_REMOVED)
                flash(_("The second factor is switched off. Your password alone signs you in."))
                return saved(url_for("accounts.mine"))
            form.too_fast(wait)
        except actions.WrongCodeError:
            form.wrong()
        saved_although_refused()
    return _present_factor(account, form)


@bp.post("/accounts/<int:account_id>/remove-second-factor")
@open_to(Audience.ADMINISTRATOR)
def remove_factor(account_id: int) -> Response:
    """Switch the second factor off for somebody who lost phone and paper."""
    account = queries.get_account(db.session, account_id)
    actions.remove_second_factor(db.session, account, by=visitor.current_account(), at=now())
    tell_of(account, News.SECOND_FACTOR_REMOVED)
    flash(_("%(name)s signs in without a code now.", name=account.display_name))
    return saved(url_for("accounts.edit", account_id=account.id))
