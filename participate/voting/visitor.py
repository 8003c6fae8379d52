"""What the vote of a workshop means to this visitor, for pages of other packages."""

from dataclasses import dataclass

from participate.extensions import db
from participate.voting import queries
from participate.voting.models import Round
from participate.voting.rules import RoundState
from participate.workshops.models import Step, Workshop
from participate.workshops.rules import StepKind
from participate.workshops.visitor import find_participant


@dataclass(frozen=True, slots=True)
class Vote:
    """The one vote that a workshop is about: the open one, else the last one that was counted."""

    round: Round
    alone: bool  #: no other one is open, or without an open one no other one was counted
    spent: int  #: dots that this visitor has given in it, as far as anybody knows

    @property
    def open(self) -> bool:
        """Whether ballots are taken."""
        return self.round.state is RoundState.OPEN


def find_vote(workshop: Workshop) -> Vote | None:
    """Return what the workshop votes on, or voted on last.

    None when there was no vote yet, or none since the step began that the hall votes in now.
    """
    newest, step = queries.newest_rounds(db.session, workshop), workshop.open_step
    if not newest or (step is not None and _was_before(newest[0], step)):
        return None
    first, voter = newest[0], find_participant(workshop.id)
    alone = all(other.state is not first.state for other in newest[1:])
    return Vote(first, alone, queries.spent_in(db.session, [first], voter)[first.id])


def _was_before(round_: Round, step: Step) -> bool:
    """Say whether a vote was counted before the step began in which another one is to come."""
    if step.kind is not StepKind.VOTE or round_.closed_at is None or step.opened_at is None:
        return False
    return round_.closed_at < step.opened_at
