"""Feedback on barriers: given by anybody, settled by administrators. The caller commits."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from participate.accounts.models import Account
from participate.accounts.rules import Role
from participate.core.audit import record
from participate.core.db import DbSession, rows_changed
from participate.core.errors import NotAllowedError, WaitError
from participate.core.text import tidy
from participate.pages.models import Feedback
from participate.pages.rules import (
    CONTACT_MAX,
    FEEDBACK_KEPT_DAYS,
    FEEDBACK_PER_HOUR,
    PAGE_MAX,
    TEXT_MAX,
    PageEvent,
)


class TooMuchFeedbackError(WaitError):
    """So many messages came within an hour that nobody could read them."""


def give_feedback(
    session: DbSession, *, body: str, page: str, contact: str, at: datetime
) -> Feedback:
    """Store what somebody says about a barrier. Who says it is not stored.

    Args:
        session: left uncommitted.
        body: 1 to `TEXT_MAX` characters.
        page: the path of the page it is about; up to `PAGE_MAX` characters, may be empty.
        contact: where an answer shall go; up to `CONTACT_MAX` characters, may be empty.
        at: the moment.

    Raises:
        TooMuchFeedbackError: there were `FEEDBACK_PER_HOUR` within the last hour. All count
            together: a hall is one address, and whoever floods the form has no device.
        ValueError: one of the texts is too short or too long.
    """
    newest = select(Feedback.given_at).order_by(Feedback.id.desc())
    earlier = session.scalar(newest.offset(FEEDBACK_PER_HOUR - 1).limit(1))
    if earlier is not None and at - earlier < timedelta(hours=1):
        raise TooMuchFeedbackError("feedback")
    feedback = Feedback(
        body=tidy(body, shortest=1, longest=TEXT_MAX),
        page=tidy(page, longest=PAGE_MAX),
        contact=tidy(contact, longest=CONTACT_MAX),
        given_at=at,
    )
    session.add(feedback)
    record(session, PageEvent.FEEDBACK_GIVEN, feedback, by=None, at=at)
    return feedback


def settle_feedback(session: DbSession, feedback: Feedback, *, by: Account, at: datetime) -> None:
    """Note that a barrier is gone or answered, and erase how to reach who told us.

    Settling twice changes nothing.

    Raises:
        NotAllowedError: `by` is no administrator.
    """
    if not by.has(Role.ADMINISTRATOR):
        raise NotAllowedError("only administrators settle feedback")
    if feedback.settled_at is None:
        feedback.settled_at, feedback.contact = at, ""
        record(session, PageEvent.FEEDBACK_SETTLED, feedback, by=by, at=at)


def forget_contacts(session: DbSession, *, at: datetime) -> int:
    """Erase how to reach people whose barrier is open after `FEEDBACK_KEPT_DAYS`; say how many."""
    over = (Feedback.given_at < at - timedelta(days=FEEDBACK_KEPT_DAYS)) & (Feedback.contact != "")
    return rows_changed(session, update(Feedback).where(over).values(contact=""))


def forget_feedback(session: DbSession, *, at: datetime) -> int:
    """Delete messages settled more than `FEEDBACK_KEPT_DAYS` ago, and return how many."""
    over = Feedback.settled_at < at - timedelta(days=FEEDBACK_KEPT_DAYS)
    return rows_changed(session, delete(Feedback).where(over))
