"""Reading across slices: the home page, what a participant wrote, feedback, the audit log."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, distinct, func, or_, select
from sqlalchemy.orm import joinedload

from participate.accounts.models import Account
from participate.board.models import Resolution
from participate.core.audit import AuditEntry, AuditSeal
from participate.core.db import DbSession
from participate.core.errors import NotFoundError
from participate.core.paging import Page, page_of
from participate.ideas.models import AnsweredNeed, Idea
from participate.needs.models import Need
from participate.offers.models import Offer
from participate.offers.rules import OfferStatus
from participate.pages.models import Feedback
from participate.pages.rules import ENTRIES_PER_PAGE, LATEST_FULFILMENTS, NEXT_WORKSHOPS
from participate.requirements.models import Requirement, Source
from participate.requirements.queries import PUBLIC
from participate.requirements.rules import RequirementStatus
from participate.trace.models import Fulfilment
from participate.workshops.models import Participant, Step, Workshop
from participate.workshops.rules import StepState, WorkshopStatus

IS_PUBLIC = Workshop.status == WorkshopStatus.PUBLISHED
HAS_OPEN_STEP = Workshop.steps.any(Step.state == StepState.OPEN)


@dataclass(frozen=True, slots=True)
class Way:
    """The way of all wishes in figures: what the public can read, nothing hidden, no drafts."""

    workshops: int
    needs: int
    ideas: int
    reviewed: int  #: ideas the board decided about
    requirements: int  #: public ones, without those that were dropped
    offers: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """An offer that fulfils a requirement, and how many needs that requirement comes from."""

    fulfilment: Fulfilment
    needs: int


def way_in_figures(session: DbSession) -> Way:
    """Count everything in one statement."""
    public_ideas = (
        select(Idea.id).join(Idea.workshop).where(IS_PUBLIC, Idea.hidden_at.is_(None)).subquery()
    )
    counts = (
        select(func.count(distinct(Need.workshop_id)))
        .join(Need.workshop)
        .where(IS_PUBLIC, Need.hidden_at.is_(None)),
        select(func.count(Need.id)).join(Need.workshop).where(IS_PUBLIC, Need.hidden_at.is_(None)),
        select(func.count()).select_from(public_ideas),
        select(func.count(distinct(Resolution.idea_id))).where(
            Resolution.idea_id.in_(select(public_ideas.c.id))
        ),
        select(func.count(Requirement.id)).where(
            PUBLIC, Requirement.status != RequirementStatus.DROPPED
        ),
        select(func.count(Offer.id)).where(Offer.status == OfferStatus.PUBLISHED),
    )
    return Way(*session.execute(select(*(count.scalar_subquery() for count in counts))).one())


def running_workshop(session: DbSession, *, at: datetime) -> Workshop | None:
    """Return the published workshop that is going on: a step is open, or its time has come."""
    now = and_(Workshop.starts_at <= at, Workshop.ends_at >= at)
    statement = (
        select(Workshop)
        .where(IS_PUBLIC, or_(HAS_OPEN_STEP, now))
        .order_by(HAS_OPEN_STEP.desc(), Workshop.starts_at.desc(), Workshop.id)
    )
    return session.scalars(statement.limit(1)).first()


def next_workshops(session: DbSession, *, at: datetime) -> Sequence[Workshop]:
    """Return the published workshops that are still to come, the next one first."""
    statement = select(Workshop).where(IS_PUBLIC, Workshop.starts_at > at)
    statement = statement.order_by(Workshop.starts_at, Workshop.id).limit(NEXT_WORKSHOPS)
    return session.scalars(statement).all()


def latest_outcomes(session: DbSession) -> list[Outcome]:
    """Return the newest fulfilments of public requirements by published offers, in one query."""
    requirement_id = Fulfilment.requirement_id
    answered = (
        select(AnsweredNeed.need_id)
        .join(Source, Source.idea_id == AnsweredNeed.idea_id)
        .where(Source.requirement_id == requirement_id)
        .correlate(Fulfilment)
    )
    clusters = (
        select(Idea.cluster_id)
        .join(Source, Source.idea_id == Idea.id)
        .where(Source.requirement_id == requirement_id, Idea.cluster_id.is_not(None))
        .correlate(Fulfilment)
    )
    needs = (
        select(func.count(Need.id))
        .join(Need.workshop)
        .where(
            IS_PUBLIC,
            Need.hidden_at.is_(None),
            or_(Need.id.in_(answered), Need.cluster_id.in_(clusters)),
        )
        .correlate(Fulfilment)
        .scalar_subquery()
    )
    statement = (
        select(Fulfilment, needs)
        .join(Fulfilment.offer)
        .join(Fulfilment.requirement)
        .where(Offer.status == OfferStatus.PUBLISHED, PUBLIC)
        .options(joinedload(Fulfilment.offer), joinedload(Fulfilment.requirement))
        .order_by(Fulfilment.recorded_at.desc(), Fulfilment.offer_id.desc(), requirement_id)
        .limit(LATEST_FULFILMENTS)
    )
    return [Outcome(*row) for row in session.execute(statement)]


def needs_of(session: DbSession, participant: Participant) -> Sequence[Need]:
    """Return what a participant lacks, newest first, hidden ones too: they are their own."""
    statement = select(Need).where(Need.participant_id == participant.id)
    return session.scalars(statement.order_by(Need.submitted_at.desc(), Need.id.desc())).all()


def ideas_of(session: DbSession, participant: Participant) -> Sequence[Idea]:
    """Return what a participant proposed, newest first, hidden ones too."""
    statement = select(Idea).where(Idea.participant_id == participant.id)
    return session.scalars(statement.order_by(Idea.submitted_at.desc(), Idea.id.desc())).all()


def all_feedback() -> Select[Feedback]:
    """Select all feedback: what is open first, and there what waits longest."""
    settled = Feedback.settled_at.is_not(None)
    return select(Feedback).order_by(settled, Feedback.given_at, Feedback.id)


def get_feedback(session: DbSession, feedback_id: int | None) -> Feedback:
    """Return one piece of feedback.

    Raises:
        NotFoundError: there is none with this id.
    """
    feedback = session.get(Feedback, feedback_id) if feedback_id is not None else None
    if feedback is None:
        raise NotFoundError(f"feedback {feedback_id}")
    return feedback


def audit_page(
    session: DbSession, *, events: Collection[str] | None, number: int
) -> Page[AuditEntry]:
    """Return one page of the audit log, newest first.

    Args:
        session: where to read.
        events: keep only these; None keeps all.
        number: 1 is the first page.
    """
    statement = select(AuditEntry).order_by(AuditEntry.id.desc())
    if events is not None:
        statement = statement.where(AuditEntry.event.in_(events))
    return page_of(session, statement, number=number, per_page=ENTRIES_PER_PAGE)


def actor_names(session: DbSession, entries: Collection[AuditEntry]) -> dict[int, str]:
    """Return the names of the accounts that acted in these entries, by account id."""
    wanted = {entry.actor_id for entry in entries if entry.actor_table == Account.__tablename__}
    rows = session.execute(
        select(Account.id, Account.display_name).where(Account.id.in_(wanted - {None}))
    )
    return {row[0]: row[1] for row in rows}


def seals_of(session: DbSession, entries: Collection[AuditEntry]) -> dict[int, int]:
    """Return the position in the chain of each of these entries that is sealed, by entry id."""
    rows = session.execute(
        select(AuditSeal.entry_id, AuditSeal.position).where(
            AuditSeal.entry_id.in_([entry.id for entry in entries])
        )
    )
    return {row[0]: row[1] for row in rows}
