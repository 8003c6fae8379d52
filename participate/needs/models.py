"""The need, in its author's words, and the cluster it was put into."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participate.accounts.models import Account
from participate.core.db import Base
from participate.core.taxonomy import FieldOfAction, LifePhase
from participate.needs.rules import (
    AS_A_MAX,
    HEADLINE_MAX,
    I_NEED_MAX,
    PLACE_MAX,
    REASON_MAX,
    SO_THAT_MAX,
)
from participate.workshops.models import Actor, Participant, StakeholderGroup, Workshop
from participate.workshops.rules import Channel


class Cluster(Base):
    """Needs that belong together, under a headline. Each need keeps its own words."""

    __tablename__ = "cluster"
    __table_args__ = (CheckConstraint("length(headline) > 0", name="headline_not_empty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"), index=True)
    headline: Mapped[str] = mapped_column(String(HEADLINE_MAX))
    created_at: Mapped[datetime]
    #: It then holds no needs any more, but ideas that were proposed for it still refer to it.
    dissolved_at: Mapped[datetime | None]

    workshop: Mapped[Workshop] = relationship()


class Need(Base):
    """What somebody lacks: "As a … I need … so that …". It may stay unsolved, and visible."""

    __tablename__ = "need"
    __table_args__ = (
        CheckConstraint("length(i_need) > 0", name="i_need_not_empty"),
        CheckConstraint("participant_id IS NULL OR account_id IS NULL", name="one_author"),
        CheckConstraint("(hidden_at IS NULL) = (hidden_reason IS NULL)", name="hidden_with_reason"),
        Index(None, "workshop_id", "hidden_at", "submitted_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"))
    #: Its author, when a participant wrote it. Empty once they took their data back.
    participant_id: Mapped[int | None] = mapped_column(
        ForeignKey("participant.id", ondelete="SET NULL"), index=True
    )
    #: Who typed it, when a moderator did, for somebody else or from a card.
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    #: Whose need it is: the author's group, or the one the helper chose.
    group_key: Mapped[str] = mapped_column(ForeignKey("stakeholder_group.key"))
    as_a: Mapped[str] = mapped_column(String(AS_A_MAX))
    i_need: Mapped[str] = mapped_column(String(I_NEED_MAX))
    so_that: Mapped[str] = mapped_column(String(SO_THAT_MAX), default="")
    life_phase: Mapped[LifePhase | None]
    field_of_action: Mapped[FieldOfAction | None]
    place: Mapped[str] = mapped_column(String(PLACE_MAX), default="")
    channel: Mapped[Channel] = mapped_column(default=Channel.PHONE)
    cluster_id: Mapped[int | None] = mapped_column(ForeignKey("cluster.id"), index=True)
    clustered_at: Mapped[datetime | None]
    #: Goes up with each edit; what is built on a need remembers the number it was built on.
    text_version: Mapped[int] = mapped_column(default=1)
    submitted_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str | None] = mapped_column(String(REASON_MAX))

    workshop: Mapped[Workshop] = relationship()
    participant: Mapped[Participant | None] = relationship()
    account: Mapped[Account | None] = relationship()
    group: Mapped[StakeholderGroup] = relationship(lazy="joined")
    cluster: Mapped[Cluster | None] = relationship()

    @property
    def author(self) -> Actor | None:
        """Who wrote it; None once that is erased."""
        return self.participant or self.account

    @author.setter
    def author(self, actor: Actor | None) -> None:
        self.participant = actor if isinstance(actor, Participant) else None
        self.account = actor if isinstance(actor, Account) else None
