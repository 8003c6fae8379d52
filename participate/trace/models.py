"""What ties offers to requirements."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participate.core.db import Base
from participate.offers.models import Offer
from participate.requirements.models import Requirement
from participate.trace.rules import NOTE_MAX


class Fulfilment(Base):
    """This offer fulfils that requirement, wholly or in part, as the note says."""

    __tablename__ = "fulfilment"

    offer_id: Mapped[int] = mapped_column(
        ForeignKey("offer.id", ondelete="CASCADE"), primary_key=True
    )
    requirement_id: Mapped[int] = mapped_column(
        ForeignKey("requirement.id"), primary_key=True, index=True
    )
    note: Mapped[str] = mapped_column(String(NOTE_MAX), default="")
    recorded_at: Mapped[datetime]

    offer: Mapped[Offer] = relationship()
    requirement: Mapped[Requirement] = relationship()
