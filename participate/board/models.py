"""Who is asked to review which idea, the reviews, and the board's resolutions."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participate.accounts.models import Account
from participate.board.rules import NOTE_MAX, RATING_MAX, Outcome
from participate.core.db import Base
from participate.ideas.models import Idea


def in_range(name: str) -> CheckConstraint:
    """Keep one rating between 0 and `RATING_MAX`."""
    return CheckConstraint(f"{name} BETWEEN 0 AND {RATING_MAX}", name=f"{name}_in_range")


class Assignment(Base):
    """The board is asked to look at an idea; every member sees it, or only those named."""

    __tablename__ = "assignment"

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("idea.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    assigned_at: Mapped[datetime]

    idea: Mapped[Idea] = relationship()
    account: Mapped[Account] = relationship()


class Review(Base):
    """What one member thinks of one idea. The note is for that member alone."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("idea_id", "account_id"),
        in_range("benefit"),
        in_range("feasibility"),
        in_range("reach"),
        in_range("urgency"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    benefit: Mapped[int]
    feasibility: Mapped[int]
    reach: Mapped[int]
    urgency: Mapped[int]
    note: Mapped[str] = mapped_column(String(NOTE_MAX), default="")
    reviewed_at: Mapped[datetime]

    idea: Mapped[Idea] = relationship()
    account: Mapped[Account] = relationship()


class Resolution(Base):
    """What the board decided about an idea, with its reason. The newest one stands."""

    __tablename__ = "resolution"
    __table_args__ = (
        CheckConstraint("length(reason) > 0", name="reason_not_empty"),
        CheckConstraint("yes >= 0 AND no >= 0 AND abstained >= 0", name="votes_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), index=True)
    outcome: Mapped[Outcome]
    reason: Mapped[str]
    yes: Mapped[int]
    no: Mapped[int]
    abstained: Mapped[int]
    #: What those outvoted wanted on the record; may be empty.
    dissent: Mapped[str] = mapped_column(default="")
    decided_on: Mapped[date]
    recorded_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    recorded_at: Mapped[datetime]

    idea: Mapped[Idea] = relationship()
    recorded_by: Mapped[Account | None] = relationship()
