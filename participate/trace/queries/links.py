"""What came out of what, as far as somebody may see it."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, select, true, union
from sqlalchemy.orm import InstrumentedAttribute

from participate.core.db import Base, DbSession
from participate.ideas.models import AnsweredNeed, Idea
from participate.needs.models import Need
from participate.offers.models import Offer
from participate.offers.rules import OfferStatus
from participate.requirements.models import Requirement, Source
from participate.requirements.queries import PUBLIC
from participate.trace.access import Eyes
from participate.trace.models import Fulfilment
from participate.trace.rules import KINDS, Graph, Kind, Node
from participate.workshops.models import Workshop
from participate.workshops.rules import WorkshopStatus

Column = InstrumentedAttribute[int]
#: From each kind to the next: the earlier id, the later id, and what joins their tables. An idea
#: answers needs one by one, or all needs of the cluster it was proposed for.
STEPS: tuple[list[tuple[Column, Column, ColumnElement[bool] | None]], ...] = (
    [
        (AnsweredNeed.need_id, AnsweredNeed.idea_id, None),
        (Need.id, Idea.id, Need.cluster_id == Idea.cluster_id),
    ],
    [(Source.idea_id, Source.requirement_id, None)],
    [(Fulfilment.requirement_id, Fulfilment.offer_id, None)],
)
MODELS: dict[Kind, type[Base]] = {
    Kind.NEED: Need,
    Kind.IDEA: Idea,
    Kind.REQUIREMENT: Requirement,
    Kind.OFFER: Offer,
}
_SHOWN_WORKSHOPS = select(Workshop.id).where(Workshop.status == WorkshopStatus.PUBLISHED)


def graph_around(session: DbSession, kind: Kind, ids: Collection[int]) -> Graph:
    """Return everything ahead of and behind some things of one kind, in three statements.

    It holds what nobody but moderators may see, too: what is hidden interrupts no way. Ask
    `visible_ids` before anything of it is shown.
    """
    links: list[tuple[Node, Node]] = []
    at = KINDS.index(kind)
    near = set(ids)
    for step in range(at, len(STEPS)):
        pairs = session.execute(_pairs(step, near, forwards=True)).all()
        near = {later for _earlier, later in pairs}
        links += _as_links(step, pairs)
    near = set(ids)
    for step in reversed(range(at)):
        pairs = session.execute(_pairs(step, near, forwards=False)).all()
        near = {earlier for earlier, _later in pairs}
        links += _as_links(step, pairs)
    return Graph(links)


def _pairs(step: int, near: Collection[int], *, forwards: bool) -> Any:
    statements = []
    for earlier, later, joined in STEPS[step]:
        statement = select(earlier, later).where((earlier if forwards else later).in_(near))
        statements.append(statement if joined is None else statement.where(joined))
    return union(*statements)


def _as_links(step: int, pairs: Iterable[Any]) -> list[tuple[Node, Node]]:
    before, after = KINDS[step], KINDS[step + 1]
    return [(Node(before, earlier), Node(after, later)) for earlier, later in pairs]


def visible(kind: Kind, eyes: Eyes) -> ColumnElement[bool]:
    """Return the condition under which somebody may see a thing of this kind."""
    if kind is Kind.NEED:
        shown = Need.hidden_at.is_(None) & Need.workshop_id.in_(_SHOWN_WORKSHOPS)
        return true() if eyes.hidden else shown
    if kind is Kind.IDEA:
        shown = Idea.hidden_at.is_(None) & Idea.workshop_id.in_(_SHOWN_WORKSHOPS)
        return true() if eyes.hidden else shown
    if kind is Kind.REQUIREMENT:
        return true() if eyes.proposals else PUBLIC
    return true() if eyes.drafts else Offer.status == OfferStatus.PUBLISHED


def visible_ids(
    session: DbSession, kind: Kind, nodes: Iterable[Node], eyes: Eyes, *, also: int | None = None
) -> set[int]:
    """Return the ids of those nodes of one kind that somebody may see, in one statement.

    Args:
        session: where to read.
        kind: nodes of other kinds are left aside.
        nodes: what is asked about.
        eyes: whose.
        also: an id that is seen in any case.
    """
    wanted = {node.id for node in nodes if node.kind is kind}
    model: Any = MODELS[kind]
    seen = set(session.scalars(select(model.id).where(model.id.in_(wanted), visible(kind, eyes))))
    return seen | ({also} if also is not None else set())
