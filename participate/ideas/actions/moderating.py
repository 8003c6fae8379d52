"""What moderators do: hide with a reason, show again, settle reports, answer for the town."""

from datetime import datetime

from sqlalchemy import update

from participate.accounts.models import Account
from participate.core.audit import record
from participate.core.db import DbSession
from participate.core.errors import ConflictError, NotAllowedError
from participate.core.text import tidy
from participate.ideas.access import may_moderate
from participate.ideas.actions.discussing import count_comments
from participate.ideas.models import Comment, Idea, Report
from participate.ideas.rules import ANSWER_MAX, REASON_MAX, IdeaEvent


class HiddenBeforeError(ConflictError):
    """Somebody else hid it in the meantime."""


class ShownBeforeError(ConflictError):
    """Somebody else showed it again in the meantime."""


class SettledBeforeError(ConflictError):
    """Somebody else settled the report in the meantime."""


def hide(
    session: DbSession, what: Idea | Comment, *, by: Account, reason: str, at: datetime
) -> None:
    """Take an idea or a comment off the public pages, and settle what was reported about it.

    A hidden comment no longer counts; what answers it stays.

    Args:
        session: left uncommitted.
        what: an idea, or a comment on one.
        by: a moderator.
        reason: 1 to `rules.REASON_MAX` characters. The author reads it; a comment's, everybody.
        at: the moment, with a time zone.

    Raises:
        NotAllowedError: `by` does not moderate.
        HiddenBeforeError: it is hidden already.
        ValueError: the reason has the wrong length.
    """
    _check(by)
    session.refresh(what, with_for_update={"of": type(what)})
    if what.hidden_at is not None:
        raise HiddenBeforeError(f"{what.__tablename__} {what.id}")
    what.hidden_at, what.hidden_reason = at, tidy(reason, shortest=1, longest=REASON_MAX)
    on_comment = isinstance(what, Comment)
    event = IdeaEvent.COMMENT_HIDDEN if on_comment else IdeaEvent.HIDDEN
    record(session, event, what, by=by, at=at)
    meant = (Report.comment_id if on_comment else Report.idea_id) == what.id
    session.execute(
        update(Report)
        .where(meant, Report.settled_at.is_(None))
        .values(settled_at=at)
        .execution_options(synchronize_session=False)
    )
    if isinstance(what, Comment):
        count_comments(session, what.idea, -1)


def show_again(session: DbSession, what: Idea | Comment, *, by: Account, at: datetime) -> None:
    """Put a hidden idea or comment back where it was.

    Raises:
        NotAllowedError: `by` does not moderate.
        ShownBeforeError: it is not hidden.
    """
    _check(by)
    session.refresh(what, with_for_update={"of": type(what)})
    if what.hidden_at is None:
        raise ShownBeforeError(f"{what.__tablename__} {what.id}")
    what.hidden_at, what.hidden_reason = None, None
    event = IdeaEvent.COMMENT_SHOWN if isinstance(what, Comment) else IdeaEvent.SHOWN
    record(session, event, what, by=by, at=at)
    if isinstance(what, Comment):
        count_comments(session, what.idea, +1)


def settle_report(session: DbSession, report: Report, *, by: Account, at: datetime) -> None:
    """Note that a report was looked at, and that what it is about stays.

    Raises:
        NotAllowedError: `by` does not moderate.
        SettledBeforeError: it was settled already.
    """
    _check(by)
    session.refresh(report, with_for_update={"of": Report})
    if report.settled_at is not None:
        raise SettledBeforeError(f"report {report.id}")
    report.settled_at = at
    record(session, IdeaEvent.REPORT_SETTLED, report, by=by, at=at)


def answer_idea(session: DbSession, idea: Idea, *, by: Account, answer: str, at: datetime) -> None:
    """Give the town's official answer to an idea, or another one in its place.

    Args:
        session: left uncommitted.
        idea: what is answered; hidden or not.
        by: a moderator, whose name stands under it.
        answer: 1 to `rules.ANSWER_MAX` characters of plain text.
        at: the moment that stands under it.

    Raises:
        NotAllowedError: `by` does not moderate.
        ValueError: the answer has the wrong length.
    """
    _check(by)
    idea.answer = tidy(answer, shortest=1, longest=ANSWER_MAX)
    idea.answered_at, idea.answered_by = at, by
    record(session, IdeaEvent.ANSWERED, idea, by=by, at=at)


def _check(by: Account) -> None:
    if not may_moderate(by):
        raise NotAllowedError(f"account {by.id} moderating")
