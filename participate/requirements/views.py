"""The pages of the backlog and its releases."""

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from participate.accounts.visitor import current_account, find_account
from participate.board.queries import standing_resolutions
from participate.core.audience import Audience
from participate.core.clock import now
from participate.core.db import DbSession
from participate.core.errors import NotFoundError
from participate.core.taxonomy import FieldOfAction, LifePhase
from participate.core.text import searched
from participate.extensions import db
from participate.requirements import actions, queries, rules
from participate.requirements.access import may_see, may_write, sees_proposals
from participate.requirements.forms import Member, ReleaseForm, RequirementForm, StatusForm
from participate.requirements.labels import FIELD_NAMES, value_name
from participate.requirements.models import Requirement
from participate.requirements.rules import Moscow, RequirementStatus, changes_between, key_of
from participate.web.forms import ids_in
from participate.web.guard import open_to
from participate.web.htmx import page_or_partial
from participate.web.transactions import saved, saved_part

bp = Blueprint("requirements", __name__)


def asked_for(kind: type[Member], name: str) -> Member | None:
    """Return the member of an enum that the address names; None when it names none."""
    text = request.args.get(name, "")
    return kind(text) if text in set(kind) else None


@bp.get("/requirements")
@open_to(Audience.EVERYONE)
def index() -> Response:
    """List the backlog, most important first. Searching swaps the list alone."""
    account = find_account()
    filters = rules.Filters(
        search=searched(request.args.get("q", "")),
        status=asked_for(RequirementStatus, "status"),
        moscow=asked_for(Moscow, "moscow"),
        life_phase=asked_for(LifePhase, "life_phase"),
        field_of_action=asked_for(FieldOfAction, "field_of_action"),
        suspect=may_write(account) and request.args.get("sources") == "edited",
    )
    number = request.args.get("page", 1, type=int)
    proposals, writes = sees_proposals(account), may_write(account)
    return page_or_partial(
        "requirements/index.html",
        "requirements/_list.html",
        page=queries.requirements(db.session, filters, proposals=proposals, page=number),
        filters=filters,
        kinds=(Moscow, RequirementStatus, LifePhase, FieldOfAction),
        writes=writes,
        suspects=queries.suspect_count(db.session) if writes else 0,
        latest=queries.latest_release(db.session),
    )


@bp.route("/requirements/new", methods=["GET", "POST"])
@open_to(Audience.MODERATOR)
def new() -> Response:
    """Write a requirement from ideas, beside their own words."""
    form = RequirementForm()
    if request.method == "GET":
        form.start_with(queries.ideas_as_sources(db.session, ids_in(request.args.getlist("idea"))))
    elif not form.helps and form.validate_on_submit():
        key = written(db.session, form)
        if key is not None:
            flash(_("%(key)s is written. It is a proposal until you adopt it.", key=key))
            return saved(url_for("requirements.show", key=key))
    return writing_page(form, None)


def written(session: DbSession, form: RequirementForm) -> str | None:
    """Write a requirement and return its key; or leave the mistake with its field."""
    try:
        account = current_account()
        return actions.adopt_requirement(session, form.wording, by=account, at=now()).key
    except rules.SourceGoneError:
        form.ideas.errors = [_("An idea is not public any more. Look at the sources again.")]
        return None


def writing_page(form: RequirementForm, requirement: Requirement | None) -> Response:
    """Show the form with its sources: those chosen, and those a search or the board offers."""
    form.offer_empty_row()
    chosen = list(queries.ideas_as_sources(db.session, form.ideas.data))
    if requirement is not None:  # its own sources stay, even when one was hidden since
        known = {idea.id for idea in chosen}
        own = [source.idea for source in requirement.sources if source.idea_id not in known]
        chosen = [idea for idea in own if idea.id in form.ideas.data] + chosen
    search = form.search.data or ""
    offered = queries.ideas_found(db.session, search) if search else []
    if not search and requirement is None:
        offered = queries.recommended_ideas(db.session)
    ids = [idea.id for idea in chosen]
    return page_or_partial(
        "requirements/write.html",
        "requirements/_form.html",
        status=422 if form.errors else 200,
        form=form,
        requirement=requirement,
        chosen=chosen,
        offered=[idea for idea in offered if idea.id not in ids],
        resolved=standing_resolutions(db.session, ids),
        number=key_of(queries.next_number(db.session, Requirement)),
    )


@bp.get("/requirements/<string:key>")
@open_to(Audience.EVERYONE)
def show(key: str) -> Response:
    """Show a requirement, where it comes from and how its status went."""
    account, requirement = find_account(), queries.get_requirement(db.session, key)
    writes = may_write(account)
    if not may_see(account, requirement):
        raise NotFoundError(f"{key} is a proposal")
    return page_or_partial(
        "requirements/show.html",
        "requirements/_sources.html",
        requirement=requirement,
        readable=queries.readable_sources(db.session, requirement),
        confirmed=False,
        edits=queries.edits_since(db.session, requirement) if writes else {},
        changes=queries.status_changes(db.session, requirement),
        released_in=queries.releases_with(db.session, requirement),
        following=rules.NEXT[requirement.status],
        staff=sees_proposals(account),
        writes=writes,
    )


@bp.route("/requirements/<string:key>/edit", methods=["GET", "POST"])
@open_to(Audience.MODERATOR)
def edit(key: str) -> Response:
    """Change what a requirement says."""
    requirement = queries.get_requirement(db.session, key, lock=request.method == "POST")
    form = RequirementForm()
    if request.method == "GET":
        form.show(requirement)
    elif not form.helps and form.validate_on_submit() and edited(db.session, requirement, form):
        flash(_("%(key)s is changed. Releases stay as they were published.", key=key))
        return saved(url_for("requirements.show", key=key))
    return writing_page(form, requirement)


def edited(session: DbSession, requirement: Requirement, form: RequirementForm) -> bool:
    """Change a requirement; or leave the mistake with its field."""
    seen, account = next(iter(ids_in([form.seen.data or ""])), 0), current_account()
    try:
        actions.edit_requirement(
            session, requirement, form.wording, seen=seen, by=account, at=now()
        )
    except rules.SourceGoneError:
        form.ideas.errors = [_("An idea is not public any more. Look at the sources again.")]
    except rules.EditedMeanwhileError:
        said = _(
            "Somebody else changed this requirement in the meantime. Open it in a second window,"
            " take over what is new there, and save again."
        )
        form.form_errors.append(said)
        form.seen.data = str(requirement.text_version)
    return not form.errors


@bp.route("/requirements/<string:key>/status", methods=["GET", "POST"])
@open_to(Audience.MODERATOR)
def change_status(key: str) -> Response:
    """Move a requirement on, with a reason."""
    requirement = queries.get_requirement(db.session, key, lock=request.method == "POST")
    form = StatusForm()
    if form.validate_on_submit():
        to, reason, account = form.status.data, form.reason.data or "", current_account()
        try:
            actions.change_status(
                db.session, requirement, to=to, reason=reason, by=account, at=now()
            )
            flash(_("%(key)s is moved on.", key=key))
            return saved(url_for("requirements.show", key=key))
        except rules.ReasonMissingError:
            form.reason.errors = [_("Write down why it is dropped. Everybody can read it.")]
    return page_or_partial(
        "requirements/status.html",
        "requirements/_status_form.html",
        status=422 if form.errors else 200,
        form=form,
        requirement=requirement,
        following=[one.value for one in rules.NEXT[requirement.status]],
    )


@bp.post("/requirements/<string:key>/sources/<int:idea_id>")
@open_to(Audience.MODERATOR)
def confirm_source(key: str, idea_id: int) -> Response:
    """Note that the requirement still fits an idea as it reads now."""
    requirement = queries.get_requirement(db.session, key, lock=True)
    seen = next(iter(ids_in(request.form.getlist("text_version"))), 0)
    actions.confirm_source(
        db.session, requirement, idea_id, seen=seen, by=current_account(), at=now()
    )
    return saved_part(
        "requirements/_sources.html",
        url_for("requirements.show", key=key, _anchor="sources"),
        requirement=requirement,
        readable=queries.readable_sources(db.session, requirement),
        edits=queries.edits_since(db.session, requirement),
        writes=True,
        confirmed=True,
    )


@bp.get("/releases")
@open_to(Audience.EVERYONE)
def releases() -> Response:
    """List all releases, the newest first."""
    return page_or_partial(
        "requirements/releases.html",
        "requirements/releases.html",
        releases=queries.releases(db.session),
        writes=may_write(find_account()),
    )


@bp.route("/releases/new", methods=["GET", "POST"])
@open_to(Audience.MODERATOR)
def new_release() -> Response:
    """Preview the next release, and publish it for good."""
    form, last = ReleaseForm(), queries.latest_release(db.session)
    if form.validate_on_submit() and published(db.session, form):
        flash(_("The release is public. It will not change any more."))
        return saved(url_for("requirements.release", number=form.number.data))
    number = last.number + 1 if last else 1
    data = queries.snapshot(db.session, number=number, title="", notes="", published_at=now())
    if request.method == "GET":
        form.title.data = _("What families expect from the town")
    form.number.data, form.seen.data = str(number), rules.content_digest(data)
    return page_or_partial(
        "requirements/new_release.html",
        "requirements/_release_form.html",
        status=422 if form.errors else 200,
        form=form,
        number=number,
        last=last,
        snapshot=data,
        changes=changes_between(last.snapshot if last else None, data),
        field_names=FIELD_NAMES,
        value_name=value_name,
    )


def published(session: DbSession, form: ReleaseForm) -> bool:
    """Publish the release; or leave the mistake with the form."""
    number, account = next(iter(ids_in([form.number.data or ""])), 0), current_account()
    try:
        actions.publish_release(
            session,
            number=number,
            seen=form.seen.data or "",
            title=form.title.data,
            notes=form.notes.data or "",
            by=account,
            at=now(),
        )
    except rules.PreviewOutdatedError:
        said = _("A requirement has changed since you opened this page. Look at the list again.")
        form.form_errors.append(said)
    return not form.errors


@bp.get("/releases/<int:number>")
@open_to(Audience.EVERYONE)
def release(number: int) -> Response:
    """Show a release as it was published, and what changed since the one before."""
    release = queries.get_release(db.session, number)
    before = queries.get_release(db.session, number - 1) if number > 1 else None
    return page_or_partial(
        "requirements/release.html",
        "requirements/release.html",
        release=release,
        changes=changes_between(before.snapshot if before else None, release.snapshot),
        numbers=queries.release_numbers(db.session),
        priorities=list(Moscow),
        field_names=FIELD_NAMES,
        value_name=value_name,
    )
