"""Erasing once more whom an older backup brought back."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from participate.accounts.models import Account
from participate.accounts.rules import AccountEvent
from participate.core.audit import AuditEntry
from participate.core.clock import town_day
from participate.core.db import DbSession
from participate.core.erasures import Erasure, list_erasures
from participate.privacy.actions.accounts import erase_account
from participate.privacy.actions.participants import erase_participant
from participate.privacy.rules import Texts
from participate.workshops.models import Participant
from participate.workshops.rules import WorkshopEvent


def erasures_in(session: DbSession) -> list[Erasure]:
    """Return who was erased at somebody's wish, as the log has it."""
    events = [AccountEvent.ERASED.value, WorkshopEvent.ERASED.value]
    entries = session.scalars(
        select(AuditEntry).where(AuditEntry.event.in_(events)).order_by(AuditEntry.id)
    )
    return [
        Erasure(one.subject_table, one.subject_id, one.at.isoformat(), one.details["texts"])
        for one in entries
    ]


def keep_erasures(session: DbSession, place: str) -> int:
    """Put whoever was erased on the list outside the database; return how many were not on it.

    Args:
        session: where to read; what is not committed must not be listed.
        place: of the file; an empty text keeps no list.

    Raises:
        OSError: the file cannot be written.
    """
    return list_erasures(Path(place), erasures_in(session)) if place else 0


def erase_again(session: DbSession, erasures: Iterable[Erasure]) -> int:
    """Erase whoever is on the list and in the database; return how many there were.

    Whoever came after an erasure is somebody else to whom the database gave the same number, and
    stays. Runs twice unharmed.
    """
    done = 0
    for erasure in erasures:
        at, texts = datetime.fromisoformat(erasure.at), Texts(erasure.texts)
        if erasure.table == Account.__tablename__:
            account = session.get(Account, erasure.id)
            if account is not None and account.created_at <= at:
                done += erase_account(
                    session, account, by=None, texts=texts, at=at, even_the_last=True
                )
        else:
            someone = session.get(Participant, erasure.id)
            if someone is not None and _was_there(session, someone, at):
                done += erase_participant(session, someone, by=None, texts=texts, at=at)
    return done


def _was_there(session: DbSession, someone: Participant, at: datetime) -> bool:
    """Say whether a participant had joined by a moment. The row knows the day, the log more."""
    joined_at = session.scalar(
        select(AuditEntry.at)
        .where(AuditEntry.event == WorkshopEvent.JOINED.value)
        .where(AuditEntry.subject_table == Participant.__tablename__)
        .where(AuditEntry.subject_id == someone.id)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    return joined_at <= at if joined_at is not None else someone.joined_on <= town_day(at)
