"""What a workbook calls things, in the visitor's language."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from flask_babel import get_locale
from flask_babel import lazy_gettext as _

from participate.exports.sheet import EVERYBODY, Words
from participate.prioritisation.groups import OTHERS
from participate.requirements.labels import FIELD_NAMES, KINDS
from participate.requirements.rules import ChangeKind
from participate.web.labels import label
from participate.workshops.labels import group_name
from participate.workshops.models import StakeholderGroup

SOFT_HYPHEN = "\xad"  #: where a long word on a narrow screen may be parted
#: At most 31 characters each: no spreadsheet takes more.
TABLES: dict[str, Any] = {
    "backlog": _("Requirements"),
    "sources": _("Sources"),
    "votes": _("Votes by group"),
    "changes": _("Changes"),
    "about": _("About this release"),
}
COLUMNS: dict[str, Any] = FIELD_NAMES | {
    "key": _("Number"),
    "status_reason": _("Reason for the status"),
    "requirements": _("Requirements"),
    "idea": _("Number of the idea"),
    "idea_title": _("Title of the idea"),
    "workshop": _("Number of the workshop"),
    "workshop_title": _("Workshop"),
    "digest": _("Checksum"),
    "question": _("Question"),
    "closed_at": _("Closed"),
    "rank": _("Rank"),
    "group": _("Group"),
    "points": _("Dots"),
    "group_points": _("Dots of the group in all"),
    "ballots": _("Ballots of the group"),
    "kind": _("What happened"),
    "field": _("Where"),
    "old": _("Before"),
    "new": _("Now"),
    "reason": _("Reason"),
    "release": _("Release"),
    "notes": _("Remarks"),
    "published_at": _("Published"),
}


def words(groups: Iterable[StakeholderGroup]) -> Words:
    """Return the words for a workbook; `groups` are all stakeholder groups of the town."""
    fields = {name: str(said) for name, said in FIELD_NAMES.items()}
    values = {name: _values(kind) for name, kind in KINDS.items()}
    together = {EVERYBODY: str(_("All")), OTHERS: str(_("Others"))}
    return Words(
        language=str(get_locale()),
        tables={name: str(said) for name, said in TABLES.items()},
        columns={name: str(said) for name, said in COLUMNS.items()},
        values=values | {"kind": _values(ChangeKind), "field": fields},
        groups={group.key: group_name(group) for group in groups} | together,
    )


def _values(kind: type[StrEnum]) -> dict[str, str]:
    """Return the name of each choice, without marks for hyphens: nobody finds a word with them."""
    return {one.value: label(one).replace(SOFT_HYPHEN, "") for one in kind}
