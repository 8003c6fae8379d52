"""Writing what a file holds. Everything is written in one transaction that the caller commits."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update

from participate.core.audit import record
from participate.core.db import DbSession
from participate.core.errors import ConflictError
from participate.core.text import clean
from participate.ideas.models import Comment, Idea, ImportedCount
from participate.ideas.rules import CommentKind, IdeaEvent
from participate.imports.found import Contribution, Found, FoundComment, FoundIdea
from participate.imports.queries import Stored, stored_comments, stored_ideas, workshops_called
from participate.workshops.actions.preparing import create_workshop, publish_workshop
from participate.workshops.models import Workshop

BATCH = 500  #: rows per statement
KINDS = {1: CommentKind.PRO, -1: CommentKind.CONTRA, 0: CommentKind.REMARK}
SHORTEST = timedelta(hours=1)  #: a workshop ends after it began, even if all came in one moment

#: Is told how many rows are written, of how many.
Progress = Callable[[int, int], None]


class AmbiguousWorkshopError(ConflictError):
    """Several workshops have the title that was given."""


class ElsewhereError(ConflictError):
    """Some of it was brought into another workshop before."""


@dataclass(frozen=True, slots=True)
class Made:
    """What an import wrote. All zero when everything was there already."""

    workshop: Workshop
    workshops: int
    ideas: int
    comments: int
    imported_counts: int


def import_ideas(
    session: DbSession,
    found: Found,
    *,
    source: str,
    workshop_title: str,
    secret: str,
    at: datetime,
    progress: Progress = lambda _done, _all: None,
) -> Made:
    """Bring proposals into a workshop; what was brought in before is left alone.

    Votes become `ImportedCount`s and never voters. Creators become pseudonyms, `Person 1` and so
    on in the order of the file; whoever has one already keeps it. The number of statements grows
    with batches of `BATCH` rows, not with rows.

    Args:
        session: left uncommitted. Nothing is written when an error is raised.
        found: what the file holds.
        source: the beginning of its source ids, such as `thf`.
        workshop_title: of an existing workshop, or of a new one, which is published and has no
            step open. 1 to `workshops.rules.TITLE_MAX` characters.
        secret: of this installation; the join code of a new workshop hangs on it.
        at: the moment of bringing in.
        progress: is told how far the writing is.

    Raises:
        AmbiguousWorkshopError: several workshops have this title.
        ElsewhereError: a part of the file is in another workshop already.
        ValueError: the title has a wrong length.
    """
    ideas, comments = stored_ideas(session, source), stored_comments(session, source)
    workshop, is_new = _workshop(session, found, workshop_title, secret, at)
    for old in (*ideas.values(), *comments.values()):
        if old.workshop_id != workshop.id:
            raise ElsewhereError(f"workshop {old.workshop_id}")
    names = pseudonyms(found, ideas | comments)
    new_ideas = [idea for idea in found.ideas if idea.source_id not in ideas]
    talk = [(idea, one) for idea in found.ideas for one in idea.comments]
    new_talk = [(idea, one) for idea, one in talk if one.source_id not in comments]
    told = _told(progress, 2 * (len(new_ideas) + len(new_talk)))

    rows = [_idea_row(idea, workshop, names) for idea in new_ideas]
    idea_ids = {key: old.id for key, old in ideas.items()} | _inserted(session, Idea, rows, told)
    rows = [_comment_row(idea, one, idea_ids, names) for idea, one in new_talk]
    made = _inserted(session, Comment, rows, told)
    comment_ids = {key: old.id for key, old in comments.items()} | made
    _tie_answers(session, [one for _idea, one in new_talk], comment_ids)
    votes = [_votes_row(idea, "idea_id", idea_ids) for idea in new_ideas]
    votes += [_votes_row(one, "comment_id", comment_ids) for _idea, one in new_talk]
    for batch in _batches(votes):
        session.execute(insert(ImportedCount), batch)
        told(len(batch))
    if votes:
        _count_comments(session, workshop)
        totals = {"ideas": len(new_ideas), "comments": len(new_talk)}
        record(session, IdeaEvent.IMPORTED, workshop, by=None, at=at, format=source, **totals)
    return Made(workshop, int(is_new), len(new_ideas), len(new_talk), len(votes))


def pseudonyms(found: Found, stored: Mapping[str, Stored]) -> dict[str, str]:
    """Return creator -> pseudonym: the stored one, or else the next free number."""
    names: dict[str, str] = {}
    for one in found.contributions():
        old = stored.get(one.source_id)
        if old is not None and old.author is not None:
            names[one.creator] = old.author
    numbers = [re.fullmatch(r"Person (\d+)", old.author or "") for old in stored.values()]
    last = max((int(number[1]) for number in numbers if number), default=0)
    for one in found.contributions():
        if one.creator not in names:
            last += 1
            names[one.creator] = f"Person {last}"
    return names


def _workshop(
    session: DbSession, found: Found, title: str, secret: str, at: datetime
) -> tuple[Workshop, bool]:
    """Return the workshop, and whether it is new. A new one lasts as long as what was said."""
    known = workshops_called(session, clean(title))
    if len(known) > 1:
        numbers = ", ".join(str(workshop.id) for workshop in known)
        raise AmbiguousWorkshopError(f"workshops {numbers}")
    if known:
        return known[0], False
    moments = [one.said_at for one in found.contributions()] or [at]
    starts_at, ends_at = min(moments), max(*moments, min(moments) + SHORTEST)
    span: Any = {"starts_at": starts_at, "ends_at": ends_at}
    workshop = create_workshop(session, by=None, secret=secret, title=title, at=at, **span)
    publish_workshop(session, workshop, by=None, at=at)
    return workshop, True


def _shared_row(one: Contribution, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "source_id": one.source_id,
        "source_author": names[one.creator],
        "submitted_at": one.said_at,
    }


def _idea_row(idea: FoundIdea, workshop: Workshop, names: Mapping[str, str]) -> dict[str, Any]:
    texts = {"title": clean(idea.title), "body": clean(idea.body), "topic": clean(idea.topic)}
    return _shared_row(idea, names) | texts | {"workshop_id": workshop.id}


def _comment_row(
    idea: FoundIdea, one: FoundComment, idea_ids: Mapping[str, int], names: Mapping[str, str]
) -> dict[str, Any]:
    said = {"kind": KINDS[one.sentiment], "body": clean(one.text)}
    return _shared_row(one, names) | said | {"idea_id": idea_ids[idea.source_id]}


def _votes_row(one: Contribution, column: str, ids: Mapping[str, int]) -> dict[str, Any]:
    votes = {"pro": one.votes.pro, "contra": one.votes.contra, "neutral": one.votes.neutral}
    nothing = {"idea_id": None, "comment_id": None}  # all rows of a batch name the same columns
    return nothing | {column: ids[one.source_id]} | votes


def _batches(rows: Sequence[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _inserted(
    session: DbSession,
    model: type[Idea] | type[Comment],
    rows: Sequence[dict[str, Any]],
    told: Callable[[int], None],
) -> dict[str, int]:
    """Insert rows and return source id -> id."""
    ids: dict[str, int] = {}
    for batch in _batches(rows):
        made = session.execute(insert(model).returning(model.source_id, model.id), batch)
        ids |= {str(source_id): number for source_id, number in made}
        told(len(batch))
    return ids


def _tie_answers(
    session: DbSession, comments: Sequence[FoundComment], ids: Mapping[str, int]
) -> None:
    """Point each answer to what it answers, once all have an id."""
    rows = [
        {"id": ids[one.source_id], "parent_id": ids[one.parent]}
        for one in comments
        if one.parent is not None
    ]
    for batch in _batches(rows):
        session.execute(update(Comment), batch)


def _count_comments(session: DbSession, workshop: Workshop) -> None:
    """Write the number of visible comments of all ideas of a workshop, in one statement."""
    visible = (
        select(func.count(Comment.id))
        .where(Comment.idea_id == Idea.id, Comment.hidden_at.is_(None))
        .scalar_subquery()
    )
    session.execute(
        update(Idea)
        .where(Idea.workshop_id == workshop.id)
        .values(comment_count=visible)
        .execution_options(synchronize_session=False)
    )


def _told(progress: Progress, all_rows: int) -> Callable[[int], None]:
    """Return a function that adds up written rows and tells `progress`."""
    done = 0

    def told(more: int) -> None:
        nonlocal done
        done += more
        progress(done, all_rows)

    return told
