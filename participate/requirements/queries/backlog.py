"""Reading requirements."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, case, exists, func, or_, select
from sqlalchemy.orm import joinedload

from participate.core.db import DbSession
from participate.core.errors import NotFoundError
from participate.core.paging import Page, page_of
from participate.ideas.models import Idea
from participate.requirements.models import (
    Release,
    ReleasedRequirement,
    Requirement,
    Source,
    StatusChange,
)
from participate.requirements.rules import (
    REQUIREMENTS_PER_PAGE,
    Filters,
    Moscow,
    RequirementStatus,
    number_of,
)

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
