"""Feedback on barriers, which every page offers (BITV 2.0, section 7)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from participate.core.db import Base
from participate.pages.rules import CONTACT_MAX, PAGE_MAX


class Feedback(Base):
    """Somebody met a barrier. How to reach them is theirs to give."""

    __tablename__ = "feedback"
    __table_args__ = (CheckConstraint("length(body) > 0", name="body_not_empty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str]
    #: The path of the page it is about; may be empty.
    page: Mapped[str] = mapped_column(String(PAGE_MAX), default="")
    #: Erased when the barrier is settled: nobody has to be reached then.
    contact: Mapped[str] = mapped_column(String(CONTACT_MAX), default="")
    given_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
