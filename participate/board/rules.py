"""What a review and a resolution may be."""

from enum import StrEnum

RATING_MAX = 5  #: 0 is worst, 5 is best
NOTE_MAX = 2_000  #: characters
REASON_MAX = 2_000  #: characters
CRITERIA = ("benefit", "feasibility", "reach", "urgency")


class Outcome(StrEnum):
    """What the board says about an idea."""

    RECOMMEND = "recommend"
    ADAPT = "adapt"
    DECLINE = "decline"


class BoardEvent(StrEnum):
    """What the audit log can say about the board's work. Never a rating: those are private."""

    ASSIGNED = "idea.assigned"
    UNASSIGNED = "idea.unassigned"
    REVIEWED = "review.saved"
    RESOLVED = "resolution.recorded"
