"""Writes that happened: a form sent twice counts once.

A browser may send the same form twice: a double tap, a lost answer, a reload. Each form carries a
random key; the first write leaves a row here in its own transaction, the second one finds it.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.dml import ReturningInsert

from participate.core.db import (
    Base,
    DbSession,
    dialect_of,
    insert_into,
    insert_on,
    rows_changed,
)

#: Days for which a form that was sent is recognised. A page left open longer has to be loaded anew.
KEPT_DAYS = 2
#: Seconds after which a write that leads nowhere is known to have broken off.
AT_WORK_SECONDS = 60


class DoneWrite(Base):
    """One form that was taken. Kept for some days, see `forget_writes`."""

    __tablename__ = "done_write"

    #: A hash of the form's path, its random key and what was typed: edited text is a new write.
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    #: Where the first answer led to; the second leads there, too. None while it is at work.
    location: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(index=True)


def claim_write(session: DbSession, key: str, *, at: datetime) -> DoneWrite | None:
    """Take a form's key within this transaction. Two at once: the later one waits for the first.

    Returns:
        None when this is the first time; the earlier write when it was done before.
    """
    taken = session.scalar(
        insert_into(session, DoneWrite)
        .values(key=key, at=at)
        .on_conflict_do_nothing()
        .returning(DoneWrite.key)
    )
    if taken is not None:
        return None
    return session.scalar(select(DoneWrite).where(DoneWrite.key == key))


def claim_writes(session: DbSession, keys: Mapping[str, str], *, at: datetime) -> set[str]:
    """Take many keys within this transaction, and return those that nobody has taken before.

    Args:
        session: left uncommitted.
        keys: key -> where a second copy of its form shall lead.
        at: the moment.
    """
    rows = [{"key": key, "location": keys[key], "at": at} for key in sorted(keys)]
    return set(session.scalars(_new_writes(dialect_of(session)), rows))


@cache
def _new_writes(dialect: str) -> ReturningInsert[Any]:
    return insert_on(dialect, DoneWrite).on_conflict_do_nothing().returning(DoneWrite.key)


def forget_claims(session: DbSession, keys: Collection[str]) -> None:
    """Let forms be sent again as they are: nothing came of them."""
    if keys:
        session.execute(delete(DoneWrite).where(DoneWrite.key.in_(keys)))


def begun_anew(session: DbSession, done: DoneWrite, *, at: datetime) -> bool:
    """Say whether nothing came of an earlier write, and take it over if so; one of two at once.

    A view that commits before its end leaves such a row when it fails after that.
    """
    if done.location is not None or at - done.at < timedelta(seconds=AT_WORK_SECONDS):
        return False
    same = (DoneWrite.key == done.key) & (DoneWrite.at == done.at) & DoneWrite.location.is_(None)
    return bool(rows_changed(session, update(DoneWrite).where(same).values(at=at)))


def forget_writes(session: DbSession, *, at: datetime) -> int:
    """Delete what is older than `KEPT_DAYS`, and return how many forms that were."""
    over = DoneWrite.at < at - timedelta(days=KEPT_DAYS)
    return rows_changed(session, delete(DoneWrite).where(over))
