"""Ballots while nobody else can touch them: locked, changed and stored, many in few statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache

from sqlalchemy import Insert, bindparam, delete, select
from sqlalchemy.sql.dml import ReturningInsert

from participate.core.db import DbSession, dialect_of, held, insert_on
from participate.core.errors import DomainError, NotAllowedError, NotFoundError
from participate.ideas.models import Idea
from participate.prioritisation import METHODS
from participate.voting.access import may_vote
from participate.voting.models import Ballot, Mark, Round, StandingIdea
from participate.voting.rules import RoundClosedError, RoundState, voter_key
from participate.workshops.models import Participant, Workshop
from participate.workshops.rules import WorkshopStatus

#: A round, and one of its voters.
Voter = tuple[int, int]

# Built once: building a statement takes as long as running it.
PEOPLE = held(
    select(Participant)
    .where(Participant.id.in_(bindparam("people", expanding=True)), Participant.erased_at.is_(None))
    .order_by(Participant.id),
    Participant,
)
ROUNDS = (
    select(Round)
    .join(Workshop)
    .where(Round.id.in_(bindparam("rounds", expanding=True)))
    .where(Workshop.status == WorkshopStatus.PUBLISHED)
    .order_by(Round.id)
    .with_for_update(of=Round, read=True)  # the close waits for us
    .execution_options(populate_existing=True)
)
MARKS = select(Mark.ballot_id, Mark.idea_id, Mark.points).where(
    Mark.ballot_id.in_(bindparam("ballots", expanding=True))
)
STANDING = (
    select(StandingIdea.round_id, Idea.id, Idea.title)
    .join(Idea, Idea.id == StandingIdea.idea_id)
    .where(StandingIdea.round_id.in_(bindparam("rounds", expanding=True)))
    .where(Idea.hidden_at.is_(None))
)
TAKE_BACK = delete(Mark).where(
    Mark.ballot_id == bindparam("ballot"), Mark.idea_id == bindparam("idea")
)


@cache
def ballots_locked(dialect: str) -> ReturningInsert[str, str]:
    """Return what makes ballots, or locks and finds those that are there."""
    new = insert_on(dialect, Ballot)
    found = new.on_conflict_do_update(
        index_elements=["round_id", "voter_key"], set_={"group_key": new.excluded.group_key}
    )
    return found.returning(Ballot.voter_key, Ballot.id)


@cache
def marks_given(dialect: str) -> Insert:
    """Return what gives marks, in place of those that were there."""
    new = insert_on(dialect, Mark)
    return new.on_conflict_do_update(
        index_elements=["ballot_id", "idea_id"], set_={"points": new.excluded.points}
    )


@dataclass(slots=True)
class Slip:
    """One voter's ballot while nobody else can touch it."""

    id: str
    round: Round
    items: Mapping[int, str]  #: idea id -> title, of those that stand and are visible
    stored: dict[int, int]  #: idea id -> dots, as in the database
    marks: dict[int, int] = field(init=False)  #: as it shall be there

    def __post_init__(self) -> None:
        self.marks = dict(self.stored)

    def replace(self, marks: Mapping[int, int]) -> None:
        """Put a whole ballot in the place of this one; what the method finds wrong is raised."""
        self._check(marks, self.items)
        self.marks = dict(marks)

    def change(self, marks: Mapping[int, int]) -> None:
        """Give some ideas other dots; what the method finds wrong is raised."""
        known = self.items.keys() | self.marks.keys()
        for idea, points in marks.items():
            if points > self.marks.get(idea, 0) or idea not in known:
                self._check({idea: points}, self.items)
        wanted = {idea: points for idea, points in {**self.marks, **marks}.items() if points}
        if wanted:
            self._check(wanted, known)
        self.marks = wanted

    def _check(self, marks: Mapping[int, int], items: Collection[int]) -> None:
        terms = {"budget": self.round.budget, "most_per_item": self.round.most_per_idea}
        METHODS[self.round.method].check(marks, items=items, **terms)


@dataclass(frozen=True, slots=True)
class Table:
    """Where ballots are filled in: their voters stay who they are, their rounds stay open."""

    people: Mapping[int, Participant]
    rounds: dict[int, Round] = field(default_factory=dict)
    slips: dict[Voter, Slip] = field(default_factory=dict)

    def key_of(self, round_id: int, participant_id: int) -> str:
        """Return what a voter's ballot is known by.

        Raises:
            NotFoundError: there is no such round, or its workshop was withdrawn.
            NotAllowedError: they joined another workshop, or are nobody any more.
            RoundClosedError: the round takes no ballots.
        """
        by, round_ = self.people.get(participant_id), self.rounds.get(round_id)
        if round_ is None:
            raise NotFoundError(f"round {round_id}")
        if by is None or not may_vote(by, round_):
            raise NotAllowedError(f"participant {participant_id} in round {round_id}")
        if round_.state is not RoundState.OPEN or round_.key is None:
            raise RoundClosedError(f"round {round_id}")
        return voter_key(round_.key, by.id)

    def slip_of(self, round_id: int, participant_id: int, *, at: int) -> Slip:
        """Return a voter's ballot in a round of workshop `at`.

        Raises:
            NotFoundError: the round is another workshop's; and what `key_of` raises.
        """
        if (round_ := self.rounds.get(round_id)) is not None and round_.workshop_id != at:
            raise NotFoundError(f"round {round_id} of workshop {at}")
        self.key_of(round_id, participant_id)
        return self.slips[round_id, participant_id]


def laid_out(session: DbSession, voters: Collection[Voter]) -> Table:
    """Lock voters against their erasure, rounds against their close, and ballots against others.

    In this order, each by its number or key, so that two who do it at once wait for each other.
    Five statements for any number of ballots.
    """
    people = session.scalars(PEOPLE, {"people": sorted({one for _round, one in voters})})
    table = Table({one.id: one for one in people})
    rounds = session.scalars(ROUNDS, {"rounds": sorted({one for one, _voter in voters})})
    table.rounds.update((one.id, one) for one in rounds)
    keys = {}
    for voter in voters:
        with suppress(DomainError):
            keys[voter] = table.key_of(*voter)
    if keys:
        table.slips.update(_slips(session, keys, table))
    return table


def _slips(session: DbSession, keys: Mapping[Voter, str], table: Table) -> dict[Voter, Slip]:
    rows = [
        {"round_id": round_id, "voter_key": key, "group_key": table.people[one].group_key}
        for (round_id, one), key in sorted(keys.items(), key=lambda item: item[1])
    ]
    found = session.execute(ballots_locked(dialect_of(session)), rows)
    ids: dict[str, str] = {row.voter_key: row.id for row in found}
    stored: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for ballot_id, idea, points in session.execute(MARKS, {"ballots": list(ids.values())}):
        stored[ballot_id][idea] = points
    items: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for round_id, idea, title in session.execute(STANDING, {"rounds": list(table.rounds)}):
        items[round_id][idea] = title
    return {
        voter: Slip(ids[key], table.rounds[voter[0]], items[voter[0]], stored[ids[key]])
        for voter, key in keys.items()
    }


def store(session: DbSession, slips: Iterable[Slip]) -> None:
    """Write down what changed; a ballot without a mark is taken back."""
    changed, gone, empty = [], [], []
    for slip in slips:
        for idea, points in slip.marks.items():
            if slip.stored.get(idea) != points:
                changed.append({"ballot_id": slip.id, "idea_id": idea, "points": points})
        if not slip.marks:
            empty.append(slip.id)  # its marks go with it
        else:
            taken_back = slip.stored.keys() - slip.marks.keys()
            gone += [{"ballot": slip.id, "idea": idea} for idea in taken_back]
    if gone:
        session.connection().execute(TAKE_BACK, gone)
    if changed:
        session.execute(marks_given(dialect_of(session)), changed)
    if empty:
        session.execute(delete(Ballot).where(Ballot.id.in_(empty)))
