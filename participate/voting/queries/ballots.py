"""Reading ballots: one as its voter sees it, and all of them for the count."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from participate.core.db import DbSession
from participate.ideas.models import Idea
from participate.prioritisation.ballots import Ballot as Cast
from participate.voting.models import Ballot, Mark, Round, StandingIdea
from participate.voting.rules import (
    shuffled_for,
    voter_key,
)
from participate.workshops.models import Participant


def marks_of(session: DbSession, round_: Round, voter: Participant) -> dict[int, int]:
    """Return idea id -> points on this voter's ballot. Empty once the round's key is destroyed."""
    if round_.key is None:
        return {}
    rows = session.execute(
        select(Mark.idea_id, Mark.points)
        .join(Ballot)
        .where(Ballot.round_id == round_.id)
        .where(Ballot.voter_key == voter_key(round_.key, voter.id))
    )
    return {row.idea_id: row.points for row in rows}


def spent_in(
    session: DbSession, rounds: Iterable[Round], voter: Participant | None
) -> Counter[int]:
    """Return round id -> dots that a voter has given in it; nothing where nobody knows any more."""
    keys = [voter_key(one.key, voter.id) for one in rounds if one.key] if voter else []
    if not keys:
        return Counter()
    rows = session.execute(
        select(Ballot.round_id, func.sum(Mark.points))
        .join(Mark)
        .where(Ballot.voter_key.in_(keys))
        .group_by(Ballot.round_id)
    )
    return Counter({round_id: int(dots) for round_id, dots in rows})


def ballots_in(session: DbSession, round_: Round) -> list[Cast]:
    """Return all ballots of a round, ready for counting."""
    marks: defaultdict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    rows = session.execute(
        select(Ballot.voter_key, Ballot.group_key, Mark.idea_id, Mark.points)
        .join(Mark)
        .where(Ballot.round_id == round_.id)
        .order_by(Ballot.voter_key, Mark.idea_id)
    )
    for voter, group, idea_id, points in rows:
        marks[voter, group][idea_id] = points
    return [Cast(voter, given, group) for (voter, group), given in marks.items()]


@dataclass(frozen=True, slots=True)
class Line:
    """One idea on a voter's ballot."""

    idea_id: int
    title: str
    body: str
    hidden: bool
    points: int


@dataclass(frozen=True, slots=True)
class Paper:
    """A ballot, or a part of one, as its voter sees it. Plain data: no commit reads it again."""

    round_id: int
    workshop_id: int
    budget: int
    most_per_idea: int
    spent: int  #: dots given, on the whole ballot
    lines: list[Line]


def paper_of(session: DbSession, round_: Round, voter: Participant) -> Paper:
    """Return a voter's ballot, in the order of ideas that is this voter's own, in two queries.

    An idea hidden since the round opened is on it only while the voter has dots on it.
    """
    marks = marks_of(session, round_, voter)
    rows = session.execute(
        select(Idea.id, Idea.title, Idea.body, Idea.hidden_at)
        .join(StandingIdea)
        .where(StandingIdea.round_id == round_.id)
    )
    ideas = {row.id: row for row in rows if row.hidden_at is None or row.id in marks}
    lines = [
        Line(
            idea_id=idea_id,
            title=ideas[idea_id].title,
            body=ideas[idea_id].body,
            hidden=ideas[idea_id].hidden_at is not None,
            points=marks.get(idea_id, 0),
        )
        for idea_id in shuffled_for(ideas, round_id=round_.id, participant_id=voter.id)
    ]
    return _paper(round_, marks, lines)


def part_of(
    round_: Round, marks: Mapping[int, int], standing: Mapping[int, str], idea_id: int
) -> Paper:
    """Return the part of a ballot that is about one idea, without its text.

    Args:
        round_: whose ballot.
        marks: idea id -> points on the whole ballot.
        standing: idea id -> title, of the ideas that are not hidden.
        idea_id: one of them, or a hidden one.
    """
    title, hidden = standing.get(idea_id, ""), idea_id not in standing
    return _paper(round_, marks, [Line(idea_id, title, "", hidden, marks.get(idea_id, 0))])


def _paper(round_: Round, marks: Mapping[int, int], lines: list[Line]) -> Paper:
    terms = (round_.id, round_.workshop_id, round_.budget, round_.most_per_idea)
    return Paper(*terms, sum(marks.values()), lines)
