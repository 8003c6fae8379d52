"""Reading what the board was asked, what its members think, and what it resolved."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, lazyload

from participate.accounts.models import Account, HeldRole
from participate.accounts.rules import Role
from participate.board.access import is_public
from participate.board.models import Assignment, Resolution, Review
from participate.board.rules import CRITERIA, IDEAS_PER_PAGE, Outcome, Spread, spread_of
from participate.core.db import DbSession
from participate.core.errors import NotFoundError
from participate.core.paging import Page, page_of
from participate.ideas.models import Idea
from participate.voting.models import IdeaRank, Round
from participate.voting.rules import RoundState
from participate.workshops.models import Workshop
from participate.workshops.rules import WorkshopStatus

#: An idea that somebody on the board was asked about.
ASKED = exists().where(Assignment.idea_id == Idea.id)
#: An idea the board has resolved on.
RESOLVED = exists().where(Resolution.idea_id == Idea.id)
#: What `access.is_public` says of one idea, in SQL: the board works on nothing else.
IS_PUBLIC = and_(
    Idea.hidden_at.is_(None),
    Idea.workshop_id.in_(select(Workshop.id).where(Workshop.status == WorkshopStatus.PUBLISHED)),
)
#: The best place of each idea in any closed round.
BEST = (
    select(IdeaRank.idea_id, func.min(IdeaRank.rank).label("rank"))
    .join(Round, Round.id == IdeaRank.round_id)
    .where(Round.state == RoundState.CLOSED)
    .group_by(IdeaRank.idea_id)
    .subquery()
)


@dataclass(frozen=True, slots=True)
class Summary:
    """How far the board is with one idea."""

    assigned: int  #: members who were asked
    reviewed: int  #: members who answered


@dataclass(frozen=True, slots=True)
class IdeaFilters:
    """Which ideas are offered for the board."""

    workshop_id: int | None = None  #: only this workshop's
    search: str = ""  #: only those whose title or text contains this
    fresh: bool = True  #: only those that the board has not seen


def get_assignment(session: DbSession, account: Account, idea_id: int) -> Assignment:
    """Return what says that this member was asked about this idea.

    Raises:
        NotFoundError: the member was not asked, the idea is not public, or there is none.
    """
    assignment = session.get(
        Assignment, (idea_id, account.id), options=[joinedload(Assignment.idea)]
    )
    if assignment is None or not is_public(assignment.idea):
        raise NotFoundError(f"idea {idea_id} for account {account.id}")
    return assignment


def get_board_idea(session: DbSession, idea_id: int) -> Idea:
    """Return a public idea that the board was asked about or has resolved on.

    Raises:
        NotFoundError: there is none with this id.
    """
    before_board = select(Idea).where(Idea.id == idea_id, IS_PUBLIC, or_(ASKED, RESOLVED))
    idea = session.scalar(before_board)
    if idea is None:
        raise NotFoundError(f"idea {idea_id} before the board")
    return idea


def find_review(session: DbSession, account: Account, idea_id: int) -> Review | None:
    """Return what this member thinks of an idea. Ask only for whoever is asking."""
    return session.scalar(select(Review).filter_by(idea_id=idea_id, account_id=account.id))


def reviews_by(session: DbSession, account: Account, ideas: Sequence[Idea]) -> dict[int, Review]:
    """Return idea id -> this member's review, for those of the ideas that have one."""
    found = session.scalars(
        select(Review).where(
            Review.account_id == account.id, Review.idea_id.in_([idea.id for idea in ideas])
        )
    )
    return {review.idea_id: review for review in found}


def _open_first(account: Account, *entities: Any) -> Select[Any]:
    """Select from a member's assignments, those without a review or a resolution first."""
    mine = exists().where(Review.idea_id == Idea.id, Review.account_id == account.id)
    return (
        select(*entities)
        .join(Assignment, Assignment.idea_id == Idea.id)
        .where(Assignment.account_id == account.id, IS_PUBLIC)
        .order_by(or_(mine, RESOLVED), Assignment.assigned_at, Idea.id)
    )


def ideas_assigned_to(session: DbSession, account: Account, *, page: int) -> Page[Idea]:
    """Return one page of the ideas that a member was asked about, open ones first."""
    statement = _open_first(account, Idea).options(joinedload(Idea.workshop))
    return page_of(session, statement, number=page, per_page=IDEAS_PER_PAGE)


def next_open_idea(session: DbSession, account: Account, *, after: int) -> int | None:
    """Return the id of the next idea this member has not reviewed; None when all are done."""
    mine = exists().where(Review.idea_id == Idea.id, Review.account_id == account.id)
    statement = _open_first(account, Idea.id).where(~mine, ~RESOLVED, Idea.id != after)
    found: int | None = session.scalar(statement.limit(1))
    return found


def progress_of(session: DbSession, account: Account) -> Summary:
    """Return how many ideas a member was asked about, and how many of these are reviewed."""
    asked = (
        select(func.count(Assignment.idea_id), func.count(Review.id))
        .join(Idea, Idea.id == Assignment.idea_id)
        .outerjoin(
            Review,
            (Review.idea_id == Assignment.idea_id) & (Review.account_id == Assignment.account_id),
        )
        .where(Assignment.account_id == account.id, IS_PUBLIC)
    )
    return Summary(*session.execute(asked).one())


def ideas_before_board(session: DbSession, *, page: int) -> Page[Idea]:
    """Return one page of public ideas the board was asked about, those not resolved on first."""
    statement = (
        select(Idea)
        .where(IS_PUBLIC, or_(ASKED, RESOLVED))
        .options(joinedload(Idea.workshop))
        .order_by(RESOLVED, Idea.id)
    )
    return page_of(session, statement, number=page, per_page=IDEAS_PER_PAGE)


def summaries_of(session: DbSession, ideas: Sequence[Idea]) -> dict[int, Summary]:
    """Return idea id -> how many were asked and how many answered, in one query."""
    rows = session.execute(
        select(Assignment.idea_id, func.count(Assignment.account_id), func.count(Review.id))
        .outerjoin(
            Review,
            (Review.idea_id == Assignment.idea_id) & (Review.account_id == Assignment.account_id),
        )
        .where(Assignment.idea_id.in_([idea.id for idea in ideas]))
        .group_by(Assignment.idea_id)
    )
    found = {idea_id: Summary(assigned, reviewed) for idea_id, assigned, reviewed in rows}
    return {idea.id: found.get(idea.id, Summary(0, 0)) for idea in ideas}


def spreads_of(session: DbSession, idea_id: int) -> dict[str, Spread | None]:
    """Return criterion -> mean and deviation of all ratings; None while there are too few."""
    columns = [getattr(Review, name) for name in CRITERIA]
    rows = session.execute(select(*columns).where(Review.idea_id == idea_id)).all()
    return {name: spread_of([row[at] for row in rows]) for at, name in enumerate(CRITERIA)}


def ideas_to_assign(session: DbSession, filters: IdeaFilters, *, page: int) -> Page[Idea]:
    """Return one page of public ideas, best in a closed round first, then the most discussed."""
    statement = (
        select(Idea)
        .outerjoin(BEST, BEST.c.idea_id == Idea.id)
        .where(IS_PUBLIC)
        .options(joinedload(Idea.workshop))
        .order_by(BEST.c.rank.is_(None), BEST.c.rank, Idea.comment_count.desc(), Idea.id)
    )
    if filters.workshop_id is not None:
        statement = statement.where(Idea.workshop_id == filters.workshop_id)
    if filters.search:
        words = [one.icontains(filters.search, autoescape=True) for one in (Idea.title, Idea.body)]
        statement = statement.where(or_(*words))
    if filters.fresh:
        statement = statement.where(~ASKED, ~RESOLVED)
    return page_of(session, statement, number=page, per_page=IDEAS_PER_PAGE)


def workshops_with_ideas(session: DbSession) -> Sequence[Workshop]:
    """Return the published workshops in which something was proposed, the newest first."""
    return session.scalars(
        select(Workshop)
        .where(Workshop.status == WorkshopStatus.PUBLISHED)
        .where(exists().where(Idea.workshop_id == Workshop.id))
        .options(lazyload(Workshop.steps))
        .order_by(Workshop.starts_at.desc(), Workshop.id.desc())
    ).all()


def best_ranks(session: DbSession, ideas: Sequence[Idea]) -> dict[int, int]:
    """Return idea id -> its best place in a closed round, for those that stood in one."""
    rows = session.execute(
        select(BEST.c.idea_id, BEST.c.rank).where(BEST.c.idea_id.in_([idea.id for idea in ideas]))
    )
    return {row.idea_id: row.rank for row in rows}


def board_members(session: DbSession) -> Sequence[Account]:
    """Return the accounts that review for the board and can sign in, by name."""
    on_board = select(HeldRole.account_id).where(HeldRole.role.in_([Role.BOARD, Role.CHAIR]))
    return session.scalars(
        select(Account)
        .where(Account.active, Account.id.in_(on_board))
        .order_by(Account.display_name, Account.id)
    ).all()


def resolutions_on(session: DbSession, idea_id: int) -> Sequence[Resolution]:
    """Return all that the board ever resolved on an idea, the one that stands first."""
    return session.scalars(
        select(Resolution)
        .where(Resolution.idea_id == idea_id)
        .options(joinedload(Resolution.recorded_by))
        .order_by(Resolution.id.desc())
    ).all()


def standing_resolution(session: DbSession, idea_id: int) -> Resolution | None:
    """Return what the board resolved on an idea last; None when it never did."""
    return standing_resolutions(session, [idea_id]).get(idea_id)


def standing_resolutions(session: DbSession, idea_ids: Collection[int]) -> dict[int, Resolution]:
    """Return idea id -> the resolution that stands, for those of the ideas that have one."""
    last = (
        select(func.max(Resolution.id))
        .where(Resolution.idea_id.in_(idea_ids))
        .group_by(Resolution.idea_id)
    )
    found = session.scalars(
        select(Resolution)
        .where(Resolution.id.in_(last))
        .options(joinedload(Resolution.recorded_by))
    )
    return {resolution.idea_id: resolution for resolution in found}


def resolutions(
    session: DbSession, *, outcome: Outcome | None = None, page: int
) -> Page[Resolution]:
    """Return one page of the resolutions that stand, with their ideas, the newest day first."""
    last = select(func.max(Resolution.id)).group_by(Resolution.idea_id)
    statement = (
        select(Resolution)
        .where(Resolution.id.in_(last))
        .options(joinedload(Resolution.idea).joinedload(Idea.workshop))
        .order_by(Resolution.decided_on.desc(), Resolution.id.desc())
    )
    if outcome is not None:
        statement = statement.where(Resolution.outcome == outcome)
    return page_of(session, statement, number=page, per_page=IDEAS_PER_PAGE)


def earlier_resolutions(
    session: DbSession, standing: Sequence[Resolution]
) -> dict[int, list[Resolution]]:
    """Return idea id -> what the board had resolved before, the latest first, in one query."""
    found: dict[int, list[Resolution]] = {one.idea_id: [] for one in standing}
    before = select(Resolution).where(
        Resolution.idea_id.in_(found), Resolution.id.not_in([one.id for one in standing])
    )
    for resolution in session.scalars(before.order_by(Resolution.id.desc())):
        found[resolution.idea_id].append(resolution)
    return found
