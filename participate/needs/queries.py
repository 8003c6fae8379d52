"""Reading needs and clusters. Every list comes in a fixed order, so that pages do not flicker."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select, true
from sqlalchemy.orm import joinedload

from participate.core.db import DbSession
from participate.core.errors import NotFoundError
from participate.core.paging import Page, page_of
from participate.needs.access import moderates
from participate.needs.models import Cluster, Need
from participate.needs.rules import (
    CLUSTER_ON_WALL,
    CLUSTER_PER_PAGE,
    FREE_ON_WALL,
    NEEDS_PER_PAGE,
    OWN_SHOWN,
    NeedFilter,
)
from participate.workshops.models import Actor, Participant, StakeholderGroup, Workshop

#: Ids are 32-bit on PostgreSQL; a larger number in a forged form names nothing.
ID_MAX = 2**31 - 1
#: What a search looks into.
TEXTS = (Need.as_a, Need.i_need, Need.so_that)


def get_need(session: DbSession, workshop: Workshop, need_id: int) -> Need:
    """Return one need of a workshop, hidden or not.

    Raises:
        NotFoundError: the workshop has none with this id.
    """
    need = session.scalar(
        select(Need)
        .where(Need.workshop_id == workshop.id, Need.id == min(need_id, ID_MAX))
        .options(joinedload(Need.cluster))
    )
    if need is None:
        raise NotFoundError(f"need {need_id} in workshop {workshop.id}")
    return need


def get_cluster(session: DbSession, workshop: Workshop, cluster_id: int) -> Cluster:
    """Return one cluster of a workshop, also one that was dissolved.

    Raises:
        NotFoundError: the workshop has none with this id.
    """
    cluster = session.scalar(
        select(Cluster).where(
            Cluster.workshop_id == workshop.id, Cluster.id == min(cluster_id, ID_MAX)
        )
    )
    if cluster is None:
        raise NotFoundError(f"cluster {cluster_id} in workshop {workshop.id}")
    return cluster


def readable_by(viewer: Actor | None) -> ColumnElement[bool]:
    """Return the condition that says in SQL what `access.may_read` says of one need."""
    if moderates(viewer):
        return true()
    mine = Need.participant_id == viewer.id if isinstance(viewer, Participant) else false()
    return or_(Need.hidden_at.is_(None), mine)


def needs_matching(
    session: DbSession, workshop: Workshop, chosen: NeedFilter, *, viewer: Actor | None, number: int
) -> Page[Need]:
    """Return one page of a workshop's needs with groups and clusters, newest first.

    Args:
        session: where to read.
        workshop: whose needs.
        chosen: what to leave out.
        viewer: who reads; hidden needs come only to their author and to moderators.
        number: 1 is the first page.
    """
    wanted: list[ColumnElement[bool]] = [Need.workshop_id == workshop.id, readable_by(viewer)]
    wanted += [
        or_(*(part.icontains(word, autoescape=True) for part in TEXTS)) for word in chosen.words
    ]
    wanted += [
        column == value
        for column, value in (
            (Need.life_phase, chosen.life_phase),
            (Need.field_of_action, chosen.field_of_action),
            (Need.group_key, chosen.group_key),
            (Need.cluster_id, chosen.cluster_id),
        )
        if value
    ]
    statement = (
        select(Need)
        .where(*wanted)
        .options(joinedload(Need.cluster))
        .order_by(Need.submitted_at.desc(), Need.id.desc())
    )
    return page_of(session, statement, number=number, per_page=NEEDS_PER_PAGE)


def needs_of(session: DbSession, workshop: Workshop, author: Actor) -> Sequence[Need]:
    """Return the last few needs that somebody typed in this workshop, newest first."""
    column = Need.participant_id if isinstance(author, Participant) else Need.account_id
    return session.scalars(
        select(Need)
        .where(Need.workshop_id == workshop.id, column == author.id)
        .order_by(Need.submitted_at.desc(), Need.id.desc())
        .limit(OWN_SHOWN)
    ).all()


def standing_needs(session: DbSession, workshop: Workshop, ids: Sequence[int]) -> Sequence[Need]:
    """Return those of these needs that the workshop has and that are not hidden, oldest first."""
    known = [need_id for need_id in ids if 0 < need_id <= ID_MAX]
    return session.scalars(
        select(Need)
        .where(Need.workshop_id == workshop.id, Need.id.in_(known), Need.hidden_at.is_(None))
        .order_by(Need.submitted_at, Need.id)
    ).all()


def needs_in_cluster(session: DbSession, cluster: Cluster, *, number: int) -> Page[Need]:
    """Return one page of the needs a cluster holds, by group, then as they came in."""
    statement = (
        select(Need)
        .join(StakeholderGroup, StakeholderGroup.key == Need.group_key)
        .where(Need.cluster_id == cluster.id, Need.hidden_at.is_(None))
        .order_by(StakeholderGroup.position, Need.submitted_at, Need.id)
    )
    return page_of(session, statement, number=number, per_page=CLUSTER_PER_PAGE)


def clusters_in(session: DbSession, workshop: Workshop) -> Sequence[Cluster]:
    """Return a workshop's clusters, in the order in which they were made."""
    return session.scalars(
        select(Cluster)
        .where(Cluster.workshop_id == workshop.id, Cluster.dissolved_at.is_(None))
        .order_by(Cluster.id)
    ).all()


@dataclass(frozen=True, slots=True)
class Pile:
    """Notes that hang together on the wall."""

    cluster: Cluster | None  #: None: those that are still free
    needs: Sequence[Need]  #: the first ones
    total: int  #: of all of them

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.needs)


@dataclass(frozen=True, slots=True)
class Wall:
    """All that stands, as piles."""

    free: Pile
    clusters: Sequence[Pile]

    @property
    def clustered(self) -> int:
        """How many notes hang in clusters."""
        return sum(pile.total for pile in self.clusters)

    @property
    def total(self) -> int:
        """How many notes there are."""
        return self.clustered + self.free.total


def wall_of(session: DbSession, workshop: Workshop) -> Wall:
    """Return a workshop's wall, in three queries whatever hangs on it."""
    standing = and_(Need.workshop_id == workshop.id, Need.hidden_at.is_(None))
    totals = dict(
        session.execute(
            select(Need.cluster_id, func.count()).where(standing).group_by(Need.cluster_id)
        ).all()
    )
    place = func.row_number().over(
        partition_by=Need.cluster_id, order_by=(Need.submitted_at, Need.id)
    )
    ranked = select(Need.id, place.label("place")).where(standing).subquery()
    shown = case((Need.cluster_id.is_(None), FREE_ON_WALL), else_=CLUSTER_ON_WALL)
    piles: dict[int | None, list[Need]] = {}
    for need in session.scalars(
        select(Need)
        .join(ranked, ranked.c.id == Need.id)
        .where(ranked.c.place <= shown)
        .order_by(Need.submitted_at, Need.id)
    ):
        piles.setdefault(need.cluster_id, []).append(need)
    return Wall(
        free=Pile(None, piles.get(None, []), totals.get(None, 0)),
        clusters=[
            Pile(cluster, piles.get(cluster.id, []), totals.get(cluster.id, 0))
            for cluster in clusters_in(session, workshop)
        ],
    )
