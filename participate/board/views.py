"""The pages on which the board is asked, reviews and resolves."""

from flask import Blueprint, Response, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from participate.accounts.rules import Role
from participate.accounts.visitor import current_account
from participate.board import queries
from participate.board.access import is_public, may_assign
from participate.board.actions import (
    FutureMeetingError,
    NoVotesError,
    assign_ideas,
    record_resolution,
    save_review,
    take_back_idea,
)
from participate.board.forms import AssignForm, ResolutionForm, ReviewForm
from participate.board.labels import CRITERION_WORDS
from participate.board.rules import Outcome
from participate.core.audience import Audience
from participate.core.clock import now
from participate.core.db import DbSession
from participate.core.text import searched
from participate.extensions import db
from participate.ideas.queries import get_idea
from participate.web.forms import ids_in
from participate.web.guard import open_to
from participate.web.htmx import page_or_partial
from participate.web.moments import town_day
from participate.web.transactions import saved

bp = Blueprint("board", __name__, url_prefix="/board")


def page_number() -> int:
    """Return which page of a list was asked for; 1 when the address says nothing sensible."""
    return request.args.get("page", 1, type=int)


@bp.get("")
@open_to(Audience.BOARD, Audience.CHAIR, Audience.MODERATOR)
def index() -> Response:
    """List what a member was asked about; the chair and moderators see all ideas, too."""
    account = current_account()
    reviews, leads = account.has(Role.BOARD, Role.CHAIR), may_assign(account)
    if leads and (not reviews or request.args.get("view") == "all"):
        page = queries.ideas_before_board(db.session, page=page_number())
        return page_or_partial(
            "board/all.html",
            "board/_all.html",
            page=page,
            reviews=reviews,
            summaries=queries.summaries_of(db.session, page.items),
            resolved=queries.standing_resolutions(db.session, [idea.id for idea in page.items]),
        )
    page = queries.ideas_assigned_to(db.session, account, page=page_number())
    return page_or_partial(
        "board/index.html",
        "board/_mine.html",
        page=page,
        leads=leads,
        progress=queries.progress_of(db.session, account),
        mine=queries.reviews_by(db.session, account, page.items),
        resolved=queries.standing_resolutions(db.session, [idea.id for idea in page.items]),
        criteria=CRITERION_WORDS,
    )


@bp.route("/assign", methods=["GET", "POST"])
@open_to(Audience.CHAIR, Audience.MODERATOR)
def assign() -> Response:
    """Choose ideas for the board, and whom to ask."""
    members, form = queries.board_members(db.session), AssignForm()
    if request.method == "GET":
        form.members.data = [member.id for member in members]
    if form.validate_on_submit():
        chosen = [get_idea(db.session, idea_id) for idea_id in form.ideas.data]
        asked = [member for member in members if member.id in form.members.data]
        assign_ideas(db.session, chosen, asked, by=current_account(), at=now())
        flash(said_assigned(len(chosen), len(asked)))
        return saved(url_for("board.index", view="all"))
    filters = queries.IdeaFilters(
        workshop_id=next(iter(ids_in(request.args.getlist("workshop"))), None),
        search=searched(request.args.get("q", "")),
        fresh=request.args.get("show") != "all",
    )
    page = queries.ideas_to_assign(db.session, filters, page=page_number())
    return page_or_partial(
        "board/assign.html",
        "board/_assign.html",
        status=422 if form.errors else 200,
        form=form,
        members=members,
        page=page,
        filters=filters,
        workshops=queries.workshops_with_ideas(db.session),
        ranks=queries.best_ranks(db.session, page.items),
        summaries=queries.summaries_of(db.session, page.items),
    )


def said_assigned(ideas: int, members: int) -> str:
    """Return the sentence that says whom the board's questions went to."""
    what = ngettext("%(num)d idea is now with", "%(num)d ideas are now with", ideas)
    whom = ngettext("%(num)d member.", "%(num)d members.", members)
    return f"{what} {whom}"


@bp.post("/ideas/<int:idea_id>/take-back")
@open_to(Audience.CHAIR, Audience.MODERATOR)
def take_back(idea_id: int) -> ResponseReturnValue:
    """Ask those members no longer who have not reviewed an idea yet."""
    idea = queries.get_board_idea(db.session, idea_id)
    number = take_back_idea(db.session, idea, by=current_account(), at=now())
    flash(
        ngettext(
            "Taken back: %(num)d member is asked no longer. “%(idea)s” can be assigned again.",
            "Taken back: %(num)d members are asked no longer. “%(idea)s” can be assigned again.",
            number,
            idea=idea.title,
        )
    )
    return saved(url_for("board.index", view="all"))


@bp.route("/ideas/<int:idea_id>", methods=["GET", "POST"])
@open_to(Audience.BOARD, Audience.CHAIR)
def review(idea_id: int) -> Response:
    """Take a member's four values and private note; then show the next idea that is open."""
    account = current_account()
    idea = queries.get_assignment(db.session, account, idea_id).idea
    mine = queries.find_review(db.session, account, idea_id)
    form = ReviewForm(obj=mine)
    if form.validate_on_submit():
        ratings, note = form.ratings, form.note.data or ""
        save_review(db.session, idea, by=account, ratings=ratings, note=note, at=now())
        flash(_("Your values for “%(idea)s” are saved. Only you can see them.", idea=idea.title))
        following = queries.next_open_idea(db.session, account, after=idea.id)
        return saved(
            url_for("board.review", idea_id=following) if following else url_for("board.index")
        )
    return page_or_partial(
        "board/review.html",
        "board/_review_form.html",
        status=422 if form.errors else 200,
        idea=idea,
        form=form,
        mine=mine,
        rank=queries.best_ranks(db.session, [idea]).get(idea.id),
        progress=queries.progress_of(db.session, account),
        resolution=queries.standing_resolution(db.session, idea.id),
        criteria=CRITERION_WORDS,
    )


@bp.route("/ideas/<int:idea_id>/resolve", methods=["GET", "POST"])
@open_to(Audience.CHAIR)
def resolve(idea_id: int) -> Response:
    """Show what the members think, all together, and put on record what the board resolved."""
    idea, form = queries.get_board_idea(db.session, idea_id), ResolutionForm()
    if form.validate_on_submit() and resolution_recorded(db.session, idea_id, form):
        flash(_("The resolution is on record and public."))
        return saved(url_for("board.resolutions"))
    return page_or_partial(
        "board/resolve.html",
        "board/_resolution_form.html",
        status=422 if form.errors else 200,
        idea=idea,
        form=form,
        summary=queries.summaries_of(db.session, [idea])[idea.id],
        spreads=queries.spreads_of(db.session, idea.id),
        earlier=queries.resolutions_on(db.session, idea.id),
        decimal=format_decimal,
        criteria=CRITERION_WORDS,
    )


def resolution_recorded(session: DbSession, idea_id: int, form: ResolutionForm) -> bool:
    """Record what the form says; or leave the mistake with its field."""
    moment = now()
    try:
        record_resolution(
            session,
            get_idea(session, idea_id),
            by=current_account(),
            outcome=form.outcome.data,
            reason=form.reason.data,
            votes=form.votes,
            dissent=form.dissent.data or "",
            decided_on=form.decided_on.data,
            today=town_day(moment),
            at=moment,
        )
    except FutureMeetingError:
        form.decided_on.errors = [_("This day is still to come. Enter the day of the meeting.")]
    except NoVotesError:
        form.yes.errors = [_("Enter how the board voted: at least one vote.")]
    return not form.errors


@bp.get("/resolutions")
@open_to(Audience.EVERYONE)
def resolutions() -> Response:
    """List what the board resolved, with reasons, for everybody."""
    asked = request.args.get("outcome", "")
    outcome = Outcome(asked) if asked in set(Outcome) else None
    page = queries.resolutions(db.session, outcome=outcome, page=page_number())
    return page_or_partial(
        "board/resolutions.html",
        "board/_resolutions.html",
        page=page,
        outcome=outcome,
        outcomes=list(Outcome),
        earlier=queries.earlier_resolutions(db.session, page.items),
        public=is_public,
    )
