"""What the vote of a workshop means to this visitor, for pages of other packages."""

from dataclasses import dataclass

from participate.extensions import db
from participate.voting import queries
from participate.voting.models import Round
from participate.voting.rules import RoundState
from participate.workshops.models import Workshop
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
    """Return what the workshop votes on, or voted on last; None when there was no vote yet."""
    newest = queries.newest_rounds(db.session, workshop)
    if not newest:
        return None
    first, voter = newest[0], find_participant(workshop.id)
    alone = all(other.state is not first.state for other in newest[1:])
    return Vote(first, alone, queries.spent_in(db.session, [first], voter)[first.id])
