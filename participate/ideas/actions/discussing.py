"""What those who read ideas do: comment on them, and report what should not stand there."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from participate.core.audit import record
from participate.core.db import DbSession, insert_into, rows_changed
from participate.core.errors import ConflictError, NotAllowedError, WaitError
from participate.core.text import tidy
from participate.ideas.access import may_comment, may_report, takes_part
from participate.ideas.actions.proposing import IdeaHiddenError
from participate.ideas.models import Comment, Idea, Report
from participate.ideas.rules import (
    COMMENT_MAX,
    COMMENTS_A_MINUTE,
    REASON_MAX,
    REPORT_KEPT_DAYS,
    CommentKind,
    IdeaEvent,
    ReportReason,
)
from participate.workshops.models import Actor, Participant


class CommentsClosedError(ConflictError):
    """The workshop neither proposes nor discusses ideas, nor votes on them."""


class CommentHiddenError(ConflictError):
    """What was to be answered or reported is hidden by now."""


class TooManyCommentsError(WaitError):
    """One person wrote so many within a minute that no hand typed them."""


class ReportedBeforeError(ConflictError):
    """The same person has reported the same thing before."""


#: What can say no to a comment while it is typed.
REFUSALS = (IdeaHiddenError, CommentsClosedError, CommentHiddenError)


def submit_comment(
    session: DbSession,
    idea: Idea,
    *,
    by: Actor,
    kind: CommentKind,
    body: str,
    at: datetime,
    to: Comment | None = None,
) -> Comment:
    """Say something about an idea, or answer another comment on it; return it, with its id.

    A participant who goes back and sends the same comment again is given the one they have.

    Args:
        session: left uncommitted.
        idea: its `comment_count` goes up by one.
        by: a participant of its workshop, or a moderator.
        kind: what the comment wants to say.
        body: 1 to `rules.COMMENT_MAX` characters of plain text.
        at: the moment, with a time zone.
        to: the comment it answers, on the same idea.

    Raises:
        NotAllowedError: `by` joined another workshop, or is an account that does not moderate.
        IdeaHiddenError: the idea is hidden.
        CommentsClosedError: the workshop is past commenting.
        CommentHiddenError: what it answers is hidden.
        TooManyCommentsError: a participant wrote `rules.COMMENTS_A_MINUTE` in the last minute.
        ValueError: the body has the wrong length, or `to` is about another idea.
    """
    if not takes_part(by, idea.workshop):
        raise NotAllowedError(f"{by.__tablename__} {by.id} in workshop {idea.workshop_id}")
    if idea.hidden_at is not None:
        raise IdeaHiddenError(f"idea {idea.id}")
    if not may_comment(by, idea):
        raise CommentsClosedError(f"workshop {idea.workshop_id} has {idea.workshop.step} open")
    if to is not None and to.idea_id != idea.id:
        raise ValueError(f"comment {to.id} is not on idea {idea.id}")
    if to is not None and to.hidden_at is not None:
        raise CommentHiddenError(f"comment {to.id}")
    body = tidy(body, shortest=1, longest=COMMENT_MAX)
    comment = Comment(idea=idea, author=by, kind=kind, body=body, submitted_at=at)
    comment.parent_id = to.id if to is not None else None
    if (sent := _sent_before(session, comment)) is not None:
        return sent
    _check_pace(session, by, at)
    session.add(comment)
    record(session, IdeaEvent.COMMENTED, comment, by=by, at=at, idea=idea.id, kind=kind.value)
    count_comments(session, idea, +1)
    return comment


def _sent_before(session: DbSession, new: Comment) -> Comment | None:
    if not isinstance(new.author, Participant):
        return None
    return session.scalar(
        select(Comment)
        .where(
            Comment.idea_id == new.idea.id,
            Comment.participant_id == new.author.id,
            Comment.kind == new.kind,
            Comment.body == new.body,
            Comment.parent_id.is_not_distinct_from(new.parent_id),
            Comment.hidden_at.is_(None),
        )
        .limit(1)
    )


def _check_pace(session: DbSession, by: Actor, at: datetime) -> None:
    """Moderators type for whole tables, and may hurry."""
    if not isinstance(by, Participant):
        return
    lately = Comment.submitted_at > at - timedelta(minutes=1)
    mine = select(func.count(Comment.id)).where(Comment.participant_id == by.id, lately)
    if (session.scalar(mine) or 0) >= COMMENTS_A_MINUTE:
        raise TooManyCommentsError(f"participant {by.id}")


def count_comments(session: DbSession, idea: Idea, change: int) -> None:
    """Change the number of visible comments where it is stored: two at once both count."""
    session.execute(
        update(Idea)
        .where(Idea.id == idea.id)
        .values(comment_count=Idea.comment_count + change)
        .execution_options(synchronize_session=False)
    )
    session.refresh(idea, ["comment_count"])


def check_reportable(idea: Idea, *, by: Participant, comment: Comment | None) -> None:
    """Say whether an idea, or a comment on it, can be reported; raises what `submit_report` does.

    Its page asks before anybody has typed a reason.
    """
    if not takes_part(by, idea.workshop):
        raise NotAllowedError(f"participant {by.id} reporting idea {idea.id}")
    if not may_report(by, idea):
        raise IdeaHiddenError(f"idea {idea.id}")
    if comment is not None and comment.idea_id != idea.id:
        raise ValueError(f"comment {comment.id} is not on idea {idea.id}")
    if comment is not None and comment.hidden_at is not None:
        raise CommentHiddenError(f"comment {comment.id}")


def submit_report(
    session: DbSession,
    idea: Idea,
    *,
    by: Participant,
    reason: ReportReason,
    at: datetime,
    note: str = "",
    comment: Comment | None = None,
) -> Report:
    """Ask the moderators to look at an idea, or at a comment on it; return the report.

    Args:
        session: left uncommitted.
        idea: what is meant, or what the comment is about.
        by: a participant of its workshop.
        reason: why.
        at: the moment, with a time zone.
        note: at most `rules.REASON_MAX` characters of plain text; may be empty.
        comment: what is meant, when it is not the idea itself.

    Raises:
        NotAllowedError: `by` joined another workshop.
        IdeaHiddenError, CommentHiddenError: it is hidden already.
        ReportedBeforeError: `by` has reported this before.
        ValueError: the note is too long, or the comment is about another idea.
    """
    check_reportable(idea, by=by, comment=comment)
    report_id = session.scalar(  # the database decides which of two at once is the first
        insert_into(session, Report)
        .values(
            idea_id=idea.id,
            comment_id=comment.id if comment else None,
            participant_id=by.id,
            reason=reason,
            note=tidy(note, longest=REASON_MAX),
            reported_at=at,
        )
        .on_conflict_do_nothing()
        .returning(Report.id)
    )
    if report_id is None:
        raise ReportedBeforeError(f"participant {by.id}, idea {idea.id}")
    report = session.get_one(Report, report_id)
    record(session, IdeaEvent.REPORTED, report, by=by, at=at, reason=reason.value)
    return report


def forget_reports(session: DbSession, *, at: datetime) -> int:
    """Delete reports settled more than `rules.REPORT_KEPT_DAYS` ago; return how many there were."""
    over = Report.settled_at < at - timedelta(days=REPORT_KEPT_DAYS)
    return rows_changed(session, delete(Report).where(over))
