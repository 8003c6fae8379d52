"""One's own account: name, password, and the devices that are signed in."""

from flask import Response, flash, url_for
from flask_babel import gettext as _

from participate.accounts import actions, queries, visitor
from participate.accounts.forms import OwnNameForm, PasswordForm
from participate.accounts.rules import News
from participate.accounts.views.base import STAFF, bp, knows_password, tell_of
from participate.core.clock import now
from participate.extensions import db
from participate.web.guard import open_to
from participate.web.htmx import page_or_partial
from participate.web.transactions import saved


@bp.post("/sign-out-everywhere")
@open_to(*STAFF)
def sign_out_everywhere() -> Response:
    """End the sessions on all devices, this one too."""
    actions.sign_out_everywhere(db.session, visitor.current_account(), at=now())
    visitor.end_session()
    flash(_("You are signed out on all devices. Sign in again to go on."))
    return saved(url_for("accounts.sign_in"))


@bp.post("/account/sessions/<int:session_id>/end")
@open_to(*STAFF)
def end_session(session_id: int) -> Response:
    """End one session of one's own, on another device."""
    actions.end_session(db.session, visitor.current_account(), session_id, at=now())
    flash(_("That device is signed out."))
    return saved(url_for("accounts.mine"))


@bp.route("/account", methods=["GET", "POST"])
@open_to(*STAFF)
def mine() -> Response:
    """Show one's own account; take another name."""
    account = visitor.current_account()
    form = OwnNameForm(name=account.display_name)
    if form.validate_on_submit():
        actions.rename(db.session, account, name=form.name.data, at=now())
        flash(_("Your name is changed. Others see it from now on."))
        return saved(url_for("accounts.mine"))
    return _mine_page(form, PasswordForm(formdata=None))


@bp.post("/account/password")
@open_to(*STAFF)
def change_password() -> Response:
    """Take a new password; other devices have to sign in again."""
    account, form = visitor.current_account(), PasswordForm()
    if form.validate_on_submit() and knows_password(form):
        given = {"old": form.password.data, "new": form.new_password.data}
        actions.change_password(db.session, account, **given, at=now())
        tell_of(account, News.PASSWORD_CHANGED)
        visitor.start_session(account)
        flash(_("Your password is changed. Other devices have to sign in again."))
        return saved(url_for("accounts.mine"))
    return _mine_page(OwnNameForm(formdata=None, name=account.display_name), form)


def _mine_page(name_form: OwnNameForm, password_form: PasswordForm) -> Response:
    page, failed = "accounts/mine.html", name_form.errors or password_form.errors
    account = visitor.current_account()
    return page_or_partial(
        page,
        page,
        status=422 if failed else 200,
        account=account,
        factor=queries.find_second_factor(db.session, account),
        passkeys=len(queries.passkeys_of(db.session, account)),
        sessions=queries.sessions_of(db.session, account, at=now()),
        here=visitor.current_session(),
        name_form=name_form,
        password_form=password_form,
    )
