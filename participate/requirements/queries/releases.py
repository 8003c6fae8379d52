"""Reading releases, and what the next one would hold."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from participate.core.db import DbSession
from participate.core.errors import NotFoundError
from participate.ideas.models import Idea
from participate.requirements.models import (
    ContributionSalt,
    Release,
    Requirement,
    Source,
)
from participate.requirements.rules import (
    RequirementStatus,
    contribution_digest,
    digest_of,
)


def get_release(session: DbSession, number: int) -> Release:
    """Return one release by its number.

    Raises:
        NotFoundError: there is none.
    """
    release = session.scalar(select(Release).where(Release.number == number))
    if release is None:
        raise NotFoundError(f"release {number}")
    return release


def release_numbers(session: DbSession) -> Sequence[int]:
    """Return the numbers of all releases, the newest first."""
    return session.scalars(select(Release.number).order_by(Release.number.desc())).all()


def releases(session: DbSession) -> Sequence[Release]:
    """Return all releases, the newest first. A town makes a few a year."""
    return session.scalars(select(Release).order_by(Release.number.desc())).all()


def latest_release(session: DbSession) -> Release | None:
    """Return the newest release; None before the first."""
    return session.scalar(select(Release).order_by(Release.number.desc()).limit(1))


def releasable(session: DbSession) -> Sequence[Requirement]:
    """Return what a release made now would hold: all that is more than a proposal, by number."""
    return session.scalars(
        select(Requirement)
        .where(Requirement.status != RequirementStatus.PROPOSED)
        .options(
            selectinload(Requirement.changes),
            selectinload(Requirement.sources).joinedload(Source.idea).joinedload(Idea.workshop),
        )
        .order_by(Requirement.number)
    ).all()


def snapshot(
    session: DbSession, *, number: int, title: str, notes: str, published_at: datetime
) -> dict[str, Any]:
    """Return the backlog as a release holds it, see `rules`; no word of a contribution is in it.

    Args:
        session: where to read.
        number: of the release.
        title: of the release.
        notes: what the town says about it.
        published_at: a moment with its time zone.
    """
    salts = {salt.idea_id: salt.salt for salt in session.scalars(select(ContributionSalt))}
    return {
        "release": number,
        "title": title,
        "notes": notes,
        "published_at": published_at.isoformat(),
        "requirements": [_as_data(one, salts) for one in releasable(session)],
    }


def _as_data(one: Requirement, salts: dict[int, str]) -> dict[str, Any]:
    return {
        "key": one.key,
        "title": one.title,
        "story": one.story,
        "rationale": one.rationale,
        "criteria": [criterion.text for criterion in one.criteria],
        "moscow": one.moscow.value,
        "owner": one.owner,
        "field_of_action": one.field_of_action.value if one.field_of_action else None,
        "life_phase": one.life_phase.value if one.life_phase else None,
        "status": one.status.value,
        "status_reason": one.changes[-1].reason if one.changes else "",
        "sources": [_as_reference(source.idea, salts) for source in one.sources],
    }


def _as_reference(idea: Idea, salts: dict[int, str]) -> dict[str, Any]:
    """Point to a contribution. Before its salt is drawn, as in a preview, the digest is empty."""
    salt = salts.get(idea.id)
    return {
        "idea": idea.id,
        "workshop": idea.workshop_id,
        "workshop_title": idea.workshop.title,
        "digest": contribution_digest(salt, idea.title, idea.body) if salt else "",
    }


def broken_releases(session: DbSession) -> list[str]:
    """Say which releases are not what was published, in English, one sentence each; [] if none."""
    findings = []
    numbers = []
    for release in releases(session):
        numbers.append(release.number)
        if digest_of(release.snapshot) != release.digest:
            findings.append(f"Release {release.number} does not fit its digest.")
        said = (release.snapshot["release"], release.snapshot["title"], release.snapshot["notes"])
        if said != (release.number, release.title, release.notes):
            findings.append(f"Release {release.number} is not called what it was published as.")
    missing = set(range(1, max(numbers, default=0) + 1)) - set(numbers)
    return findings + [f"Release {number} is missing." for number in sorted(missing)]
