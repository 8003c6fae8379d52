"""What a requirement may be, which way its status goes, and how one release differs from another.

A snapshot is what a release holds, as plain data:

    {"release": 3, "title": str, "notes": str, "published_at": ISO 8601, "requirements": [
      {"key", "title", "story", "rationale", "criteria": [str], "moscow", "owner",
       "field_of_action", "life_phase", "status", "status_reason",
       "sources": [{"idea": id, "workshop": id, "workshop_title": str, "digest": str}]}]}
"""

import json
import re
from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256
from typing import Any

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


def key_of(number: int) -> str:
    """Return the stable key of a requirement, such as `ANF-0012`."""
    return f"ANF-{number:04d}"


def number_of(key: str) -> int | None:
    """Return the number in a key; None when it is not written as `key_of` writes it."""
    found = re.fullmatch(r"ANF-([0-9]{4,9})", key)
    if found is None or key_of(int(found[1])) != key:
        return None
    return int(found[1])


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
