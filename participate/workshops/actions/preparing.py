"""Preparing a workshop: what it is, where and when, and whether the public sees it."""

from collections.abc import Iterable
from datetime import datetime

from participate.accounts.models import Account
from participate.core.audit import record
from participate.core.db import DbSession
from participate.core.errors import MistakeError, NotAllowedError
from participate.core.text import tidy
from participate.workshops.access import may_facilitate
from participate.workshops.models import Step, Workshop
from participate.workshops.queries import code_taken
from participate.workshops.rules import (
    DEFAULT_AGENDA,
    PLACE_MAX,
    TEXT_MAX,
    TITLE_MAX,
    StepKind,
    WorkshopEvent,
    WorkshopStatus,
    code_hash,
    join_code,
)


class EndsTooSoonError(MistakeError):
    """A workshop ends after it begins."""


def create_workshop(
    session: DbSession,
    *,
    by: Account | None,
    secret: str,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    at: datetime,
    description: str = "",
    place: str = "",
    partners: str = "",
    agenda: Iterable[tuple[StepKind, int]] = DEFAULT_AGENDA,
) -> Workshop:
    """Prepare a workshop and return it: a draft with an agenda, and with a join code of its own.

    Args:
        session: left uncommitted.
        by: a moderator; None when an import does it.
        secret: of this installation; the join code hangs on it, see `rules.join_code`.
        title: 1 to `rules.TITLE_MAX` characters.
        starts_at: when it begins.
        ends_at: when it ends, after it began.
        at: the moment of creation.
        description: plain text, at most `rules.TEXT_MAX` characters.
        place: at most `rules.PLACE_MAX` characters.
        partners: who invites with the town, at most `rules.PLACE_MAX` characters.
        agenda: kind and minutes of each step, in order.

    Raises:
        NotAllowedError: `by` does not moderate.
        EndsTooSoonError: it would end before it begins.
        ValueError: a text has the wrong length, which the form should have caught.
    """
    workshop = Workshop()
    _set(workshop, by, title, description, place, partners, starts_at, ends_at)
    workshop.steps = [
        Step(kind=kind, minutes=minutes, position=position)
        for position, (kind, minutes) in enumerate(agenda, start=1)
    ]
    session.add(workshop)
    record(session, WorkshopEvent.CREATED, workshop, by=by, at=at)
    hashed = code_hash(secret, join_code(secret, workshop.id, number := 1))
    while code_taken(session, hashed):
        hashed = code_hash(secret, join_code(secret, workshop.id, number := number + 1))
    workshop.join_code_number, workshop.join_code_hash = number, hashed
    return workshop


def edit_workshop(
    session: DbSession,
    workshop: Workshop,
    *,
    by: Account,
    title: str,
    description: str,
    place: str,
    partners: str,
    starts_at: datetime,
    ends_at: datetime,
    at: datetime,
) -> None:
    """Change what a workshop says of itself; arguments and errors are those of `create_workshop`.

    Its code, its agenda and those who joined stay.
    """
    _set(workshop, by, title, description, place, partners, starts_at, ends_at)
    record(session, WorkshopEvent.CHANGED, workshop, by=by, at=at)


def _set(
    workshop: Workshop,
    by: Account | None,
    title: str,
    description: str,
    place: str,
    partners: str,
    starts_at: datetime,
    ends_at: datetime,
) -> None:
    if not may_facilitate(by):
        raise NotAllowedError("preparing a workshop")
    if ends_at <= starts_at:
        raise EndsTooSoonError(f"{starts_at} to {ends_at}")
    workshop.title = tidy(title, shortest=1, longest=TITLE_MAX)
    workshop.description = tidy(description, longest=TEXT_MAX)
    workshop.place = tidy(place, longest=PLACE_MAX)
    workshop.partners = tidy(partners, longest=PLACE_MAX)
    workshop.starts_at, workshop.ends_at = starts_at, ends_at


def publish_workshop(
    session: DbSession, workshop: Workshop, *, by: Account | None, at: datetime
) -> None:
    """Show a workshop to the public and let its code open it. Twice is once.

    Raises:
        NotAllowedError: `by` does not moderate.
    """
    _show(session, workshop, WorkshopStatus.PUBLISHED, WorkshopEvent.PUBLISHED, by, at)


def unpublish_workshop(
    session: DbSession, workshop: Workshop, *, by: Account, at: datetime
) -> None:
    """Make a workshop a draft again: the public does not find it, and its code opens nothing.

    Raises:
        NotAllowedError: `by` does not moderate.
    """
    _show(session, workshop, WorkshopStatus.DRAFT, WorkshopEvent.UNPUBLISHED, by, at)


def _show(
    session: DbSession,
    workshop: Workshop,
    status: WorkshopStatus,
    event: WorkshopEvent,
    by: Account | None,
    at: datetime,
) -> None:
    if not may_facilitate(by):
        raise NotAllowedError(f"publishing workshop {workshop.id}")
    if workshop.status is not status:
        workshop.status, workshop.version = status, workshop.version + 1
        record(session, event, workshop, by=by, at=at)
