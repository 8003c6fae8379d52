"""What a review and a resolution may be, and what may be said about many reviews at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean, pstdev

RATING_MAX = 5  #: 0 is worst, 5 is best
NOTE_MAX = 2_000  #: characters
REASON_MAX = 2_000  #: characters
VOTES_MAX = 999  #: more hands are in no room
#: Reviews before anybody sees a figure over them: fewer would show what one member thinks.
REVIEWS_SHOWN = 3
IDEAS_PER_PAGE = 20
CRITERIA = ("benefit", "feasibility", "reach", "urgency")


class Outcome(StrEnum):
    """What the board says about an idea."""

    RECOMMEND = "recommend"
    ADAPT = "adapt"
    DECLINE = "decline"


class BoardEvent(StrEnum):
    """What the audit log can say about the board's work. Never a rating: those are private."""

    ASSIGNED = "idea.assigned"
    TAKEN_BACK = "idea.taken_back"
    REVIEWED = "review.saved"
    RESOLVED = "resolution.recorded"


class Agreement(StrEnum):
    """How far apart the members are on one criterion."""

    CLOSE = "close"
    MIXED = "mixed"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class Spread:
    """All ratings of one criterion, as two figures."""

    mean: float  #: 0 to `RATING_MAX`, to one digit
    deviation: float  #: standard deviation, to one digit

    @property
    def agreement(self) -> Agreement:
        """The deviation as a word. Six ratings that lie at both ends deviate by 2.5."""
        if self.deviation < 0.8:
            return Agreement.CLOSE
        return Agreement.MIXED if self.deviation < 1.5 else Agreement.SPLIT


def spread_of(ratings: Sequence[int]) -> Spread | None:
    """Return what a criterion's ratings have in common; None for fewer than `REVIEWS_SHOWN`."""
    if len(ratings) < REVIEWS_SHOWN:
        return None
    return Spread(round(fmean(ratings), 1), round(pstdev(ratings), 1))
