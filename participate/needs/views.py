"""The pages on which people say what they lack, and moderators gather it."""

from itertools import groupby
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from participate.accounts.visitor import current_account
from participate.core.audience import Audience
from participate.core.clock import now
from participate.extensions import db
from participate.needs import actions, queries
from participate.needs.access import may_edit, takes_ideas, takes_needs
from participate.needs.forms import (
    FREE,
    NEW,
    FilterForm,
    GatherForm,
    HeadlineForm,
    HelperForm,
    HideForm,
    MoveForm,
    NeedForm,
)
from participate.needs.labels import where_it_hangs
from participate.needs.models import Cluster, Need
from participate.needs.visitor import author_in, editable_need, readable_need, viewer_of
from participate.web.guard import open_to
from participate.web.htmx import page_or_partial
from participate.web.transactions import saved, saved_part
from participate.workshops.models import Actor, Participant, Workshop
from participate.workshops.queries import stakeholder_groups
from participate.workshops.rules import Channel, StepKind
from participate.workshops.visitor import facilitates, visible_workshop

bp = Blueprint("needs", __name__, url_prefix="/workshops/<int:workshop_id>")


def _number() -> int:
    return request.args.get("page", 1, type=int)


@bp.get("/needs")
@open_to(Audience.EVERYONE)
def index(workshop_id: int) -> Response:
    """List a workshop's needs. The search box swaps the list alone."""
    workshop = visible_workshop(workshop_id)
    viewer, clusters = viewer_of(workshop), queries.clusters_in(db.session, workshop)
    form = FilterForm(request.args, clusters, stakeholder_groups(db.session))
    chosen = form.chosen()
    found = queries.needs_matching(db.session, workshop, chosen, viewer=viewer, number=_number())
    return page_or_partial(
        "needs/index.html",
        "needs/_list.html",
        workshop=workshop,
        found=found,
        form=form,
        chosen=chosen,
        open_now=viewer is not None and takes_needs(workshop, viewer),
    )


@bp.route("/needs/new", methods=["GET", "POST"])
@open_to(Audience.PARTICIPANT, Audience.MODERATOR)
def new(workshop_id: int) -> Response:
    """Ask for a need, then say that it has arrived. Too late, the text comes back with it."""
    workshop = visible_workshop(workshop_id)
    author, groups = author_in(workshop), stakeholder_groups(db.session)
    form = NeedForm() if isinstance(author, Participant) else HelperForm(groups)
    open_now = takes_needs(workshop, author)
    if open_now and form.validate_on_submit():
        said: dict[str, Any] = {"wording": form.wording}
        if isinstance(form, HelperForm):
            said["group"] = next(group for group in groups if group.key == form.group.data)
            said["channel"] = Channel(form.channel.data)
        need = actions.submit_need(db.session, workshop, by=author, at=now(), **said)
        return saved(_receipt(need))
    return _form_page("needs/new.html", workshop, author, form, open_now=open_now, groups=groups)


def _receipt(need: Need) -> str:
    """Return where somebody learns that a need has arrived: a helper types the next one there."""
    if need.account_id is not None:
        return url_for("needs.new", workshop_id=need.workshop_id, entered=need.id)
    return url_for("needs.show", workshop_id=need.workshop_id, need_id=need.id, arrived=1)


def _form_page(
    page: str, workshop: Workshop, author: Actor, form: NeedForm, *, open_now: bool, **context: Any
) -> Response:
    """Show a form, or that its time is over: then as a whole page, also to htmx."""
    status = (422 if form.errors else 200) if open_now else 409
    part = "needs/_form.html" if open_now else page
    context |= {"workshop": workshop, "form": form, "open_now": open_now, "author": author}
    context |= {"own": queries.needs_of(db.session, workshop, author)}
    context |= {"collected": workshop.last_done(StepKind.COLLECT_NEEDS), "action": request.path}
    context |= {"typed": request.method == "POST", "entered": request.args.get("entered", type=int)}
    return page_or_partial(page, part, status=status, **context)


@bp.get("/needs/<int:need_id>")
@open_to(Audience.EVERYONE)
def show(workshop_id: int, need_id: int) -> Response:
    """Show one need, and after handing it in, that it has arrived."""
    workshop = visible_workshop(workshop_id)
    need, viewer = readable_need(workshop, need_id), viewer_of(workshop)
    own = may_edit(viewer, need)
    moving = MoveForm(queries.clusters_in(db.session, workshop)) if facilitates() else None
    return page_or_partial(
        "needs/show.html",
        "needs/show.html",
        workshop=workshop,
        need=need,
        editable=own and takes_needs(workshop, viewer),
        answerable=viewer is not None and takes_ideas(workshop, viewer),
        arrived=own and "arrived" in request.args,
        form=moving,
    )


@bp.route("/needs/<int:need_id>/edit", methods=["GET", "POST"])
@open_to(Audience.PARTICIPANT, Audience.MODERATOR)
def edit(workshop_id: int, need_id: int) -> Response:
    """Let its author change a need while needs are collected."""
    workshop = visible_workshop(workshop_id)
    need, author = editable_need(workshop, need_id), author_in(workshop)
    form = NeedForm.of(need)
    open_now = takes_needs(workshop, author)
    if open_now and form.validate_on_submit():
        if actions.edit_need(db.session, need, by=author, wording=form.wording, at=now()):
            flash(_("Your need is changed."))
        return saved(url_for("needs.show", workshop_id=workshop_id, need_id=need_id))
    return _form_page("needs/edit.html", workshop, author, form, open_now=open_now, need=need)


@bp.route("/needs/<int:need_id>/hide", methods=["GET", "POST"])
@open_to(Audience.MODERATOR)
def hide(workshop_id: int, need_id: int) -> Response:
    """Ask for the reason, then take the need off the list."""
    workshop = visible_workshop(workshop_id)
    need, form = readable_need(workshop, need_id), HideForm()
    if form.validate_on_submit():
        reason, account = form.reason.data, current_account()
        actions.hide_need(db.session, need, by=account, reason=reason, at=now())
        flash(_("The need is hidden. Its author sees your reason."))
        return saved(url_for("needs.show", workshop_id=workshop_id, need_id=need_id))
    status = 422 if form.errors else 200
    page = "needs/hide.html"
    return page_or_partial(page, page, status=status, workshop=workshop, need=need, form=form)


@bp.post("/needs/<int:need_id>/show-again")
@open_to(Audience.MODERATOR)
def unhide(workshop_id: int, need_id: int) -> Response:
    """Put a hidden need back."""
    need = readable_need(visible_workshop(workshop_id), need_id)
    actions.show_need(db.session, need, by=current_account(), at=now())
    flash(_("Everybody can read this need again."))
    return saved(url_for("needs.show", workshop_id=workshop_id, need_id=need_id))


@bp.route("/needs/wall", methods=["GET", "POST"])
@open_to(Audience.MODERATOR)
def wall(workshop_id: int) -> Response:
    """Show all notes and clusters; gather those that were ticked into a new or an old cluster."""
    workshop = visible_workshop(workshop_id)
    form = GatherForm(queries.clusters_in(db.session, workshop))
    if form.validate_on_submit():
        notes = queries.standing_needs(db.session, workshop, form.needs.data)
        if notes:
            cluster = _target(workshop, form)
            actions.move_needs(db.session, notes, cluster, by=current_account(), at=now())
            said = where_it_hangs(len(notes), cluster)
            return _wall_changed(workshop, said, keep=False, hung=cluster.id)
        form.needs.errors = [_("Those notes are gone. Please tick others.")]
    return _wall_page(workshop, status=422 if form.errors else 200, gather=form)


def _target(workshop: Workshop, form: GatherForm) -> Cluster:
    """Return the cluster that was chosen, a new one if need be."""
    if form.into.data != NEW:
        return queries.get_cluster(db.session, workshop, int(form.into.data))
    headline, account = form.headline.data, current_account()
    return actions.create_cluster(db.session, workshop, by=account, headline=headline, at=now())


def _wall_page(workshop: Workshop, *, status: int, **forms: Any) -> Response:
    """Show the wall with at most one note or cluster in hand, see `_in_hand`."""
    context = _wall_context(workshop) | _in_hand(workshop) | forms
    keep = status == 200 or "gather" not in forms
    context |= {"changed": False, "hung": None, "keep": keep, "status": status}
    return page_or_partial("needs/wall.html", "needs/_wall.html", **context)


def _wall_changed(
    workshop: Workshop, said: str, *, keep: bool = True, hung: int | None = None
) -> Response:
    """Commit, and say what happened: to htmx with the wall, to a plain browser on the next page.

    `hung` is the cluster to which the eye shall be led.
    """
    flash(said)
    here = url_for("needs.wall", workshop_id=workshop.id)
    context = _wall_context(workshop) | {"keep": keep, "changed": True, "hung": hung}
    return saved_part("needs/_wall.html", here, **context)


def _wall_context(workshop: Workshop) -> dict[str, Any]:
    wall = queries.wall_of(db.session, workshop)
    clusters = [pile.cluster for pile in wall.clusters if pile.cluster]
    fresh = {"moving": None, "renaming": None, "move": None, "rename": None}
    gather = GatherForm(clusters, formdata=None)
    return {"workshop": workshop, "wall": wall, "gather": gather, **fresh}


def _in_hand(workshop: Workshop) -> dict[str, Any]:
    """Return the forms for the one note or cluster that the address names: `move` or `rename`."""
    need_id, cluster_id = (request.args.get(name, type=int) for name in ("move", "rename"))
    if need_id is not None:
        need = queries.get_need(db.session, workshop, need_id)
        clusters = queries.clusters_in(db.session, workshop)
        here = str(need.cluster_id) if need.cluster_id else FREE
        return {"moving": need, "move": MoveForm(clusters, formdata=None, data={"into": here})}
    if cluster_id is not None:
        cluster = queries.get_cluster(db.session, workshop, cluster_id)
        return {"renaming": cluster, "rename": HeadlineForm(formdata=None, obj=cluster)}
    return {}


@bp.post("/needs/<int:need_id>/move")
@open_to(Audience.MODERATOR)
def move(workshop_id: int, need_id: int) -> Response:
    """Hang one note into another cluster, or take it out of its own."""
    workshop = visible_workshop(workshop_id)
    need = queries.get_need(db.session, workshop, need_id)
    form = MoveForm(queries.clusters_in(db.session, workshop))
    if not form.validate_on_submit():
        return _wall_page(workshop, status=422, moving=need, move=form)
    into = form.into.data
    cluster = None if into == FREE else queries.get_cluster(db.session, workshop, int(into))
    actions.move_needs(db.session, [need], cluster, by=current_account(), at=now())
    return _wall_changed(workshop, where_it_hangs(1, cluster))


@bp.get("/clusters/<int:cluster_id>")
@open_to(Audience.EVERYONE)
def cluster(workshop_id: int, cluster_id: int) -> Response:
    """Show a cluster's needs in their own words, by group."""
    workshop = visible_workshop(workshop_id)
    cluster, viewer = queries.get_cluster(db.session, workshop, cluster_id), viewer_of(workshop)
    found = queries.needs_in_cluster(db.session, cluster, number=_number())
    by_group = [(group, list(needs)) for group, needs in groupby(found.items, lambda n: n.group)]
    return page_or_partial(
        "needs/cluster.html",
        "needs/cluster.html",
        workshop=workshop,
        cluster=cluster,
        found=found,
        by_group=by_group,
        answerable=viewer is not None and takes_ideas(workshop, viewer),
    )


@bp.post("/clusters/<int:cluster_id>/rename")
@open_to(Audience.MODERATOR)
def rename_cluster(workshop_id: int, cluster_id: int) -> Response:
    """Give a cluster another headline."""
    workshop = visible_workshop(workshop_id)
    cluster, form = queries.get_cluster(db.session, workshop, cluster_id), HeadlineForm()
    if not form.validate_on_submit():
        return _wall_page(workshop, status=422, renaming=cluster, rename=form)
    headline, account = form.headline.data, current_account()
    actions.rename_cluster(db.session, cluster, by=account, headline=headline, at=now())
    return _wall_changed(workshop, _("The cluster is now called “%(name)s”.", name=headline))


@bp.post("/clusters/<int:cluster_id>/dissolve")
@open_to(Audience.MODERATOR)
def dissolve_cluster(workshop_id: int, cluster_id: int) -> Response:
    """Take a cluster apart; its notes stay."""
    workshop = visible_workshop(workshop_id)
    cluster = queries.get_cluster(db.session, workshop, cluster_id)
    actions.dissolve_cluster(db.session, cluster, by=current_account(), at=now())
    return _wall_changed(workshop, _("The cluster is dissolved. Its notes are free again."))
