"""The page that shows what became of mails."""

from flask import Blueprint, Response, current_app, flash, request, url_for
from flask_babel import gettext as _

from participate.core.audience import Audience
from participate.core.clock import now
from participate.core.outbox import try_waiting_now
from participate.core.paging import page_of
from participate.extensions import db
from participate.notices import labels  # noqa: F401 (names states and troubles)
from participate.notices.queries import MAILS_PER_PAGE, all_mails
from participate.web.guard import open_to
from participate.web.htmx import page_or_partial
from participate.web.transactions import saved

bp = Blueprint("notices", __name__)


@bp.get("/mails")
@open_to(Audience.ADMINISTRATOR)
def index() -> Response:
    """List mails of the last days, without their texts."""
    number = request.args.get("page", 1, type=int)
    mails = page_of(db.session, all_mails(), number=number, per_page=MAILS_PER_PAGE)
    page, server = "notices/index.html", current_app.config["MAIL"]
    return page_or_partial(page, page, mails=mails, server=server)


@bp.post("/mails/try-now")
@open_to(Audience.ADMINISTRATOR)
def try_now() -> Response:
    """Let waiting mails go at once rather than at their next attempt."""
    try_waiting_now(db.session, at=now())
    flash(_("Waiting mails are tried again now. Look again in a minute."))
    return saved(url_for("notices.index"))
