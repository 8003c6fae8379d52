"""Links by mail: asking for one, and what they lead to. Looking at one uses nothing up."""

from flask import Response, url_for

from participate.accounts import visitor
from participate.accounts.actions import LinkOverError
from participate.accounts.forms import ChosenPasswordForm, LinkForm
from participate.accounts.rules import LinkPurpose, News
from participate.accounts.views.base import bp, let_in, tell_of
from participate.core.audience import Audience
from participate.web.forms import Form
from participate.web.guard import open_to
from participate.web.htmx import page_or_partial
from participate.web.security import kept_nowhere
from participate.web.transactions import saved


@bp.route("/sign-in/link", methods=["GET", "POST"])
@open_to(Audience.EVERYONE)
def ask_to_sign_in() -> Response:
    """Ask where a link shall be mailed to that signs in without a password."""
    return _ask(LinkPurpose.SIGN_IN)


@bp.route("/sign-in/new-password", methods=["GET", "POST"])
@open_to(Audience.EVERYONE)
def ask_for_password() -> Response:
    """Ask where a link shall be mailed to that sets a new password."""
    return _ask(LinkPurpose.PASSWORD)


def _ask(purpose: LinkPurpose) -> Response:
    form, page = LinkForm(), "accounts/ask_for_link.html"
    if form.validate_on_submit():
        visitor.ask_for_link(form.email.data, purpose)
        return saved(url_for("accounts.link_asked"))
    context = {"form": form, "purpose": purpose, "mails": visitor.mails_go_out()}
    return page_or_partial(page, page, status=422 if form.errors else 200, **context)


@bp.get("/sign-in/mail-on-its-way")
@open_to(Audience.EVERYONE)
def link_asked() -> Response:
    """Say what happens next; the same to those who have an account and to those who have none."""
    page = "accounts/link_asked.html"
    return page_or_partial(page, page)


@bp.route("/links/<string:token>", methods=["GET", "POST"])
@open_to(Audience.EVERYONE)
def use_link(token: str) -> Response:
    """Show what a link is for, with a button: mail scanners look at links, and press nothing."""
    link = visitor.find_link(token)
    if link is None:
        return link_is_over()
    signs_in = link.purpose is LinkPurpose.SIGN_IN
    new_password = link.purpose is LinkPurpose.PASSWORD
    form = Form() if signs_in else ChosenPasswordForm()
    if form.validate_on_submit():
        try:
            account = (
                visitor.use_sign_in_link(token)
                if signs_in
                else visitor.use_password_link(token, form.new_password.data)
            )
        except LinkOverError:
            return link_is_over()
        if new_password:
            tell_of(account, News.PASSWORD_CHANGED)
        return let_in(account, url_for("pages.desk"))
    context = {"form": form, "link": link, "token": token}
    page = "accounts/use_link.html"
    return kept_nowhere(page_or_partial(page, page, status=422 if form.errors else 200, **context))


def link_is_over() -> Response:
    """Say that a link works no more, and where to get another one."""
    page = "accounts/link_over.html"
    return page_or_partial(page, page, status=410, mails=visitor.mails_go_out())
