"""Where a way broke off, as far as everybody may see it. The public eye alone judges gaps."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import joinedload, lazyload

from participate.board.models import Resolution
from participate.board.rules import Outcome
from participate.core.clock import town_day
from participate.core.db import DbSession
from participate.core.paging import Page, page_of
from participate.core.taxonomy import LifePhase
from participate.ideas.models import AnsweredNeed, Idea
from participate.needs.models import Need
from participate.offers.models import Offer, OfferPhase
from participate.requirements.models import Requirement, Source, StatusChange
from participate.requirements.rules import RequirementStatus
from participate.trace.access import PUBLIC_EYES
from participate.trace.models import Fulfilment
from participate.trace.queries.links import graph_around, visible, visible_ids
from participate.trace.rules import (
    GAP_DAYS,
    STAGE_OF,
    Graph,
    Kind,
    Knot,
    Node,
    Stage,
    ahead,
    behind,
    thread,
)

#: The resolution that stands on each idea.
_STANDING = select(func.max(Resolution.id)).group_by(Resolution.idea_id)
_DECLINED = exists().where(
    Resolution.idea_id == Idea.id,
    Resolution.outcome == Outcome.DECLINE,
    Resolution.id.in_(_STANDING),
)
_ADOPTED = exists().where(Source.idea_id == Idea.id)
_ADOPTED_ALIVE = exists().where(
    Source.idea_id == Idea.id,
    Requirement.id == Source.requirement_id,
    Requirement.status != RequirementStatus.DROPPED,
)
#: An idea out of which something came, or still may.
_ALIVE = visible(Kind.IDEA, PUBLIC_EYES) & (_ADOPTED_ALIVE | (~_ADOPTED & ~_DECLINED))
_FULFILLED = exists().where(
    Fulfilment.requirement_id == Requirement.id,
    Offer.id == Fulfilment.offer_id,
    visible(Kind.OFFER, PUBLIC_EYES),
)
_SEEN_NEED = visible(Kind.NEED, PUBLIC_EYES)
_FROM_IDEA = (
    (Fulfilment.offer_id == Offer.id)
    & (Source.requirement_id == Fulfilment.requirement_id)
    & (Idea.id == Source.idea_id)
    & _SEEN_NEED
)
_WANTED = exists().where(
    _FROM_IDEA, AnsweredNeed.idea_id == Idea.id, Need.id == AnsweredNeed.need_id
) | exists().where(_FROM_IDEA, Need.cluster_id == Idea.cluster_id)


@dataclass(frozen=True, slots=True)
class Gap:
    """A thing whose way broke off."""

    thing: Any  #: a Need, a Requirement or an Offer
    since: date
    days: int
    overdue: bool  #: for longer than `rules.GAP_DAYS`
    thread: Sequence[Knot]


def gaps_of(
    session: DbSession,
    kind: Kind,
    *,
    phase: LifePhase | None = None,
    today: date,
    number: int = 1,
    per_page: int,
) -> Page[Gap]:
    """Return one page of the gaps of one kind, the oldest first, in a fixed number of statements.

    Args:
        session: where to read.
        kind: `NEED`: no idea that is still alive answers it. `REQUIREMENT`: it is public, it was
            not dropped, and families find no offer that fulfils it. `OFFER`: families find it, and
            no need led to it.
        phase: keep only those for this life phase.
        today: the day in the town.
        number: of the page, from 1.
        per_page: how many are on one.
    """
    page = page_of(session, _STATEMENTS[kind](phase), number=number, per_page=per_page)
    ids = [thing.id for thing in page.items]
    counts = _counts(session, kind, ids)
    begun = _adopted_at(session, ids) if kind is Kind.REQUIREMENT else {}
    found = []
    for thing in page.items:
        since = begun.get(thing.id) or _began(thing)
        days = max(0, (today - since).days)
        missing = {Kind.NEED: None, Kind.REQUIREMENT: Stage.OFFERS, Kind.OFFER: Stage.NEEDS}[kind]
        overdue = days > GAP_DAYS
        knots = thread(counts[thing.id], missing=missing, overdue=overdue)
        found.append(Gap(thing, since, days, overdue, knots))
    return Page(found, page.number, page.per_page, page.total)


def _needs(phase: LifePhase | None) -> Select[Any]:
    one_by_one = exists().where(
        AnsweredNeed.need_id == Need.id, Idea.id == AnsweredNeed.idea_id, _ALIVE
    )
    as_cluster = exists().where(Idea.cluster_id == Need.cluster_id, _ALIVE)
    return (
        select(Need)
        .where(_SEEN_NEED, ~one_by_one, ~as_cluster, *_for(Need.life_phase, phase))
        .options(joinedload(Need.cluster))
        .order_by(Need.submitted_at, Need.id)
    )


def _requirements(phase: LifePhase | None) -> Select[Any]:
    return (
        select(Requirement)
        .where(
            visible(Kind.REQUIREMENT, PUBLIC_EYES),
            Requirement.status != RequirementStatus.DROPPED,
            ~_FULFILLED,
            *_for(Requirement.life_phase, phase),
        )
        .options(lazyload(Requirement.criteria), lazyload(Requirement.sources))
        .order_by(Requirement.number)
    )


def _offers(phase: LifePhase | None) -> Select[Any]:
    narrowed = [] if phase is None else [Offer.phases.any(OfferPhase.life_phase == phase)]
    return (
        select(Offer)
        .where(visible(Kind.OFFER, PUBLIC_EYES), ~_WANTED, *narrowed)
        .order_by(Offer.created_at, Offer.id)
    )


_STATEMENTS = {Kind.NEED: _needs, Kind.REQUIREMENT: _requirements, Kind.OFFER: _offers}


def _for(column: Any, phase: LifePhase | None) -> list[ColumnElement[bool]]:
    return [] if phase is None else [column == phase]


def _began(thing: Any) -> date:
    return town_day(thing.submitted_at if isinstance(thing, Need) else thing.created_at)


def _adopted_at(session: DbSession, ids: Collection[int]) -> dict[int, date]:
    """Return requirement id -> the day on which it was adopted."""
    rows = session.execute(
        select(StatusChange.requirement_id, func.min(StatusChange.changed_at).label("at"))
        .where(StatusChange.requirement_id.in_(ids), StatusChange.new == RequirementStatus.ADOPTED)
        .group_by(StatusChange.requirement_id)
    )
    return {row.requirement_id: town_day(row.at) for row in rows}


def _counts(session: DbSession, kind: Kind, ids: Collection[int]) -> dict[int, dict[Stage, int]]:
    """Return id -> how many things everybody sees at each stage of its way."""
    graph: Graph = graph_around(session, kind, ids)
    ways = {
        id_: ahead(graph, Node(kind, id_)) | behind(graph, Node(kind, id_)) | {Node(kind, id_)}
        for id_ in ids
    }
    nodes = {node for way in ways.values() for node in way}
    seen = {Node(one, id_) for one in Kind for id_ in visible_ids(session, one, nodes, PUBLIC_EYES)}
    resolved = set(
        session.scalars(
            select(Resolution.idea_id).where(
                Resolution.idea_id.in_([node.id for node in seen if node.kind is Kind.IDEA])
            )
        )
    )
    counts: dict[int, dict[Stage, int]] = {}
    for id_, way in ways.items():
        counts[id_] = {
            stage: sum(node.kind is one for node in way & seen) for one, stage in STAGE_OF.items()
        }
        ideas = {node.id for node in way & seen if node.kind is Kind.IDEA}
        counts[id_][Stage.BOARD] = len(ideas & resolved)
    return counts
