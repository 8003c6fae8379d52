"""What voters do: cast a ballot, or place dots one by one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from participate.core.db import DbSession, insert_into
from participate.core.errors import NotAllowedError
from participate.ideas.models import Idea
from participate.prioritisation import METHODS
from participate.voting.access import may_vote
from participate.voting.models import (
    Ballot,
    Mark,
    Round,
    StandingIdea,
)
from participate.voting.rules import (
    RoundClosedError,
    RoundState,
    voter_key,
)
from participate.workshops.models import Participant


def cast_ballot(
    session: DbSession, round_: Round, *, by: Participant, marks: Mapping[int, int]
) -> None:
    """Cast a whole ballot, or put it in the place of the voter's earlier one.

    Args:
        session: left uncommitted. Roll back when an error is raised.
        round_: must be open when its row is locked, whatever was loaded before.
        by: the voter, a participant of the round's workshop.
        marks: idea id -> dots; ideas left out get nothing.

    Raises:
        as `place_dots`, and InvalidBallotError for marks that give nothing.
    """
    slip = _slip_of(session, round_, by)
    slip.check(marks, slip.items)
    _fill(session, slip, marks)


def place_dots(
    session: DbSession, round_: Round, *, by: Participant, idea_id: int, points: int
) -> dict[int, int]:
    """Give one idea this many dots, leave the others as they are, and return the whole ballot.

    The number is the one to end with, not one more or less: said twice it changes nothing. Taking
    the last dot back takes the ballot back. A hot path: five statements of SQLAlchemy Core,
    whatever the number of ideas. No moment, no audit entry: they would link a person to a ballot.

    Args:
        session: left uncommitted. Roll back when an error is raised.
        round_: must be open when its row is locked, whatever was loaded before.
        by: the voter, a participant of the round's workshop.
        idea_id: an idea that stands in the round; one hidden since can only lose dots.
        points: 0 to the round's `most_per_idea`.

    Raises:
        NotAllowedError: the voter joined another workshop.
        RoundClosedError: the round was closed in the meantime.
        TooManyOnOneError: more dots than one idea may get.
        BudgetSpentError: more dots than the voter has left.
        InvalidBallotError: no such idea stands, or the number is below 0.
    """
    slip = _slip_of(session, round_, by)
    known = slip.items | slip.marks.keys()
    if points > slip.marks.get(idea_id, 0) or idea_id not in known:
        slip.check({idea_id: points}, slip.items)
    marks = {idea: given for idea, given in {**slip.marks, idea_id: points}.items() if given}
    if marks:
        slip.check(marks, known)
    _fill(session, slip, marks)
    return marks


@dataclass(frozen=True, slots=True)
class _Slip:
    """A voter's ballot while nobody else can touch it."""

    ballot_id: str
    method: str
    budget: int
    most_per_idea: int
    items: frozenset[int]  #: ideas that stand and are visible
    marks: dict[int, int]  #: as stored until now

    def check(self, marks: Mapping[int, int], items: Collection[int]) -> None:
        """Raise what the method finds wrong."""
        terms = {"budget": self.budget, "most_per_item": self.most_per_idea}
        METHODS[self.method].check(marks, items=items, **terms)


def _slip_of(session: DbSession, round_: Round, by: Participant) -> _Slip:
    """Lock the round against its close and the ballot against other casts, in this order."""
    if not may_vote(by, round_):
        raise NotAllowedError(f"participant {by.id} in round {round_.id}")
    terms = select(Round.state, Round.key, Round.method, Round.budget, Round.most_per_idea)
    shared = terms.where(Round.id == round_.id).with_for_update(read=True)  # the close waits for us
    state, key, method, budget, most = session.execute(shared).one()
    if state is not RoundState.OPEN or key is None:
        raise RoundClosedError(f"round {round_.id}")
    ballot_id = session.scalar(  # on conflict the row is locked and found
        insert_into(session, Ballot)
        .values(round_id=round_.id, voter_key=voter_key(key, by.id), group_key=by.group_key)
        .on_conflict_do_update(
            index_elements=["round_id", "voter_key"], set_={"group_key": by.group_key}
        )
        .returning(Ballot.id)
    )
    rows = session.execute(
        select(StandingIdea.idea_id, Idea.hidden_at, Mark.points)
        .join(Idea, Idea.id == StandingIdea.idea_id)
        .outerjoin(Mark, (Mark.idea_id == StandingIdea.idea_id) & (Mark.ballot_id == ballot_id))
        .where(StandingIdea.round_id == round_.id)
    ).all()
    visible = frozenset(row.idea_id for row in rows if row.hidden_at is None)
    stored = {row.idea_id: row.points for row in rows if row.points}
    return _Slip(str(ballot_id), method, budget, most, visible, stored)


def _fill(session: DbSession, slip: _Slip, marks: Mapping[int, int]) -> None:
    """Replace everything on a locked ballot; an empty one is taken back."""
    session.execute(delete(Mark).where(Mark.ballot_id == slip.ballot_id))
    if marks:
        rows = [{"ballot_id": slip.ballot_id, "idea_id": i, "points": p} for i, p in marks.items()]
        session.execute(insert(Mark), rows)
    else:
        session.execute(delete(Ballot).where(Ballot.id == slip.ballot_id))
