"""Mails on their way. Put here in the same transaction as what they tell of, sent by the clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from secrets import token_hex
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    String,
    Text,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from participate.core.db import Base, DbSession, rows_changed
from participate.core.sealed import sealed
from participate.core.smtp import FINAL, Trouble

#: For how long a mail belongs to whoever sends it just now. A server that was killed in the middle
#: leaves it to the next one after that.
LEASE_MINUTES = 10
#: Minutes to the next attempt: 1, 2, 4 … and never more than this.
LONGEST_DELAY_MINUTES = 60
#: Days after which nobody tries any more, as mail servers do themselves (RFC 5321, 4.5.4.1).
GIVE_UP_DAYS = 4
#: Days for which the list shows that a mail was sent; its text is gone at once.
SENT_KEPT_DAYS = 7
#: Days for which the list shows that a mail could not be sent.
GIVEN_UP_KEPT_DAYS = 30
#: What the text of a mail is sealed for.
TEXT = "mail"
#: A mail that no sender holds.
NOBODYS: dict[str, Any] = {"claim": None, "claimed_until": None}


class MailState(StrEnum):
    """How far a mail is."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"


class OutgoingMail(Base):
    """One mail to one address."""

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
        CheckConstraint("(state = 'waiting') = (body IS NOT NULL)", name="text_while_waiting"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Makes the Message-ID: a mail sent a second time is the same mail to whoever gets it.
    key: Mapped[str] = mapped_column(String(32), unique=True)
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    #: Sealed, see `core.sealed`: it may hold a link that signs somebody in. Empty once it is sent.
    body: Mapped[str | None] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(20))
    state: Mapped[MailState] = mapped_column(default=MailState.WAITING, index=True)
    put_at: Mapped[datetime]
    #: When what it says is over; it is not sent later than that.
    expires_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    #: Whose it is just now, drawn anew for each attempt, and until when.
    claim: Mapped[str | None] = mapped_column(String(32))
    claimed_until: Mapped[datetime | None]
    #: Why the last attempt failed, and the number the server answered with.
    trouble: Mapped[Trouble | None]
    code: Mapped[int] = mapped_column(default=0)
    settled_at: Mapped[datetime | None]


@dataclass(frozen=True)
class ClaimedMail:
    """A mail that belongs to one sender for `LEASE_MINUTES`."""

    id: int
    claim: str
    key: str
    recipient: str
    subject: str
    body: str  #: sealed for `TEXT`
    language: str
    put_at: datetime


def put_mail(
    session: DbSession,
    *,
    to: str,
    subject: str,
    body: str,
    key: bytes,
    language: str,
    at: datetime,
    expires_at: datetime | None = None,
) -> OutgoingMail:
    """Put a mail into the outbox; it goes out after this transaction's commit, and only then.

    Args:
        session: left uncommitted.
        to: one address.
        subject: one line, up to 200 characters.
        body: plain text; kept sealed, because it may hold a link that signs somebody in.
        key: the installation's secret, which seals it.
        language: the text's, such as `de`.
        at: the moment.
        expires_at: after this nobody needs it; None sends it however late.
    """
    mail = OutgoingMail(
        key=token_hex(16),
        recipient=to,
        subject=subject,
        body=sealed(key, TEXT, body),
        language=language,
        put_at=at,
        next_try_at=at,
        expires_at=expires_at,
    )
    session.add(mail)
    session.flush()
    return mail


def _due(at: datetime) -> ColumnElement[bool]:
    free = or_(OutgoingMail.claimed_until.is_(None), OutgoingMail.claimed_until < at)
    return (OutgoingMail.state == MailState.WAITING) & (OutgoingMail.next_try_at <= at) & free


def oldest_due(session: DbSession, *, at: datetime) -> datetime | None:
    """Return since when the mail that waits longest could have been sent; None if none waits."""
    return session.scalar(select(func.min(OutgoingMail.next_try_at)).where(_due(at)))


def is_mail_due(session: DbSession, *, at: datetime) -> bool:
    """Say whether there is something to send. Takes no lock."""
    return bool(session.scalar(select(exists().where(_due(at)))))


def claim_mail(session: DbSession, *, at: datetime) -> ClaimedMail | None:
    """Take the mail that has waited longest; commit before sending it.

    Nobody else gets it for `LEASE_MINUTES`. Two who ask at once get two different ones: PostgreSQL
    passes over locked rows, SQLite lets in one writer at a time.
    """
    longest = OutgoingMail.next_try_at, OutgoingMail.id  # of two put at once, the first one
    first = select(OutgoingMail.id).where(_due(at)).order_by(*longest).limit(1)
    mail = session.scalar(
        update(OutgoingMail)
        .where(OutgoingMail.id == first.with_for_update(skip_locked=True).scalar_subquery())
        .values(
            claim=token_hex(16),
            claimed_until=at + timedelta(minutes=LEASE_MINUTES),
            attempts=OutgoingMail.attempts + 1,
        )
        .returning(OutgoingMail)
        .execution_options(populate_existing=True)
    )
    if mail is None:
        return None
    if mail.expires_at is not None and mail.expires_at <= at:
        _give_up(session, mail.id, str(mail.claim), Trouble.TOO_LATE, 0, at)
        return claim_mail(session, at=at)
    names = ("id", "claim", "key", "recipient", "subject", "body", "language", "put_at")
    return ClaimedMail(**{name: getattr(mail, name) for name in names})


def settle_sent(session: DbSession, mail: ClaimedMail, *, at: datetime) -> None:
    """Note that the server took a mail, and forget its text."""
    _settle(session, mail.id, mail.claim, state=MailState.SENT, body=None, settled_at=at)


def settle_failed(
    session: DbSession, mail: ClaimedMail, *, trouble: Trouble, code: int, at: datetime
) -> None:
    """Note why a mail was not taken: try again later, or give up when that is no use."""
    if trouble in FINAL or at - mail.put_at > timedelta(days=GIVE_UP_DAYS):
        _give_up(session, mail.id, mail.claim, trouble, code, at)
        return
    attempts = session.scalar(select(OutgoingMail.attempts).where(OutgoingMail.id == mail.id)) or 1
    minutes = min(1 << min(attempts - 1, 10), LONGEST_DELAY_MINUTES)
    later = at + timedelta(minutes=minutes)
    _settle(session, mail.id, mail.claim, trouble=trouble, code=code, next_try_at=later)


def _give_up(
    session: DbSession, mail_id: int, claim: str, trouble: Trouble, code: int, at: datetime
) -> None:
    _settle(session, mail_id, claim, code=code, **_given_up(trouble, at))


def _given_up(trouble: Trouble, at: datetime) -> dict[str, Any]:
    return {"state": MailState.GIVEN_UP, "body": None, "settled_at": at, "trouble": trouble}


def _settle(session: DbSession, mail_id: int, claim: str, **values: object) -> None:
    """Write down how an attempt ended, unless the mail is somebody else's by now."""
    mine = (OutgoingMail.id == mail_id) & (OutgoingMail.claim == claim)
    session.execute(update(OutgoingMail).where(mine).values(**NOBODYS, **values))


def try_waiting_now(session: DbSession, *, at: datetime) -> None:
    """Let every mail that waits for its next attempt be tried at once."""
    waiting = OutgoingMail.state == MailState.WAITING
    session.execute(update(OutgoingMail).where(waiting).values(next_try_at=at))


def forget_sent_mails(session: DbSession, *, at: datetime) -> int:
    """Delete what was sent more than `SENT_KEPT_DAYS` ago, and return how many mails that were."""
    return _forget(session, MailState.SENT, at - timedelta(days=SENT_KEPT_DAYS))


def forget_given_up_mails(session: DbSession, *, at: datetime) -> int:
    """Delete what was given up more than `GIVEN_UP_KEPT_DAYS` ago; return how many it were.

    What waits for more than `GIVE_UP_DAYS` is given up first: where no mail server is set any more,
    nobody else does.
    """
    too_old = OutgoingMail.put_at < at - timedelta(days=GIVE_UP_DAYS, minutes=LEASE_MINUTES)
    waits = (OutgoingMail.state == MailState.WAITING) & too_old
    values = NOBODYS | _given_up(Trouble.TOO_LATE, at)
    session.execute(update(OutgoingMail).where(waits).values(**values))
    return _forget(session, MailState.GIVEN_UP, at - timedelta(days=GIVEN_UP_KEPT_DAYS))


def _forget(session: DbSession, state: MailState, before: datetime) -> int:
    over = (OutgoingMail.state == state) & (OutgoingMail.settled_at < before)
    return rows_changed(session, delete(OutgoingMail).where(over))
