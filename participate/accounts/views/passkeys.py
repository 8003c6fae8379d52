"""Passkeys: signing in with one, adding one, taking them away."""

from flask import Response, flash, request, url_for
from flask_babel import gettext as _

from participate.accounts import actions, queries, visitor
from participate.accounts.forms import NewPasskeyForm, PasskeyForm
from participate.accounts.rules import PASSKEYS_MAX, News
from participate.accounts.views.base import STAFF, bp, knows_password, tell_of
from participate.core.audience import Audience
from participate.core.clock import now
from participate.core.passkeys import PasskeyError
from participate.extensions import db
from participate.web.guard import open_to
from participate.web.htmx import page_or_partial, redirect_after_post
from participate.web.security import kept_nowhere, local_path
from participate.web.transactions import answers_every_copy, saved, saved_although_refused


@bp.route("/sign-in/passkey", methods=["GET", "POST"])
@open_to(Audience.EVERYONE)
@answers_every_copy
def sign_in_with_passkey() -> Response:
    """Let the browser ask for a passkey, and lead on to where somebody was going."""
    goal = local_path(request.args.get("next"), url_for("pages.desk"))
    form = PasskeyForm()
    if form.validate_on_submit():
        try:
            account = visitor.sign_in_with_passkey(form.answer.data or "")
        except PasskeyError:
            form.refused()
            saved_although_refused()
        else:
            visitor.start_session(account)
            return visitor.remember_known_device(saved(goal), account.email)
    page, status = "accounts/sign_in_with_passkey.html", 422 if form.errors else 200
    form.answer.data, options = "", visitor.options_to_sign_in()
    return kept_nowhere(
        page_or_partial(page, page, status=status, form=form, options=options, goal=goal)
    )


@bp.route("/account/passkeys", methods=["GET", "POST"])
@open_to(*STAFF)
def passkeys() -> Response:
    """List one's own passkeys; begin with another one, after the password."""
    account, form = visitor.current_account(), NewPasskeyForm()
    if form.validate_on_submit() and knows_password(form):
        visitor.start_adding(account, form.name.data)
        return saved(url_for("accounts.new_passkey"))
    page, status = "accounts/passkeys.html", 422 if form.errors else 200
    context = {"passkeys": queries.passkeys_of(db.session, account), "most": PASSKEYS_MAX}
    return page_or_partial(page, page, status=status, form=form, account=account, **context)


@bp.route("/account/passkeys/new", methods=["GET", "POST"])
@open_to(*STAFF)
def new_passkey() -> Response:
    """Let the browser make a passkey."""
    account, form = visitor.current_account(), PasskeyForm()
    name = visitor.find_name(account)
    if name is None:
        return redirect_after_post(url_for("accounts.passkeys"))
    if form.validate_on_submit():
        try:
            visitor.add_passkey(account, form.answer.data or "", name)
        except PasskeyError:
            form.refused()
            saved_although_refused()
        else:
            tell_of(account, News.PASSKEY_ADDED)
            flash(_("The passkey is added. You can sign in with it now."))
            return saved(url_for("accounts.passkeys"))
    page, status = "accounts/new_passkey.html", 422 if form.errors else 200
    form.answer.data, options = "", visitor.options_to_add(account)
    return kept_nowhere(
        page_or_partial(page, page, status=status, form=form, options=options, name=name)
    )


@bp.post("/account/passkeys/<int:passkey_id>/remove")
@open_to(*STAFF)
def remove_passkey(passkey_id: int) -> Response:
    """Take away one of one's own passkeys."""
    actions.remove_passkey(db.session, visitor.current_account(), passkey_id, at=now())
    flash(_("The passkey is removed. It signs nobody in any more."))
    return saved(url_for("accounts.passkeys"))


@bp.post("/accounts/<int:account_id>/remove-passkeys")
@open_to(Audience.ADMINISTRATOR)
def remove_all_passkeys(account_id: int) -> Response:
    """Take away the passkeys of somebody whose device was stolen."""
    account = queries.get_account(db.session, account_id)
    actions.remove_all_passkeys(db.session, account, by=visitor.current_account(), at=now())
    flash(
        _(
            "The passkeys of %(name)s are removed, and all devices are signed out.",
            name=account.display_name,
        )
    )
    return saved(url_for("accounts.edit", account_id=account.id))
