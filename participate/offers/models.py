"""Providers, their people, and their offers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, event, inspect
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participate.accounts.models import Account
from participate.core.db import Base
from participate.core.taxonomy import LifePhase
from participate.offers.rules import (
    AGE_MAX,
    LINE_MAX,
    PHONE_MAX,
    TITLE_MAX,
    CostKind,
    Details,
    OfferStatus,
    dialable,
    name_key,
    searchable,
)


class Provider(Base):
    """Who runs offers: a kindergarten, an association, a department, a business."""

    __tablename__ = "provider"
    __table_args__ = (
        CheckConstraint("length(name) > 0", name="name_not_empty"),
        Index("uq_provider_name_key", "name_key", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(TITLE_MAX), unique=True)
    #: What the name has alike with one that looks the same, see `rules.name_key`. Two that were
    #: there before this column have different ones until one of them gets another name.
    name_key: Mapped[str] = mapped_column(String(64), server_default="")
    #: Such as a website; shown with every offer.
    website: Mapped[str] = mapped_column(String(LINE_MAX), default="")
    #: Its name as it is searched in; written with it, see `keep_provider_searchable`.
    search_text: Mapped[str] = mapped_column(default="")

    members: Mapped[list[Account]] = relationship(secondary="provider_member")


class ProviderMember(Base):
    """This account keeps the offers of that provider."""

    __tablename__ = "provider_member"

    provider_id: Mapped[int] = mapped_column(
        ForeignKey("provider.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Offer(Base):
    """Something a family can use. Its provider keeps it true."""

    __tablename__ = "offer"
    __table_args__ = (
        CheckConstraint("length(title) > 0", name="title_not_empty"),
        CheckConstraint(
            f"age_from BETWEEN 0 AND {AGE_MAX} AND age_to BETWEEN age_from AND {AGE_MAX}",
            name="ages_in_range",
        ),
        Index("uq_offer_source_id", "source_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    title: Mapped[str] = mapped_column(String(TITLE_MAX))
    description: Mapped[str]
    #: Whole years of the child, both ends included; empty means any age.
    age_from: Mapped[int | None]
    age_to: Mapped[int | None]
    cost_kind: Mapped[CostKind]
    cost_note: Mapped[str] = mapped_column(String(LINE_MAX), default="")
    place: Mapped[str] = mapped_column(String(LINE_MAX), default="")
    opening_hours: Mapped[str] = mapped_column(default="")
    how_to_apply: Mapped[str] = mapped_column(default="")
    #: A function such as "Sekretariat", and what it answers for; never a private person.
    contact: Mapped[str] = mapped_column(String(LINE_MAX), default="")
    responsible_for: Mapped[str] = mapped_column(String(LINE_MAX), default="")
    phone: Mapped[str] = mapped_column(String(PHONE_MAX), default="")
    email: Mapped[str] = mapped_column(String(LINE_MAX), default="")
    status: Mapped[OfferStatus] = mapped_column(default=OfferStatus.DRAFT, index=True)
    #: The day on which the provider last said that all of this is still true.
    confirmed_on: Mapped[date | None]
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    #: Goes up with each edit, so that of two people who edit at once the second one is told.
    text_version: Mapped[int] = mapped_column(default=1)
    #: Where an import found it, such as `kita-csv:9f86…`; empty when somebody wrote it here.
    source_id: Mapped[str | None] = mapped_column(String(80))
    #: What the import was told about its source, for those who read the offer.
    source: Mapped[str | None] = mapped_column(String(LINE_MAX))
    #: Title, description and place as they are searched in; begins with the title, so that lists
    #: sort by it on every database alike. See `keep_offer_searchable`.
    search_text: Mapped[str] = mapped_column(default="")

    provider: Mapped[Provider] = relationship(lazy="joined")
    phases: Mapped[list[OfferPhase]] = relationship(
        cascade="all, delete-orphan", order_by="OfferPhase.life_phase", lazy="selectin"
    )

    @property
    def life_phases(self) -> list[LifePhase]:
        """The life phases it is for, in the order of life."""
        mine = {phase.life_phase for phase in self.phases}
        return [phase for phase in LifePhase if phase in mine]

    @property
    def dialable_phone(self) -> str:
        """The telephone number as a link wants it."""
        return dialable(self.phone)

    @property
    def details(self) -> Details:
        """All that its provider says about it."""
        plain = {name: getattr(self, name) for name in Details.__slots__ if name != "life_phases"}
        return Details(life_phases=tuple(self.life_phases), **plain)


class OfferPhase(Base):
    """This offer is for families in that life phase."""

    __tablename__ = "offer_phase"

    offer_id: Mapped[int] = mapped_column(
        ForeignKey("offer.id", ondelete="CASCADE"), primary_key=True
    )
    life_phase: Mapped[LifePhase] = mapped_column(primary_key=True, index=True)


@event.listens_for(Offer, "before_insert")
@event.listens_for(Offer, "before_update")
def keep_offer_searchable(_mapper: Any, _connection: Any, offer: Offer) -> None:
    """Whoever writes an offer writes what it is found by, in the same statement."""
    offer.search_text = searchable(offer.title, offer.description, offer.place or "")


@event.listens_for(Provider, "before_insert")
@event.listens_for(Provider, "before_update")
def keep_provider_searchable(_mapper: Any, _connection: Any, provider: Provider) -> None:
    """Whoever writes a provider writes what its offers are found by, and what must be unique."""
    provider.search_text = searchable(provider.name)
    if inspect(provider).attrs.name.history.has_changes():
        provider.name_key = name_key(provider.name)
