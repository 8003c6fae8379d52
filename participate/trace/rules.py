"""The way of a wish: what lies ahead of a thing, what behind it, and how far it has come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

NOTE_MAX = 500  #: characters
SHOWN = 5  #: things of one kind that a station shows
GAPS_SHOWN = 5  #: gaps of one kind on the page of all gaps
GAPS_PER_PAGE = 20
CHOICES_PER_PAGE = 20  #: requirements to choose from
#: Days after which something that nothing followed is a gap.
GAP_DAYS = 90
#: The largest id: they have 32 bits on PostgreSQL.
ID_MAX = 2**31 - 1


class Kind(StrEnum):
    """What has a way of its own, in the order of the way."""

    NEED = "need"
    IDEA = "idea"
    REQUIREMENT = "requirement"
    OFFER = "offer"


KINDS = tuple(Kind)


class TraceEvent(StrEnum):
    """What the audit log can say about fulfilments."""

    FULFILMENT_RECORDED = "fulfilment.recorded"
    FULFILMENT_CHANGED = "fulfilment.changed"
    FULFILMENT_WITHDRAWN = "fulfilment.withdrawn"


class Node(NamedTuple):
    """One thing on the way."""

    kind: Kind
    id: int


class Graph:
    """What came out of what. Knows nothing of texts, dates or who may see them."""

    def __init__(self, links: Iterable[tuple[Node, Node]]) -> None:
        """Take links from the earlier thing to the later one, in any order, twice or once."""
        self.later: defaultdict[Node, set[Node]] = defaultdict(set)
        self.earlier: defaultdict[Node, set[Node]] = defaultdict(set)
        for before, after in links:
            self.later[before].add(after)
            self.earlier[after].add(before)


def ahead(graph: Graph, node: Node) -> set[Node]:
    """Return everything that came out of a thing, near and far."""
    return _reached(graph.later, node)


def behind(graph: Graph, node: Node) -> set[Node]:
    """Return everything that a thing came out of, near and far."""
    return _reached(graph.earlier, node)


def _reached(links: Mapping[Node, Collection[Node]], start: Node) -> set[Node]:
    reached: set[Node] = set()
    waiting = [start]
    while waiting:
        new = set(links.get(waiting.pop(), ())) - reached
        reached |= new
        waiting += new
    return reached


class Stage(StrEnum):
    """The stations of a way, in their order."""

    NEEDS = "needs"
    CLUSTER = "cluster"
    IDEAS = "ideas"
    VOTE = "vote"
    BOARD = "board"
    REQUIREMENTS = "requirements"
    RELEASE = "release"
    OFFERS = "offers"


STAGES = tuple(Stage)
STAGE_OF = {
    Kind.NEED: Stage.NEEDS,
    Kind.IDEA: Stage.IDEAS,
    Kind.REQUIREMENT: Stage.REQUIREMENTS,
    Kind.OFFER: Stage.OFFERS,
}
#: What a way that goes on still has to pass; the others may be left out.
EXPECTED = (Stage.IDEAS, Stage.BOARD, Stage.REQUIREMENTS, Stage.OFFERS)


@dataclass(frozen=True, slots=True)
class Station:
    """One station, and how it is drawn."""

    stage: Stage
    here: bool = False  #: the page is about this one
    open: bool = False  #: it has not happened yet
    ended: bool = False  #: the way ended here, for a reason


def stations(happened: Collection[Stage], *, here: Stage, ended: Stage | None) -> list[Station]:
    """Return the stations of a way in their order.

    Args:
        happened: what there is something to show of.
        here: the station of the thing whose way it is; it has happened.
        ended: where everything on this way was declined or dropped; None when it goes on.
    """
    done = {*happened, here}
    last = max(STAGES.index(stage) for stage in done)
    goes_on = ended is None or STAGES.index(ended) < last
    coming = [stage for stage in EXPECTED if goes_on and STAGES.index(stage) > last]
    return [
        Station(
            stage,
            here=stage is here,
            open=stage not in done,
            ended=stage is ended and not goes_on,
        )
        for stage in STAGES
        if stage in done or stage in coming
    ]


class Knot(NamedTuple):
    """One of the five knots of a way drawn in a line."""

    stage: Stage
    number: int  #: how many there are
    gap: bool  #: something should have followed here long ago


#: The knots of a way drawn in a line.
KNOTS = (Stage.NEEDS, *EXPECTED)


def thread(counts: Mapping[Stage, int], *, missing: Stage | None, overdue: bool) -> list[Knot]:
    """Return the five knots of a way.

    Args:
        counts: how many there are at each stage; none where a stage is not named.
        missing: where something is missing; None: behind the last stage that happened.
        overdue: whether it has been missing for so long that it is a gap.
    """
    if missing is None:
        reached = [at for at, stage in enumerate(KNOTS) if counts.get(stage)]
        next_at = max(reached, default=-1) + 1
        missing = KNOTS[next_at] if next_at < len(KNOTS) else None
    return [Knot(stage, counts.get(stage, 0), gap=overdue and stage is missing) for stage in KNOTS]
