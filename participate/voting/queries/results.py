"""Counting a round, and reading the result that stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from participate.core.db import DbSession
from participate.core.errors import NotFoundError
from participate.ideas.models import Idea
from participate.prioritisation import METHODS
from participate.prioritisation.ballots import Place
from participate.prioritisation.groups import (
    OTHERS,
    labelled,
    published_labels,
    totals_by_group,
)
from participate.voting.models import Reopening, Result, Round
from participate.voting.queries.ballots import ballots_in
from participate.voting.rules import (
    SMALL_GROUP,
    RoundState,
    ballots_digest,
    certain_places,
    few_ballots,
    frozen_figures,
    shared_ranks,
)
from participate.workshops.models import StakeholderGroup
from participate.workshops.queries import stakeholder_groups


@dataclass(frozen=True, slots=True)
class Tally:
    """A round as its ballots stand now."""

    places: list[Place]
    figures: dict[str, Any]  #: see `rules.frozen_figures`
    digest: str  #: over the ballots under their published labels


def tally_of(session: DbSession, round_: Round) -> Tally:
    """Count a round. Reads only; the close keeps what comes out."""
    ballots, items = ballots_in(session, round_), [idea.id for idea in round_.ideas]
    labels = published_labels(ballots, smallest=SMALL_GROUP)
    places = METHODS[round_.method].rank(items, ballots)
    figures = frozen_figures(
        places,
        totals_by_group(items, ballots, labels),
        ballots=len(ballots),
        method=round_.method,
        budget=round_.budget,
        most_per_idea=round_.most_per_idea,
        small_group=SMALL_GROUP,
    )
    return Tally(places, figures, ballots_digest(labelled(ballots, labels)))


def standing_result(session: DbSession, round_: Round) -> Result:
    """Return the result that stands.

    Raises:
        NotFoundError: the round is open: it was not closed yet, or its close was taken back.
    """
    if round_.state is RoundState.OPEN:
        raise NotFoundError(f"result of round {round_.id}, which is open")
    latest = select(Result).where(Result.round_id == round_.id).order_by(Result.number.desc())
    return session.scalars(latest.limit(1)).one()


def reopenings_of(session: DbSession, round_: Round) -> Sequence[Reopening]:
    """Return when a round's close was taken back, and why; the first one first."""
    statement = select(Reopening).join(Reopening.result).where(Result.round_id == round_.id)
    found = statement.options(joinedload(Reopening.result)).order_by(Reopening.id)
    return session.scalars(found).all()


@dataclass(frozen=True, slots=True)
class PublishedGroup:
    """One label of a result's figures, with the groups behind it."""

    label: str
    members: list[StakeholderGroup]
    ballots: int
    points: int

    @property
    def merged(self) -> bool:
        """Whether it holds the groups that were too small to be shown."""
        return self.label == OTHERS


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result, ready to be shown."""

    number: int  #: 2 and more after a reopening
    figures: dict[str, Any]  #: see `rules.frozen_figures`
    digest: str
    groups: list[PublishedGroup]  #: in their usual order, merged ones last; [] when none are given
    ideas: dict[int, Idea]  #: by id, hidden ones too
    certain: int  #: see `rules.certain_places`
    shared: dict[int, int]  #: see `rules.shared_ranks`
    few: bool  #: only the order may be shown, see `rules.few_ballots`


def outcome_of(session: DbSession, round_: Round) -> Outcome:
    """Return the result that stands with what its numbers are about.

    Raises:
        NotFoundError: the round is open.
    """
    result = standing_result(session, round_)
    known = {group.key: group for group in stakeholder_groups(session)}
    groups = [
        PublishedGroup(
            label=one["label"],
            members=[group for key, group in known.items() if key in one["members"]],
            ballots=one["ballots"],
            points=one["points"],
        )
        for one in result.figures["groups"]
    ]
    groups.sort(key=lambda one: (one.merged, [group.position for group in one.members]))
    return Outcome(
        number=result.number,
        figures=result.figures,
        digest=result.ballots_digest,
        groups=groups,
        ideas={idea.id: idea for idea in round_.ideas},
        certain=certain_places(result.figures),
        shared=shared_ranks(result.figures),
        few=few_ballots(result.figures),
    )
