"""The requirement, where it comes from, how its status went, and the releases."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, exists
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from participate.accounts.models import Account
from participate.core.db import Base
from participate.core.taxonomy import FieldOfAction, LifePhase
from participate.ideas.models import Idea
from participate.requirements.rules import (
    CRITERION_MAX,
    OWNER_MAX,
    TITLE_MAX,
    Moscow,
    RequirementStatus,
    key_of,
)


class Requirement(Base):
    """One thing the platform must do, written by the town from what people proposed."""

    __tablename__ = "requirement"
    __table_args__ = (
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("length(title) > 0", name="title_not_empty"),
        CheckConstraint("length(story) > 0", name="story_not_empty"),
        Index(None, "status", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Counted up without reuse; see `rules.key_of`.
    number: Mapped[int] = mapped_column(unique=True)
    title: Mapped[str] = mapped_column(String(TITLE_MAX))
    story: Mapped[str]
    rationale: Mapped[str] = mapped_column(default="")
    moscow: Mapped[Moscow]
    #: The department that answers for it.
    owner: Mapped[str] = mapped_column(String(OWNER_MAX), default="")
    field_of_action: Mapped[FieldOfAction | None]
    life_phase: Mapped[LifePhase | None]
    status: Mapped[RequirementStatus] = mapped_column(default=RequirementStatus.PROPOSED)
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    #: Goes up with each edit, so that of two people who edit at once the second one is told.
    text_version: Mapped[int] = mapped_column(default=1)

    criteria: Mapped[list[AcceptanceCriterion]] = relationship(
        order_by="AcceptanceCriterion.position", cascade="all, delete-orphan", lazy="selectin"
    )
    sources: Mapped[list[Source]] = relationship(
        order_by="Source.idea_id", cascade="all, delete-orphan", lazy="selectin"
    )
    changes: Mapped[list[StatusChange]] = relationship(
        order_by="StatusChange.id", cascade="all, delete-orphan"
    )

    @property
    def key(self) -> str:
        """The stable key, such as `ANF-0012`."""
        return key_of(self.number)

    if TYPE_CHECKING:
        #: Whether a release holds it; read with the row, see the end of this module.
        released: bool

    @property
    def public(self) -> bool:
        """Whether everybody may read it: from its adoption on, and once a release held it."""
        return self.released or self.status is not RequirementStatus.PROPOSED

    def set_criteria(self, texts: list[str]) -> None:
        """Say by what it is judged, in the rows there are: each position is unique."""
        for criterion, said in zip(self.criteria, texts, strict=False):
            criterion.text = said
        for position in range(len(self.criteria), len(texts)):
            self.criteria.append(AcceptanceCriterion(position=position + 1, text=texts[position]))
        del self.criteria[len(texts) :]


class AcceptanceCriterion(Base):
    """One sentence by which anyone can tell whether the requirement is met."""

    __tablename__ = "acceptance_criterion"
    __table_args__ = (
        UniqueConstraint("requirement_id", "position"),
        CheckConstraint("length(text) > 0", name="text_not_empty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id", ondelete="CASCADE"))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(CRITERION_MAX))


class Source(Base):
    """The requirement comes from this idea, as it read then."""

    __tablename__ = "requirement_source"

    requirement_id: Mapped[int] = mapped_column(
        ForeignKey("requirement.id", ondelete="CASCADE"), primary_key=True
    )
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), primary_key=True, index=True)
    #: The idea's `text_version` when it was adopted; a newer one makes this source suspect.
    text_version: Mapped[int]

    idea: Mapped[Idea] = relationship(lazy="joined")

    @property
    def suspect(self) -> bool:
        """Whether the idea was edited after the requirement was written from it."""
        return self.idea.text_version > self.text_version


class ContributionSalt(Base):
    """What makes the digest of a contribution say nothing to those who guess its words.

    Releases hold salted digests of contributions, never their words. Once the salt is gone, with
    its idea, no release can be linked to what somebody took back.
    """

    __tablename__ = "contribution_salt"

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("idea.id", ondelete="CASCADE"), primary_key=True
    )
    salt: Mapped[str] = mapped_column(String(64))


class StatusChange(Base):
    """One step of a requirement's status, with its reason."""

    __tablename__ = "status_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    requirement_id: Mapped[int] = mapped_column(
        ForeignKey("requirement.id", ondelete="CASCADE"), index=True
    )
    #: Empty for the first one.
    old: Mapped[RequirementStatus | None]
    new: Mapped[RequirementStatus]
    reason: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    changed_by: Mapped[Account | None] = relationship()


class Release(Base):
    """The backlog as it was published, for good: the database itself refuses to change it."""

    __tablename__ = "release"
    __table_args__ = (CheckConstraint("number > 0", name="number_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    title: Mapped[str] = mapped_column(String(TITLE_MAX))
    notes: Mapped[str] = mapped_column(default="")
    #: The town's own words and references to contributions, as `queries.snapshot` builds it.
    snapshot: Mapped[dict[str, Any]]
    #: SHA-256 of the canonical JSON of the snapshot.
    digest: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )

    published_by: Mapped[Account | None] = relationship()


class ReleasedRequirement(Base):
    """This requirement stands in that release."""

    __tablename__ = "released_requirement"

    release_id: Mapped[int] = mapped_column(
        ForeignKey("release.id", ondelete="CASCADE"), primary_key=True
    )
    requirement_id: Mapped[int] = mapped_column(
        ForeignKey("requirement.id", ondelete="CASCADE"), primary_key=True, index=True
    )


Requirement.released = column_property(  # type: ignore[assignment]
    exists()
    .where(ReleasedRequirement.requirement_id == Requirement.id)
    .correlate_except(ReleasedRequirement)
)
