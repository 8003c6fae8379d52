"""The whole way of one thing, ready to be drawn. The number of statements does not grow with it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import contains_eager, joinedload, lazyload

from participate.accounts.models import Account
from participate.board.models import Resolution
from participate.board.queries import standing_resolutions
from participate.board.rules import Outcome
from participate.core.db import DbSession
from participate.ideas.models import Idea
from participate.needs.models import Cluster, Need
from participate.offers.models import Offer
from participate.requirements.models import (
    Release,
    ReleasedRequirement,
    Requirement,
    StatusChange,
)
from participate.requirements.rules import RequirementStatus
from participate.trace.access import Eyes
from participate.trace.models import Fulfilment
from participate.trace.queries.links import graph_around, visible_ids
from participate.trace.rules import (
    SHOWN,
    STAGE_OF,
    Kind,
    Node,
    Stage,
    Station,
    ahead,
    behind,
    stations,
)
from participate.voting.models import Ballot, IdeaRank, Result, Round
from participate.voting.rules import FEW_DIFFER, SMALL_GROUP, RoundState
from participate.workshops.models import Workshop


@dataclass(frozen=True, slots=True)
class Few:
    """The first things of a station, and how many there are in all."""

    shown: Sequence[Any]
    total: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.shown)


@dataclass(frozen=True, slots=True)
class Placed:
    """The place an idea took in a vote that is closed."""

    idea: Idea
    round: Round
    rank: int
    of: int
    points: int | None  #: None when so few voted that it would show what one of them said


@dataclass(slots=True)
class Way:
    """Everything there is to say about a way: stage -> what happened there."""

    node: Node
    stations: list[Station] = field(default_factory=list)
    at: dict[Stage, Few] = field(default_factory=dict)
    first_at: datetime | None = None  #: when the first of its needs was written
    last_at: datetime | None = None
    ideas: dict[int, Idea] = field(default_factory=dict)
    resolved: dict[int, Resolution] = field(default_factory=dict)  #: by idea
    requirements: Sequence[Requirement] = ()
    changes: dict[int, list[StatusChange]] = field(default_factory=dict)
    notes: dict[int, list[Fulfilment]] = field(default_factory=dict)  #: by offer


def way_of(session: DbSession, node: Node, eyes: Eyes) -> Way:
    """Return the whole way of one thing in both directions, as far as `eyes` see it.

    Args:
        session: where to read.
        node: a thing that exists, and that may be seen.
        eyes: whose.
    """
    graph = graph_around(session, node.kind, [node.id])
    nodes = ahead(graph, node) | behind(graph, node) | {node}
    ids = {
        kind: visible_ids(session, kind, nodes, eyes, also=node.id if kind is node.kind else None)
        for kind in Kind
    }
    way = Way(node)
    _add_needs(session, way, ids[Kind.NEED], eyes)
    _add_ideas(session, way, ids[Kind.IDEA])
    _add_requirements(session, way, ids[Kind.REQUIREMENT])
    _add_offers(session, way, ids[Kind.OFFER], ids[Kind.REQUIREMENT])
    happened = [stage for stage, few in way.at.items() if few.total]
    way.stations = stations(happened, here=STAGE_OF[node.kind], ended=_end_of(way))
    return way


def _few(things: Sequence[Any]) -> Few:
    return Few(things[:SHOWN], len(things))


def _add_needs(session: DbSession, way: Way, ids: Collection[int], eyes: Eyes) -> None:
    total, way.first_at, way.last_at = session.execute(
        select(func.count(), func.min(Need.submitted_at), func.max(Need.submitted_at)).where(
            Need.id.in_(ids)
        )
    ).one()
    shown = session.scalars(
        select(Need)
        .where(Need.id.in_(ids))
        .options(joinedload(Need.participant), joinedload(Need.workshop).lazyload(Workshop.steps))
        .order_by(Need.submitted_at, Need.id)
        .limit(SHOWN)
    ).all()
    way.at[Stage.NEEDS] = Few(shown, total)
    rows = session.execute(
        select(Cluster, func.count(), func.max(Need.clustered_at))
        .join(Need, Need.cluster_id == Cluster.id)
        .where(Need.id.in_(ids))
        .group_by(Cluster.id)
        .order_by(Cluster.id)
    ).all()
    way.at[Stage.CLUSTER] = _few(rows)


def _add_ideas(session: DbSession, way: Way, ids: Collection[int]) -> None:
    ideas = session.scalars(
        select(Idea)
        .where(Idea.id.in_(ids))
        .options(
            joinedload(Idea.participant),
            joinedload(Idea.account).lazyload(Account.held_roles),
            joinedload(Idea.workshop).lazyload(Workshop.steps),
        )
        .order_by(Idea.submitted_at, Idea.id)
    ).all()
    way.ideas = {idea.id: idea for idea in ideas}
    way.at[Stage.IDEAS] = _few(ideas)
    others = (
        select(IdeaRank.round_id, func.count().label("ideas"))
        .group_by(IdeaRank.round_id)
        .subquery()
    )
    voted = select(func.count()).where(Ballot.round_id == Round.id).scalar_subquery()
    newest = select(Result.figures[FEW_DIFFER].as_boolean()).where(Result.round_id == Round.id)
    differ = newest.order_by(Result.number.desc()).limit(1).scalar_subquery()
    points = case((differ, None), (voted >= SMALL_GROUP, IdeaRank.points))
    rows = session.execute(
        select(IdeaRank, Round, others.c.ideas, points)
        .join(Round, Round.id == IdeaRank.round_id)
        .join(others, others.c.round_id == IdeaRank.round_id)
        .where(IdeaRank.idea_id.in_(ids), Round.state == RoundState.CLOSED)
        .order_by(Round.id.desc(), IdeaRank.rank, IdeaRank.idea_id)
    ).all()
    way.at[Stage.VOTE] = _few(
        [
            Placed(way.ideas[one.idea_id], round_, one.rank, of, points)
            for one, round_, of, points in rows
        ]
    )
    way.resolved = standing_resolutions(session, ids)
    way.at[Stage.BOARD] = _few([way.resolved[one.id] for one in ideas if one.id in way.resolved])


def _add_requirements(session: DbSession, way: Way, ids: Collection[int]) -> None:
    way.requirements = session.scalars(
        select(Requirement)
        .where(Requirement.id.in_(ids))
        .options(lazyload(Requirement.criteria), lazyload(Requirement.sources))
        .order_by(Requirement.number)
    ).all()
    way.at[Stage.REQUIREMENTS] = _few(way.requirements)
    way.changes = {requirement.id: [] for requirement in way.requirements}
    for change in session.scalars(
        select(StatusChange).where(StatusChange.requirement_id.in_(ids)).order_by(StatusChange.id)
    ):
        way.changes[change.requirement_id].append(change)
    way.at[Stage.RELEASE] = _few(
        session.execute(
            select(Release.number, Release.title, Release.published_at)
            .where(
                Release.id.in_(
                    select(ReleasedRequirement.release_id).where(
                        ReleasedRequirement.requirement_id.in_(ids)
                    )
                )
            )
            .order_by(Release.number)
        ).all()
    )


def _add_offers(
    session: DbSession, way: Way, ids: Collection[int], requirement_ids: Collection[int]
) -> None:
    found = session.scalars(
        select(Offer)
        .where(Offer.id.in_(ids))
        .options(lazyload(Offer.phases))
        .order_by(Offer.search_text, Offer.id)
    ).all()
    way.at[Stage.OFFERS] = _few(found)
    way.notes = {offer.id: [] for offer in found}
    for fulfilment in session.scalars(
        select(Fulfilment)
        .join(Fulfilment.requirement)
        .where(Fulfilment.offer_id.in_(ids), Fulfilment.requirement_id.in_(requirement_ids))
        .options(
            contains_eager(Fulfilment.requirement).options(
                lazyload(Requirement.criteria), lazyload(Requirement.sources)
            )
        )
        .order_by(Requirement.number)
    ):
        way.notes[fulfilment.offer_id].append(fulfilment)


def _end_of(way: Way) -> Stage | None:
    """Return where everything on a way was declined or dropped, so that nothing more is to come."""
    if way.requirements:
        dropped = {one.status for one in way.requirements} == {RequirementStatus.DROPPED}
        return Stage.REQUIREMENTS if dropped else None
    outcomes = {resolution.outcome for resolution in way.resolved.values()}
    declined = outcomes == {Outcome.DECLINE} and way.resolved.keys() == way.ideas.keys()
    return Stage.BOARD if declined else None
