"""The administrator's pages: who may sign in, and as what."""

from typing import Any

from flask import Response, flash, request, url_for
from flask_babel import gettext as _

from participate.accounts import actions, queries, visitor
from participate.accounts.forms import AccountForm, NewAccountForm
from participate.accounts.models import Account
from participate.accounts.rules import ACCOUNTS_PER_PAGE, News, new_password
from participate.accounts.views.base import bp, tell_of
from participate.core.audience import Audience
from participate.core.clock import now
from participate.core.paging import page_of
from participate.extensions import db
from participate.web.guard import open_to
from participate.web.htmx import page_or_partial
from participate.web.security import kept_nowhere
from participate.web.transactions import saved


@bp.get("/accounts")
@open_to(Audience.ADMINISTRATOR)
def index() -> Response:
    """List all accounts."""
    number = request.args.get("page", 1, type=int)
    accounts = page_of(
        db.session, queries.all_accounts(), number=number, per_page=ACCOUNTS_PER_PAGE
    )
    page = "accounts/index.html"
    return page_or_partial(page, page, accounts=accounts)


@bp.route("/accounts/new", methods=["GET", "POST"])
@open_to(Audience.ADMINISTRATOR)
def new() -> Response:
    """Make an account; its owner is mailed an invitation, or the next page shows a password."""
    form, invites = NewAccountForm(), visitor.mails_go_out()
    if form.validate_on_submit():
        made = None if invites else new_password()
        try:
            account = actions.create_account(
                db.session,
                by=visitor.current_account(),
                email=form.email.data,
                name=form.name.data,
                password=made,
                roles=form.roles.data,
                at=now(),
            )
        except actions.EmailTakenError:
            form.taken()
        else:
            return _handed_over(account, made)
    page, status = "accounts/new.html", 422 if form.errors else 200
    return page_or_partial(page, page, status=status, form=form, invites=invites)


def _handed_over(account: Account, made: str | None) -> Response:
    """Lead on to where a password is shown, or mail an invitation."""
    if made is not None:
        visitor.keep_made_password(account, made)
        return saved(url_for("accounts.password", account_id=account.id))
    visitor.invite(account)
    flash(_("%(name)s gets an invitation by mail. It works for 7 days.", name=account.display_name))
    return saved(url_for("accounts.index"))


@bp.post("/accounts/<int:account_id>/invite")
@open_to(Audience.ADMINISTRATOR)
def invite(account_id: int) -> Response:
    """Mail a link to somebody who lost theirs, or forgot their password."""
    account = queries.get_account(db.session, account_id)
    visitor.invite(account)
    flash(_("%(name)s gets a link by mail.", name=account.display_name))
    return saved(url_for("accounts.index"))


@bp.route("/accounts/<int:account_id>/edit", methods=["GET", "POST"])
@open_to(Audience.ADMINISTRATOR)
def edit(account_id: int) -> Response:
    """Change name, roles, and whether an account may sign in."""
    account, me = queries.get_account(db.session, account_id), visitor.current_account()
    form = AccountForm(name=account.display_name, roles=account.roles, active=account.active)
    if form.validate_on_submit():
        given = {field: form[field].data for field in ("name", "roles", "active")}
        try:
            actions.change_account(db.session, account, by=me, at=now(), **given)
        except actions.OwnAccountError:
            form.own_account()
        else:
            flash(_("The account of %(name)s is changed.", name=account.display_name))
            return saved(url_for("accounts.index"))
    page, status = "accounts/edit.html", 422 if form.errors else 200
    own, mails = account.id == me.id, visitor.mails_go_out()
    ways = _ways_in(account)
    context = {"form": form, "account": account, "own": own, "mails": mails} | ways
    return page_or_partial(page, page, status=status, **context)


def _ways_in(account: Account) -> dict[str, Any]:
    """Return what of an account an administrator can take away, for whoever lost it."""
    factor = queries.find_second_factor(db.session, account)
    return {"factor": factor, "passkeys": queries.passkeys_of(db.session, account)}


@bp.route("/accounts/<int:account_id>/password", methods=["GET", "POST"])
@open_to(Audience.ADMINISTRATOR)
def password(account_id: int) -> Response:
    """Give an account a new password; show it on the page that follows, once."""
    account = queries.get_account(db.session, account_id)
    if request.method == "POST":
        made = new_password()
        actions.reset_password(
            db.session, account, by=visitor.current_account(), password=made, at=now()
        )
        tell_of(account, News.PASSWORD_CHANGED)
        visitor.keep_made_password(account, made)
        return saved(url_for("accounts.password", account_id=account.id))
    page, made = "accounts/password.html", visitor.take_made_password(account)
    return kept_nowhere(page_or_partial(page, page, account=account, made=made))
