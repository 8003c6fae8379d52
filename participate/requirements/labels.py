"""Names for what the backlog calls by key, and what to say when something is too late."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _

from participate.core.taxonomy import FieldOfAction, LifePhase
from participate.requirements.rules import (
    ChangeKind,
    Moscow,
    NothingToReleaseError,
    ReleasedMeanwhileError,
    RequirementStatus,
    StepNotPossibleError,
)
from participate.web.labels import label, name_all

name_all(
    Moscow,
    {
        Moscow.MUST: _("Must"),
        Moscow.SHOULD: _("Should"),
        Moscow.COULD: _("Could"),
        Moscow.WONT: _("Not this time"),
    },
)
name_all(
    RequirementStatus,
    {
        RequirementStatus.PROPOSED: _("Proposed"),
        RequirementStatus.ADOPTED: _("Adopted"),
        RequirementStatus.IN_PROGRESS: _("In progress"),
        RequirementStatus.DELIVERED: _("Delivered"),
        RequirementStatus.DROPPED: _("Dropped"),
    },
)
name_all(
    ChangeKind,
    {
        ChangeKind.NEW: _("New"),
        ChangeKind.CHANGED: _("Changed"),
        ChangeKind.DELIVERED: _("Delivered"),
        ChangeKind.DROPPED: _("Dropped"),
        ChangeKind.WITHDRAWN: _("Proposal again"),
    },
)
#: What a requirement consists of, as a snapshot calls it.
FIELD_NAMES: dict[str, Any] = {
    "title": _("Title"),
    "story": _("What it says"),
    "rationale": _("Why"),
    "owner": _("Responsible"),
    "criteria": _("Fulfilled when"),
    "moscow": _("Priority"),
    "status": _("Status"),
    "field_of_action": _("Field of action"),
    "life_phase": _("Life phase"),
    "sources": _("Number of sources"),
}
KINDS: dict[str, type[StrEnum]] = {
    "moscow": Moscow,
    "status": RequirementStatus,
    "field_of_action": FieldOfAction,
    "life_phase": LifePhase,
}


def value_name(field: str, value: str | None) -> str:
    """Return what a snapshot's value is called; a dash for none, itself when it has no name."""
    if value is None:
        return "\N{EN DASH}"
    kind = KINDS.get(field)
    return label(kind(value)) if kind is not None and value in set(kind) else value


StepNotPossibleError.explanation = _(
    "The requirement has moved on in the meantime. Open it again and see where it stands now."
)
ReleasedMeanwhileError.explanation = _(
    "A release with this number is public already: somebody else was faster. Look at it under"
    " “Releases” first. If something is missing there, prepare the next one."
)
NothingToReleaseError.explanation = _(
    "Nothing has changed since the last release, so there is nothing to publish."
)
