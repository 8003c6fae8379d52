"""What a workshop is, for everybody; and the forms that say so."""

from flask import (
    Response,
    flash,
    make_response,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _

from participate.core.audience import Audience
from participate.core.clock import now as this_moment
from participate.core.paging import page_of
from participate.extensions import db
from participate.web.guard import open_to
from participate.web.transactions import saved
from participate.workshops import actions, queries
from participate.workshops.forms import WorkshopForm, workshop_form
from participate.workshops.rules import Which, WorkshopStatus
from participate.workshops.views.base import bp, page
from participate.workshops.visitor import (
    acting,
    facilitates,
    secret,
    visible_workshop,
)

PER_PAGE = 20


@bp.get("/workshops")
@open_to(Audience.EVERYONE)
def index() -> Response:
    """List the workshops: those that run and come, those that are past, and drafts."""
    lists = [which for which in Which if which is not Which.DRAFTS or facilitates()]
    which = next((one for one in lists if one == request.args.get("show")), Which.CURRENT)
    at, number = this_moment(), request.args.get("page", 1, int)
    chosen = queries.workshops_by(which, at=at)
    found = page_of(db.session, chosen, number=number, per_page=PER_PAGE)
    return page("index.html", found=found, which=which, lists=lists, at=at)


@bp.get("/workshops/<int:workshop_id>")
@open_to(Audience.EVERYONE)
def show(workshop_id: int) -> Response:
    """Show what a workshop is about, when and where it is, and how to take part."""
    workshop, at = visible_workshop(workshop_id), this_moment()
    return make_response(render_template("workshops/show.html", workshop=workshop, at=at))


@bp.route("/workshops/new", methods=["GET", "POST"])
@open_to(Audience.MODERATOR)
def new() -> Response:
    """Prepare a workshop; its agenda is made ready, too."""
    form = WorkshopForm()
    if form.validate_on_submit():
        workshop = actions.create_workshop(db.session, secret=secret(), **acting(), **form.values)
        flash(_("The workshop is there, as a draft. Look over its agenda, then publish it."))
        return saved(url_for("workshops.agenda", workshop_id=workshop.id))
    return page("edit.html", form=form, workshop=None)


@bp.route("/workshops/<int:workshop_id>/edit", methods=["GET", "POST"])
@open_to(Audience.MODERATOR)
def edit(workshop_id: int) -> Response:
    """Change what a workshop says of itself."""
    workshop = visible_workshop(workshop_id)
    form = workshop_form(workshop)
    if form.validate_on_submit():
        actions.edit_workshop(db.session, workshop, **acting(), **form.values)
        draft = workshop.status is WorkshopStatus.DRAFT
        flash(
            _("Saved. It is still a draft: only those who moderate see it.")
            if draft
            else _("Saved. This is how everybody sees it now.")
        )
        return saved(url_for("workshops.show", workshop_id=workshop.id))
    return page("edit.html", form=form, workshop=workshop)


@bp.post("/workshops/<int:workshop_id>/publish")
@open_to(Audience.MODERATOR)
def publish(workshop_id: int) -> Response:
    """Show a workshop to everybody."""
    workshop = visible_workshop(workshop_id)
    actions.publish_workshop(db.session, workshop, **acting())
    flash(_("Published. Everybody finds the workshop now, and its code opens it."))
    return saved(url_for("workshops.console", workshop_id=workshop.id))


@bp.post("/workshops/<int:workshop_id>/unpublish")
@open_to(Audience.MODERATOR)
def unpublish(workshop_id: int) -> Response:
    """Take a workshop back; nothing in it is lost."""
    workshop = visible_workshop(workshop_id)
    actions.unpublish_workshop(db.session, workshop, **acting())
    flash(_("The workshop is a draft again. Only those who moderate see it."))
    return saved(url_for("workshops.console", workshop_id=workshop.id))
