"""Reading the backlog: requirements, where they come from, and releases."""

from participate.requirements.queries.backlog import (
    IN_ORDER,
    PUBLIC,
    SUSPECT,
    get_requirement,
    narrowed,
    next_number,
    releases_with,
    requirements,
    status_changes,
    suspect_count,
)
from participate.requirements.queries.releases import (
    broken_releases,
    get_release,
    latest_release,
    releasable,
    release_numbers,
    releases,
    snapshot,
)
from participate.requirements.queries.sources import (
    edits_since,
    ideas_as_sources,
    ideas_found,
    readable_sources,
    recommended_ideas,
)

__all__ = [
    "IN_ORDER",
    "PUBLIC",
    "SUSPECT",
    "broken_releases",
    "edits_since",
    "get_release",
    "get_requirement",
    "ideas_as_sources",
    "ideas_found",
    "latest_release",
    "narrowed",
    "next_number",
    "readable_sources",
    "recommended_ideas",
    "releasable",
    "release_numbers",
    "releases",
    "releases_with",
    "requirements",
    "snapshot",
    "status_changes",
    "suspect_count",
]
