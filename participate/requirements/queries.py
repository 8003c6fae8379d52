"""Reading the backlog: requirements, where they come from, and releases."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from participate.board.models import Resolution
from participate.board.rules import Outcome
from participate.core.db import DbSession
from participate.core.errors import NotFoundError
from participate.core.paging import Page, page_of
from participate.core.words import Piece, pieces_between
from participate.ideas.models import EarlierText, Idea
from participate.requirements.models import (
    ContributionSalt,
    Release,
    ReleasedRequirement,
    Requirement,
    Source,
    StatusChange,
)
from participate.requirements.rules import (
    FOUND_MAX,
    REQUIREMENTS_PER_PAGE,
    Filters,
    Moscow,
    RequirementStatus,
    contribution_digest,
    digest_of,
    number_of,
)
from participate.workshops.models import Workshop
from participate.workshops.rules import WorkshopStatus

PUBLIC = (Requirement.status != RequirementStatus.PROPOSED) | Requirement.released
#: Must comes first, what is left out this time comes last.
IN_ORDER = case({one: at for at, one in enumerate(Moscow)}, value=Requirement.moscow)


def get_requirement(session: DbSession, key: str, *, lock: bool = False) -> Requirement:
    """Return one requirement by its key; `lock` makes others wait who want to change it, too.

    Raises:
        NotFoundError: there is none with this key.
    """
    statement = select(Requirement).where(Requirement.number == number_of(key))
    if lock:
        statement = statement.with_for_update(of=Requirement)
    requirement = session.scalar(statement)
    if requirement is None:
        raise NotFoundError(f"requirement {key}")
    return requirement


def requirements(
    session: DbSession, filters: Filters, *, proposals: bool, page: int
) -> Page[Requirement]:
    """Return one page of the backlog, most important first, in a fixed number of queries.

    Args:
        session: where to read.
        filters: what to keep.
        proposals: whether what is not public yet is listed, too.
        page: 1 is the first.
    """
    statement = narrowed(select(Requirement), filters)
    if not proposals:
        statement = statement.where(PUBLIC)
    return page_of(
        session,
        statement.order_by(IN_ORDER, Requirement.number),
        number=page,
        per_page=REQUIREMENTS_PER_PAGE,
    )


def narrowed(statement: Select[Any], filters: Filters) -> Select[Any]:
    """Keep only the requirements that fit the filters."""
    if filters.search:
        found = [
            column.icontains(filters.search, autoescape=True)
            for column in (Requirement.title, Requirement.story, Requirement.rationale)
        ]
        number = number_of(filters.search.upper())
        statement = statement.where(or_(*found, Requirement.number == number))
    for name in ("status", "moscow", "life_phase", "field_of_action"):
        wanted = getattr(filters, name)
        if wanted is not None:
            statement = statement.where(getattr(Requirement, name) == wanted)
    return statement.where(SUSPECT) if filters.suspect else statement


#: A source of this requirement was edited after it was taken over.
SUSPECT = exists(
    select(Source.idea_id)
    .join(Idea, Idea.id == Source.idea_id)
    .where(Source.requirement_id == Requirement.id, Idea.text_version > Source.text_version)
)


def suspect_count(session: DbSession) -> int:
    """Return how many requirements have a source that was edited since."""
    return session.scalar(select(func.count(Requirement.id)).where(SUSPECT)) or 0


def edits_since(
    session: DbSession, requirement: Requirement
) -> dict[int, tuple[tuple[Piece, ...], tuple[Piece, ...]]]:
    """Return how title and body of each suspect source changed since its version was read.

    Returns:
        By the idea's id. A source whose earlier text was not kept is left out.
    """
    kept = (EarlierText.idea_id == Source.idea_id) & (
        EarlierText.text_version == Source.text_version
    )
    read = session.scalars(
        select(EarlierText).join(Source, kept).where(Source.requirement_id == requirement.id)
    ).all()
    ideas = {source.idea_id: source.idea for source in requirement.sources}
    return {
        old.idea_id: (
            pieces_between(old.title, ideas[old.idea_id].title),
            pieces_between(old.body, ideas[old.idea_id].body),
        )
        for old in read
    }


def status_changes(session: DbSession, requirement: Requirement) -> Sequence[StatusChange]:
    """Return how a requirement's status went, the latest first, with who changed it."""
    return session.scalars(
        select(StatusChange)
        .where(StatusChange.requirement_id == requirement.id)
        .options(joinedload(StatusChange.changed_by))
        .order_by(StatusChange.id.desc())
    ).all()


def releases_with(session: DbSession, requirement: Requirement) -> Sequence[int]:
    """Return the numbers of the releases that hold a requirement, in order."""
    return session.scalars(
        select(Release.number)
        .join(ReleasedRequirement, ReleasedRequirement.release_id == Release.id)
        .where(ReleasedRequirement.requirement_id == requirement.id)
        .order_by(Release.number)
    ).all()


def next_number(session: DbSession, model: type[Requirement] | type[Release]) -> int:
    """Return the number the next requirement or release would get now."""
    return (session.scalar(select(func.max(model.number))) or 0) + 1


def ideas_as_sources(session: DbSession, idea_ids: Collection[int]) -> Sequence[Idea]:
    """Return those of these ideas that everybody may read, with their workshops, by id."""
    return session.scalars(_public_ideas().where(Idea.id.in_(idea_ids)).order_by(Idea.id)).all()


def readable_sources(session: DbSession, requirement: Requirement) -> set[int]:
    """Return the ids of those ideas behind a requirement that everybody may read."""
    ids = [source.idea_id for source in requirement.sources]
    return {idea.id for idea in ideas_as_sources(session, ids)}


def recommended_ideas(session: DbSession) -> Sequence[Idea]:
    """Return ideas the board wants, as they are or adapted, that no requirement comes from yet."""
    last = select(func.max(Resolution.id)).group_by(Resolution.idea_id)
    wanted = select(Resolution.idea_id).where(
        Resolution.id.in_(last), Resolution.outcome.in_([Outcome.RECOMMEND, Outcome.ADAPT])
    )
    statement = _public_ideas().where(
        Idea.id.in_(wanted), ~exists().where(Source.idea_id == Idea.id)
    )
    return session.scalars(statement.order_by(Idea.id.desc()).limit(FOUND_MAX)).all()


def ideas_found(session: DbSession, search: str) -> Sequence[Idea]:
    """Return public ideas whose title or text contains this, the newest `FOUND_MAX`."""
    found = [column.icontains(search, autoescape=True) for column in (Idea.title, Idea.body)]
    statement = _public_ideas().where(or_(*found))
    return session.scalars(statement.order_by(Idea.id.desc()).limit(FOUND_MAX)).all()


def _public_ideas() -> Select[Idea]:
    return (
        select(Idea)
        .join(Workshop, Workshop.id == Idea.workshop_id)
        .where(Idea.hidden_at.is_(None), Workshop.status == WorkshopStatus.PUBLISHED)
        .options(joinedload(Idea.workshop))
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
