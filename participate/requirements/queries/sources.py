"""Reading where requirements come from, and could come from."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import joinedload

from participate.board.models import Resolution
from participate.board.rules import Outcome
from participate.core.db import DbSession
from participate.core.words import Piece, pieces_between
from participate.ideas.models import EarlierText, Idea
from participate.requirements.models import (
    Requirement,
    Source,
)
from participate.requirements.rules import (
    FOUND_MAX,
)
from participate.workshops.models import Workshop
from participate.workshops.rules import WorkshopStatus


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
