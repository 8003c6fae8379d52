"""What a requirement may be, and which way its status goes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from participate.core.errors import ConflictError, MistakeError
from participate.core.taxonomy import FieldOfAction, LifePhase

TITLE_MAX = 120  #: characters
STORY_MAX = 1_000  #: characters
RATIONALE_MAX = 2_000  #: characters
CRITERION_MAX = 300  #: characters
CRITERIA_MAX = 20
OWNER_MAX = 120  #: characters
REASON_MAX = 1_000  #: characters
NOTES_MAX = 2_000  #: characters
SOURCES_MAX = 50  #: ideas; more would not be one requirement
REQUIREMENTS_PER_PAGE = 20
FOUND_MAX = 20  #: ideas that a search for sources shows


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
    SOURCE_CONFIRMED = "requirement.source_confirmed"
    RELEASED = "release.published"


class StepNotPossibleError(ConflictError):
    """From the status it has now, a requirement cannot go there."""


class ReasonMissingError(MistakeError):
    """Who drops a requirement says why."""


class EditedMeanwhileError(MistakeError):
    """Somebody else changed the requirement after this form was opened."""


class SourceGoneError(MistakeError):
    """An idea chosen as a source is not public any more."""


class ReleasedMeanwhileError(ConflictError):
    """Somebody else published the release of this number."""


class NothingToReleaseError(ConflictError):
    """No requirement is more than a proposal, or nothing changed since the last release."""


class PreviewOutdatedError(MistakeError):
    """Requirements changed after the preview: what was seen is not what would be published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a requirement says: all that a moderator types and chooses."""

    title: str  #: 1 to `TITLE_MAX` characters
    story: str  #: 1 to `STORY_MAX` characters
    rationale: str  #: at most `RATIONALE_MAX` characters
    criteria: Sequence[str]  #: at most `CRITERIA_MAX`; empty ones are left out
    moscow: Moscow
    owner: str  #: at most `OWNER_MAX` characters
    field_of_action: FieldOfAction | None
    life_phase: LifePhase | None
    ideas: Sequence[int]  #: ids of the sources, 1 to `SOURCES_MAX`


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of requirements is narrowed down to; empty means all."""

    search: str = ""
    status: RequirementStatus | None = None
    moscow: Moscow | None = None
    life_phase: LifePhase | None = None
    field_of_action: FieldOfAction | None = None
    suspect: bool = False  #: only those with a source that was edited since

    @property
    def narrow(self) -> bool:
        """Whether something was chosen from a list, not only searched for."""
        return self != Filters(search=self.search, suspect=self.suspect)

    @property
    def any(self) -> bool:
        """Whether something is narrowed down at all."""
        return self != Filters()


def key_of(number: int) -> str:
    """Return the stable key of a requirement, such as `ANF-0012`."""
    return f"ANF-{number:04d}"


def number_of(key: str) -> int | None:
    """Return the number in a key; None when it is not written as `key_of` writes it."""
    found = re.fullmatch(r"ANF-([0-9]{4,9})", key)
    if found is None or key_of(int(found[1])) != key:
        return None
    return int(found[1])
