"""What somebody may tell us about a barrier."""

from enum import StrEnum

TEXT_MAX = 2_000  #: characters
CONTACT_MAX = 200  #: characters


class PageEvent(StrEnum):
    """What the audit log can say about feedback."""

    FEEDBACK_GIVEN = "feedback.given"
    FEEDBACK_SETTLED = "feedback.settled"
