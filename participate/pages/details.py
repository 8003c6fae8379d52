"""What the audit log notes beside an event, in words: numbers and choices, never typed text."""

from enum import StrEnum
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from participate.accounts.rules import Role
from participate.board.rules import Outcome
from participate.core.audit import AuditEntry
from participate.ideas.rules import CommentKind, ReportReason
from participate.requirements.rules import Moscow, RequirementStatus
from participate.web.labels import label
from participate.workshops.rules import Channel, StepKind

NAMES: dict[str, Any] = {
    "ballots": _("Ballots"),
    "before": _("Cluster before"),
    "budget": _("Dots for each person"),
    "channel": _("How it came in"),
    "digest": _("Check sum"),
    "format": _("Format"),
    "idea": _("Number of the idea"),
    "ideas": _("Ideas on the ballot"),
    "into": _("Cluster now"),
    "kind": _("Kind"),
    "members": _("Members"),
    "moscow": _("Priority"),
    "new": _("Status now"),
    "offers": _("Offers"),
    "old": _("Status before"),
    "outcome": _("Resolution"),
    "people": _("People"),
    "reason": _("Reason"),
    "requirement": _("Number of the requirement"),
    "result": _("Count"),
    "roles": _("What this account is for"),
    "sources": _("Sources"),
    "texts": _("Texts"),
    "text_version": _("Version of the text"),
}
#: What the values of a detail are chosen from.
CHOICES: dict[str, tuple[type[StrEnum], ...]] = {
    "channel": (Channel,),
    "kind": (CommentKind, StepKind),
    "moscow": (Moscow,),
    "new": (RequirementStatus,),
    "old": (RequirementStatus,),
    "outcome": (Outcome,),
    "reason": (ReportReason,),
    "roles": (Role,),
}


def details_of(entry: AuditEntry) -> list[str]:
    """Return each detail as “name: value”, by name; one that nobody named stands as it is."""
    return sorted(_detail(name, value) for name, value in entry.details.items())


def _detail(name: str, value: Any) -> str:
    if value is None:
        said = gettext("none")
    elif name in CHOICES:
        said = ", ".join(_choice(name, word) for word in str(value).split())
    else:
        said = str(value)
    return f"{NAMES.get(name, name)}: {said}"


def _choice(name: str, word: str) -> str:
    kinds = CHOICES[name]
    return next((label(kind(word)) for kind in kinds if word in set(kind)), word)
