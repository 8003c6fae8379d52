"""What a release holds, and how one differs from another.

A snapshot is what a release holds, as plain data:

    {"release": 3, "title": str, "notes": str, "published_at": ISO 8601, "requirements": [
      {"key", "title", "story", "rationale", "criteria": [str], "moscow", "owner",
       "field_of_action", "life_phase", "status", "status_reason",
       "sources": [{"idea": id, "workshop": id, "workshop_title": str, "digest": str}]}]}
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from hashlib import sha256
from typing import Any

from participate.core.words import Piece, pieces_between
from participate.requirements.rules.backlog import RequirementStatus as S


def canonical(snapshot: Mapping[str, Any]) -> bytes:
    """Return a snapshot as the same bytes everywhere: JSON, sorted keys, no spaces, UTF-8."""
    text = json.dumps(snapshot, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def digest_of(snapshot: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a snapshot's canonical form, 64 hexadecimal digits."""
    return sha256(canonical(snapshot)).hexdigest()


def contribution_digest(salt: str, title: str, body: str) -> str:
    """Return what a release holds instead of a contribution's words: SHA-256 with a salt."""
    return sha256("\0".join((salt, title, body)).encode()).hexdigest()


def content_digest(snapshot: Mapping[str, Any]) -> str:
    """Return what tells two backlogs apart: all requirements, without titles, dates and salts.

    A preview carries it, so that what is published is what somebody has seen.
    """
    bare = [
        one | {"sources": [source["idea"] for source in one["sources"]]}
        for one in snapshot["requirements"]
    ]
    return digest_of({"requirements": bare})


class ChangeKind(StrEnum):
    """What happened to a requirement between two releases."""

    NEW = "new"
    CHANGED = "changed"
    DELIVERED = "delivered"
    DROPPED = "dropped"
    WITHDRAWN = "withdrawn"  #: it is a proposal again, so that the newer release does not hold it


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One thing about a requirement that reads differently in the newer release."""

    field: str  #: a key of a snapshot's requirement
    pieces: tuple[Piece, ...] = ()  #: of a text; empty for what is chosen from a list
    old: str | None = None  #: of what is chosen from a list
    new: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one requirement between two releases."""

    kind: ChangeKind
    key: str
    title: str  #: as the newer release says it; the older one's if it is withdrawn
    fields: tuple[FieldChange, ...] = ()
    reason: str = ""  #: of its status, when that changed


TEXTS = ("title", "story", "rationale", "owner")
CHOICES = ("moscow", "status", "field_of_action", "life_phase")


def changes_between(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> tuple[Change, ...]:
    """Return what happened to each requirement from one snapshot to a later one.

    Args:
        old: the earlier snapshot; None before the first release, and then everything is new.
        new: the later snapshot.

    Returns:
        At most one change for each requirement, in the order of `ChangeKind`, then of the keys.
        Salted digests and the titles of workshops are no change.
    """
    before = {one["key"]: one for one in old["requirements"]} if old else {}
    after = {one["key"]: one for one in new["requirements"]}
    changes = [_change(before.get(key), one) for key, one in after.items()]
    gone = [
        Change(ChangeKind.WITHDRAWN, key, one["title"])
        for key, one in before.items()
        if key not in after
    ]
    order = list(ChangeKind)
    happened = [change for change in changes if change is not None] + gone
    return tuple(sorted(happened, key=lambda change: (order.index(change.kind), change.key)))


def _change(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> Change | None:
    key, title, reason = new["key"], new["title"], new["status_reason"]
    if old is None:
        return Change(ChangeKind.NEW, key, title)
    fields = _fields_between(old, new)
    if not fields:
        return None
    moved = old["status"] != new["status"]
    ends = {S.DELIVERED.value: ChangeKind.DELIVERED, S.DROPPED.value: ChangeKind.DROPPED}
    kind = ends.get(new["status"], ChangeKind.CHANGED) if moved else ChangeKind.CHANGED
    return Change(kind, key, title, fields, reason if moved else "")


def _fields_between(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    texts = [
        FieldChange(name, pieces_between(old[name], new[name]))
        for name in TEXTS
        if old[name] != new[name]
    ]
    criteria = [
        FieldChange("criteria", pieces_between(before, after))
        for before, after in _criteria_between(old["criteria"], new["criteria"])
    ]
    chosen = [
        FieldChange(name, old=old[name], new=new[name])
        for name in CHOICES
        if old[name] != new[name]
    ]
    return (*texts, *criteria, *chosen, *_sources_between(old, new))


def _criteria_between(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, str]]:
    """Pair the criteria that differ; an empty text stands for one that was not there."""
    pairs: list[tuple[str, str]] = []
    for step, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if step != "equal":
            removed, added = [*old[a:b]], [*new[c:d]]
            longest = max(len(removed), len(added))
            removed += [""] * (longest - len(removed))
            added += [""] * (longest - len(added))
            pairs += zip(removed, added, strict=True)
    return pairs


def _sources_between(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[FieldChange]:
    before = sorted(source["idea"] for source in old["sources"])
    after = sorted(source["idea"] for source in new["sources"])
    if before == after:
        return []
    return [FieldChange("sources", old=str(len(before)), new=str(len(after)))]
