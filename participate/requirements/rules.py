"""What a requirement may be, and which way its status goes."""

from enum import StrEnum

TITLE_MAX = 120  #: characters
STORY_MAX = 1_000  #: characters
RATIONALE_MAX = 2_000  #: characters
CRITERION_MAX = 300  #: characters
CRITERIA_MAX = 20
OWNER_MAX = 120  #: characters
REASON_MAX = 1_000  #: characters
NOTES_MAX = 2_000  #: characters
REQUIREMENTS_PER_PAGE = 20


class Moscow(StrEnum):
    """How much it matters (MoSCoW, Clegg and Barker 1994)."""

    MUST = "must"
    SHOULD = "should"
    COULD = "could"
    WONT = "wont"


class RequirementStatus(StrEnum):
    """How far a requirement has come."""

    PROPOSED = "proposed"
    ADOPTED = "adopted"
    IN_PROGRESS = "in_progress"
    DELIVERED = "delivered"
    DROPPED = "dropped"


S = RequirementStatus

#: From which status a requirement may go to which. Each change carries a reason.
NEXT: dict[RequirementStatus, tuple[RequirementStatus, ...]] = {
    S.PROPOSED: (S.ADOPTED, S.DROPPED),
    S.ADOPTED: (S.IN_PROGRESS, S.DROPPED),
    S.IN_PROGRESS: (S.DELIVERED, S.DROPPED),
    S.DELIVERED: (S.IN_PROGRESS,),
    S.DROPPED: (S.PROPOSED,),
}


class RequirementEvent(StrEnum):
    """What the audit log can say about requirements and releases."""

    WRITTEN = "requirement.written"
    EDITED = "requirement.edited"
    STATUS_CHANGED = "requirement.status_changed"
    RELEASED = "release.published"


def key_of(number: int) -> str:
    """Return the stable key of a requirement, such as `ANF-0012`."""
    return f"ANF-{number:04d}"
