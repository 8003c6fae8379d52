"""What voters do: cast a ballot, or place dots one by one; many of them in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from participate.core.db import DbSession
from participate.core.errors import ConflictError, DomainError
from participate.core.once import claim_writes, forget_claims
from participate.voting.actions.slips import Slip, laid_out, store
from participate.voting.models import Round
from participate.workshops.models import Participant


class TakenBeforeError(ConflictError):
    """This very press was taken before. It counts once."""


@dataclass(frozen=True, slots=True)
class Press:
    """One press on plus or minus. Plain data, so that another thread can take it."""

    workshop_id: int
    round_id: int
    participant_id: int
    idea_id: int
    points: int  #: the dots that the idea shall have
    #: What makes another press the same one, and where a copy of it is led: see `core.once`.
    key: str | None = None
    location: str = ""


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
    slip = laid_out(session, [(round_.id, by.id)]).slip_of(round_.id, by.id, at=round_.workshop_id)
    slip.replace(marks)
    store(session, [slip])


def place_dots(
    session: DbSession, round_: Round, *, by: Participant, idea_id: int, points: int
) -> dict[int, int]:
    """Give one idea this many dots, leave the others as they are, and return the whole ballot.

    The number is the one to end with, not one more or less: said twice it changes nothing. Taking
    the last dot back takes the ballot back.

    Args:
        session: left uncommitted. Roll back when an error is raised.
        round_: must be open when its row is locked, whatever was loaded before.
        by: the voter, a participant of the round's workshop.
        idea_id: an idea that stands in the round; one hidden since can only lose dots.
        points: 0 to the round's `most_per_idea`.

    Raises:
        NotAllowedError: the voter joined another workshop, or is nobody any more.
        RoundClosedError: the round was closed in the meantime.
        TooManyOnOneError: more dots than one idea may get.
        BudgetSpentError: more dots than the voter has left.
        InvalidBallotError: no such idea stands, or the number is below 0.
    """
    [taken] = take_presses(session, [Press(round_.workshop_id, round_.id, by.id, idea_id, points)])
    if isinstance(taken, DomainError):
        raise taken
    return taken.marks


def take_presses(
    session: DbSession, presses: Sequence[Press], *, at: datetime | None = None
) -> list[Slip | DomainError]:
    """Take presses in the order in which they came, as many statements for many as for one.

    A hot path. No moment and no audit entry on a ballot: they would link a person to it.

    Args:
        session: left uncommitted.
        presses: of any voters, in any rounds that are there.
        at: the moment, for what is kept of presses with a key.

    Returns:
        For each press its ballot, or why it was refused, in which case it changed nothing: the
        errors of `place_dots`, NotFoundError and TakenBeforeError.
    """
    table = laid_out(session, {(press.round_id, press.participant_id) for press in presses})
    keys = {press.key: press.location for press in presses if press.key is not None}
    fresh = claim_writes(session, keys, at=at) if keys and at else set()
    results: list[Slip | DomainError] = []
    refused = set()
    for press in presses:
        try:
            if press.key is not None and press.key not in fresh:
                raise TakenBeforeError(f"round {press.round_id}")
            slip = table.slip_of(press.round_id, press.participant_id, at=press.workshop_id)
            slip.change({press.idea_id: press.points})
        except DomainError as error:
            results.append(error)
            if press.key in fresh:
                refused.add(press.key)
        else:
            results.append(slip)
        fresh.discard(press.key or "")  # a copy in the same batch is none the less a copy
    forget_claims(session, refused)
    store(session, table.slips.values())
    return results
