"""Reading rounds, and what may stand in one."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Select, func, select

from participate.core.db import DbSession
from participate.core.errors import NotFoundError
from participate.core.paging import Page, page_of
from participate.ideas.models import Idea
from participate.ideas.queries import ORDERS, visible_in
from participate.ideas.rules import IdeaSort
from participate.needs.models import Cluster
from participate.voting.models import Ballot, Round
from participate.voting.rules import (
    ROUNDS_PER_PAGE,
)
from participate.workshops.models import Workshop


def get_round(session: DbSession, workshop: Workshop, round_id: int) -> Round:
    """Return one of a workshop's rounds.

    Raises:
        NotFoundError: there is none with this id, or it is another workshop's.
    """
    round_ = session.get(Round, round_id)
    if round_ is None or round_.workshop_id != workshop.id:
        raise NotFoundError(f"round {round_id} of workshop {workshop.id}")
    return round_


def rounds_in(session: DbSession, workshop: Workshop, *, number: int) -> Page[Round]:
    """Return one page of a workshop's rounds, open ones first, then the latest."""
    return page_of(session, _newest(workshop), number=number, per_page=ROUNDS_PER_PAGE)


def newest_rounds(session: DbSession, workshop: Workshop) -> Sequence[Round]:
    """Return the first two rounds of `rounds_in`: the one that matters, and whether it is alone."""
    return session.scalars(_newest(workshop).limit(2)).all()


def _newest(workshop: Workshop) -> Select[Any]:
    newest = Round.state.desc(), Round.opened_at.desc(), Round.id.desc()
    return select(Round).where(Round.workshop_id == workshop.id).order_by(*newest)


def ballot_counts(session: DbSession, rounds: Iterable[Round]) -> dict[int, int]:
    """Return round id -> ballots cast. Not for the public while a round is open."""
    wanted = [round_.id for round_ in rounds]
    counted = select(Ballot.round_id, func.count()).where(Ballot.round_id.in_(wanted))
    found = session.execute(counted.group_by(Ballot.round_id))
    return dict.fromkeys(wanted, 0) | {row[0]: row[1] for row in found}


def ideas_to_choose(
    session: DbSession,
    workshop: Workshop,
    *,
    search: str = "",
    topic: str = "",
    cluster_id: int | None = None,
    chosen: Collection[int] = (),
    limit: int,
) -> Sequence[Idea]:
    """Return visible ideas that may stand in a round, the most commented first.

    Args:
        session: where to read.
        workshop: whose ideas.
        search: keep titles that contain this.
        topic: keep this topic.
        cluster_id: keep ideas for this cluster.
        chosen: ids that come along, first, whatever else was asked for.
        limit: the most ideas besides the chosen ones.
    """
    visible = visible_in(workshop).order_by(*ORDERS[IdeaSort.MOST_COMMENTED])
    wanted = visible.where(Idea.topic == topic) if topic else visible
    if cluster_id is not None:
        wanted = wanted.where(Idea.cluster_id == cluster_id)
    if search:
        wanted = wanted.where(Idea.title.icontains(search, autoescape=True))
    first = session.scalars(visible.where(Idea.id.in_(chosen))).all() if chosen else []
    others = session.scalars(wanted.where(Idea.id.not_in(chosen)).limit(limit)).all()
    return [*first, *others]


def topics_in(session: DbSession, workshop: Workshop) -> Sequence[str]:
    """Return the topics of a workshop's visible ideas."""
    topics = visible_in(workshop).with_only_columns(Idea.topic).where(Idea.topic != "")
    return session.scalars(topics.distinct().order_by(Idea.topic)).all()


def clusters_with_ideas(session: DbSession, workshop: Workshop) -> Sequence[Cluster]:
    """Return the clusters that a workshop's visible ideas were proposed for."""
    used = visible_in(workshop).with_only_columns(Idea.cluster_id)
    return session.scalars(
        select(Cluster).where(Cluster.id.in_(used)).order_by(Cluster.headline, Cluster.id)
    ).all()
