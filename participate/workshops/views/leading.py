"""Leading a workshop: its agenda, its console, its poster."""

from flask import (
    Response,
    current_app,
    flash,
    request,
    url_for,
)
from flask_babel import gettext as _

from participate.core.audience import Audience
from participate.extensions import db
from participate.web.guard import open_to
from participate.web.htmx import page_or_partial
from participate.web.labels import label
from participate.web.moments import clock_time
from participate.web.qr import qr_svg
from participate.web.transactions import saved
from participate.workshops import actions, queries, rules
from participate.workshops.actions import OvertakenError
from participate.workshops.forms import StepForm
from participate.workshops.labels import LEADS
from participate.workshops.models import Step, Workshop
from participate.workshops.rules import Move, spaced
from participate.workshops.views.base import bp, page
from participate.workshops.visitor import (
    acting,
    secret,
    visible_workshop,
)


@bp.route("/workshops/<int:workshop_id>/agenda", methods=["GET", "POST"])
@open_to(Audience.MODERATOR)
def agenda(workshop_id: int) -> Response:
    """Show the agenda, and add a step at its end."""
    workshop, form = visible_workshop(workshop_id), StepForm()
    if form.validate_on_submit():
        actions.plan_step(db.session, workshop, **acting(), **form.values)
        flash(_("The step stands at the end of the agenda."))
        return saved(_agenda_of(workshop.id))
    return page("agenda.html", workshop=workshop, form=form, edited=None)


@bp.route("/workshops/<int:workshop_id>/steps/<int:step_id>/edit", methods=["GET", "POST"])
@open_to(Audience.MODERATOR)
def edit_step(workshop_id: int, step_id: int) -> Response:
    """Change one line of the agenda."""
    step = _step(workshop_id, step_id)
    form = StepForm(obj=step)
    if form.validate_on_submit():
        actions.change_step(db.session, step, **acting(), **form.values)
        return saved(_agenda_of(workshop_id, step))
    return page("agenda.html", workshop=step.workshop, form=form, edited=step)


@bp.post("/workshops/<int:workshop_id>/steps/<int:step_id>/move")
@open_to(Audience.MODERATOR)
def move_step(workshop_id: int, step_id: int) -> Response:
    """Move a planned step up or down by one."""
    step = _step(workshop_id, step_id)
    to = Move.EARLIER if request.form.get("to") == Move.EARLIER else Move.LATER
    actions.move_step(db.session, step, to=to, **acting())
    return saved(_agenda_of(workshop_id, step))


@bp.post("/workshops/<int:workshop_id>/steps/<int:step_id>/remove")
@open_to(Audience.MODERATOR)
def remove_step(workshop_id: int, step_id: int) -> Response:
    """Take a planned step off the agenda."""
    step = _step(workshop_id, step_id)
    actions.remove_step(db.session, step, **acting())
    flash(_("The step is off the agenda."))
    return saved(_agenda_of(workshop_id))


def _step(workshop_id: int, step_id: int) -> Step:
    return queries.get_step(visible_workshop(workshop_id), step_id)


def _agenda_of(workshop_id: int, step: Step | None = None) -> str:
    anchor = f"step-{step.id}" if step else None
    return url_for("workshops.agenda", workshop_id=workshop_id, _anchor=anchor)


@bp.get("/workshops/<int:workshop_id>/console")
@open_to(Audience.MODERATOR)
def console(workshop_id: int) -> Response:
    """Show where the workshop is, who is here, and the next thing to do."""
    workshop = visible_workshop(workshop_id)
    return page_or_partial(
        "workshops/console.html",
        "workshops/_room.html",
        workshop=workshop,
        groups=queries.attendance(db.session, workshop),
        lead=LEADS.get(workshop.step) if workshop.step else None,
        code=spaced(_code_of(workshop)),
    )


@bp.post("/workshops/<int:workshop_id>/steps/<int:step_id>/open")
@open_to(Audience.MODERATOR)
def open_step(workshop_id: int, step_id: int) -> Response:
    """Open a step on all phones, in place of the one that this moderator saw open."""
    step = _step(workshop_id, step_id)
    seen = request.form.get("instead_of", type=int)
    try:
        actions.open_step(db.session, step, instead_of=seen, **acting())
    except OvertakenError as error:
        raise _naming_who_was_first(error, step.workshop) from None
    flash(_("Open on all phones: %(step)s", step=step.title or label(step.kind)))
    return saved(url_for("workshops.console", workshop_id=workshop_id))


@bp.post("/workshops/<int:workshop_id>/steps/<int:step_id>/close")
@open_to(Audience.MODERATOR)
def close_step(workshop_id: int, step_id: int) -> Response:
    """Close the open step on all phones."""
    step = _step(workshop_id, step_id)
    try:
        actions.close_step(db.session, step, **acting())
    except OvertakenError as error:
        raise _naming_who_was_first(error, step.workshop) from None
    flash(_("Closed on all phones: %(step)s", step=step.title or label(step.kind)))
    return saved(url_for("workshops.console", workshop_id=workshop_id))


def _naming_who_was_first(error: OvertakenError, workshop: Workshop) -> OvertakenError:
    leader = queries.find_leader(db.session, workshop)
    if leader is not None:
        error.explanation = _(
            "%(name)s was faster and changed the step at %(time)s. Go to the console to see "
            "where the workshop is, then decide.",
            name=leader[0],
            time=clock_time(leader[1]),
        )
    return error


@bp.get("/workshops/<int:workshop_id>/poster")
@open_to(Audience.MODERATOR)
def poster(workshop_id: int) -> Response:
    """Show a sheet to print: the code, its picture, and the way without a phone."""
    workshop = visible_workshop(workshop_id)
    groups, code = queries.stakeholder_groups(db.session), spaced(_code_of(workshop))
    return page("poster.html", workshop=workshop, groups=groups, code=code)


@bp.get("/workshops/<int:workshop_id>/qr.svg")
@open_to(Audience.MODERATOR)
def qr(workshop_id: int) -> Response:
    """Draw the short address of a workshop for a phone's camera."""
    workshop = visible_workshop(workshop_id)
    key = rules.join_key(secret(), workshop.id, workshop.join_code_number)
    path = url_for("workshops.enter", code=_code_of(workshop), k=key)
    address = current_app.config["PUBLIC_URL"] + path
    return Response(qr_svg(address), mimetype="image/svg+xml")


def _code_of(workshop: Workshop) -> str:
    return rules.join_code(secret(), workshop.id, workshop.join_code_number)
