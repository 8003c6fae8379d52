"""What is stored of an import: found again by its source ids, and counted for the report."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from participate.core.db import DbSession
from participate.ideas.models import Comment, Idea, ImportedCount
from participate.ideas.rules import CommentKind, threads
from participate.workshops.models import Workshop

#: The sentiment that each kind of comment stands for, as the file names it.
SENTIMENTS = {CommentKind.PRO: "1", CommentKind.REMARK: "0", CommentKind.CONTRA: "-1"}
TOP = 5


@dataclass(frozen=True, slots=True)
class Stored:
    """An idea or a comment that was brought in before."""

    id: int
    author: str | None
    workshop_id: int


def stored_ideas(session: DbSession, source: str) -> dict[str, Stored]:
    """Return source id -> idea for everything brought in with a format, in one query."""
    rows = session.execute(
        select(Idea.source_id, Idea.id, Idea.source_author, Idea.workshop_id).where(
            Idea.source_id.startswith(f"{source}:", autoescape=True)
        )
    )
    return {str(row[0]): Stored(*row[1:]) for row in rows}


def stored_comments(session: DbSession, source: str) -> dict[str, Stored]:
    """Return source id -> comment for everything brought in with a format, in one query."""
    rows = session.execute(
        select(Comment.source_id, Comment.id, Comment.source_author, Idea.workshop_id)
        .join(Comment.idea)
        .where(Comment.source_id.startswith(f"{source}:", autoescape=True))
    )
    return {str(row[0]): Stored(*row[1:]) for row in rows}


def workshops_called(session: DbSession, title: str) -> Sequence[Workshop]:
    """Return the workshops with this title, the oldest first."""
    return session.scalars(
        select(Workshop).where(Workshop.title == title).order_by(Workshop.id)
    ).all()


def figures(session: DbSession, workshop: Workshop, source: str) -> dict[str, Any]:
    """Count what a workshop holds from a format: from the database, not from the file.

    Args:
        session: where to read.
        workshop: whose ideas.
        source: the beginning of their source ids, such as `thf`.

    Returns:
        `proposals`, `comments_all_levels`, `max_comment_depth`, `comment_sentiment`, `rate_pro`,
        `rate_contra`, `rate_neutral`, `categories`, `creators` (of proposals) and
        `top5_by_pro_minus_contra` as [id in the file, title, difference]; at a tie the lower id.
    """
    of_idea = (
        Idea.workshop_id == workshop.id,
        Idea.source_id.startswith(f"{source}:", autoescape=True),
    )
    rows = session.execute(
        select(Comment.kind, func.count()).join(Comment.idea).where(*of_idea).group_by(Comment.kind)
    )
    kinds: dict[CommentKind, int] = {row[0]: row[1] for row in rows}
    topics = session.execute(
        select(Idea.topic, func.count()).where(*of_idea).group_by(Idea.topic).order_by(Idea.topic)
    ).all()
    creators, proposals = session.execute(
        select(func.count(Idea.source_author.distinct()), func.count()).where(*of_idea)
    ).one()
    pro, contra, neutral = (
        func.coalesce(func.sum(votes), 0)
        for votes in (ImportedCount.pro, ImportedCount.contra, ImportedCount.neutral)
    )
    rates = session.execute(
        select(pro, contra, neutral).join(Idea, ImportedCount.idea_id == Idea.id).where(*of_idea)
    ).one()
    return {
        "proposals": proposals,
        "comments_all_levels": sum(kinds.values()),
        "max_comment_depth": _depth(session, of_idea),
        "comment_sentiment": {word: kinds.get(kind, 0) for kind, word in SENTIMENTS.items()},
        "rate_pro": int(rates[0]),
        "rate_contra": int(rates[1]),
        "rate_neutral": int(rates[2]),
        "categories": {topic or "None": count for topic, count in topics},
        "creators": creators,
        "top5_by_pro_minus_contra": _top(session, of_idea),
    }


def _depth(session: DbSession, of_idea: Sequence[Any]) -> int:
    """Return how deep comments answer each other; 1 is a comment on the idea itself."""
    rows = session.execute(
        select(Comment.id, Comment.parent_id).join(Comment.idea).where(*of_idea)
    ).all()
    replies = [reply.depth for thread in threads(rows) for reply in thread.replies]
    return max(replies, default=0) + 1 if rows else 0


def _top(session: DbSession, of_idea: Sequence[Any]) -> list[list[int | str]]:
    """Return the ideas that won most elsewhere."""
    rows = session.execute(
        select(Idea.source_id, Idea.title, ImportedCount.pro - ImportedCount.contra)
        .join(ImportedCount, ImportedCount.idea_id == Idea.id)
        .where(*of_idea)
    )
    found = [(int(str(row[0]).rpartition(":")[2]), row[1], row[2]) for row in rows]
    found.sort(key=lambda row: (-row[2], row[0]))
    return [list(row) for row in found[:TOP]]
