"""What waits for somebody who works here: counted in one statement, whatever their roles."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from participate.accounts.models import Account
from participate.accounts.rules import Role
from participate.board.models import Assignment, Resolution, Review
from participate.board.queries import IS_PUBLIC
from participate.board.rules import Outcome
from participate.core.db import DbSession
from participate.ideas.models import Idea, Report
from participate.offers.models import Offer, ProviderMember
from participate.offers.rules import CONFIRMED_DAYS, OfferStatus
from participate.pages.models import Feedback
from participate.pages.queries import HAS_OPEN_STEP
from participate.pages.rules import DESK_WORKSHOPS
from participate.requirements.models import Requirement, Source
from participate.requirements.rules import RequirementStatus
from participate.trace.models import Fulfilment
from participate.workshops.models import Workshop
from participate.workshops.rules import WorkshopStatus

#: A workshop stays on the desk for so long after its end: results are written up the day after.
AFTERWARDS = timedelta(days=2)

_UNDECIDED = ~select(Resolution.id).where(Resolution.idea_id == Assignment.idea_id).exists()
_NEWEST = select(func.max(Resolution.id)).group_by(Resolution.idea_id)


def _drafts(_account: Account, _today: date) -> Select[Any]:
    return select(func.count(Workshop.id)).where(Workshop.status == WorkshopStatus.DRAFT)


def _to_write(_account: Account, _today: date) -> Select[Any]:
    adopted = select(Source.idea_id).where(Source.idea_id == Resolution.idea_id)
    return select(func.count(Resolution.id)).where(
        Resolution.id.in_(_NEWEST),
        Resolution.outcome.in_([Outcome.RECOMMEND, Outcome.ADAPT]),
        ~adopted.exists(),
    )


def _without_offer(_account: Account, _today: date) -> Select[Any]:
    answered = select(Fulfilment.offer_id).where(Fulfilment.requirement_id == Requirement.id)
    going_on = (
        RequirementStatus.ADOPTED,
        RequirementStatus.IN_PROGRESS,
        RequirementStatus.DELIVERED,
    )
    return select(func.count(Requirement.id)).where(
        Requirement.status.in_(going_on), ~answered.exists()
    )


def _to_review(account: Account, _today: date) -> Select[Any]:
    mine = select(Review.id).where(
        Review.idea_id == Assignment.idea_id, Review.account_id == account.id
    )
    asked = select(func.count(Assignment.idea_id)).join(Assignment.idea)
    return asked.where(Assignment.account_id == account.id, IS_PUBLIC, ~mine.exists(), _UNDECIDED)


def _to_resolve(_account: Account, _today: date) -> Select[Any]:
    asked = select(func.count(func.distinct(Assignment.idea_id))).join(Assignment.idea)
    return asked.where(IS_PUBLIC, _UNDECIDED)


def _mine(account: Account) -> ColumnElement[bool]:
    providers = select(ProviderMember.provider_id).where(ProviderMember.account_id == account.id)
    return Offer.provider_id.in_(providers)


def _to_confirm(account: Account, today: date) -> Select[Any]:
    too_old = Offer.confirmed_on < today - timedelta(days=CONFIRMED_DAYS)
    return select(func.count(Offer.id)).where(
        _mine(account),
        Offer.status == OfferStatus.PUBLISHED,
        or_(Offer.confirmed_on.is_(None), too_old),
    )


def _without_provider(account: Account, _today: date) -> Select[Any]:
    belongs = select(ProviderMember.provider_id).where(ProviderMember.account_id == account.id)
    return select(func.count(Account.id)).where(Account.id == account.id, ~belongs.exists())


def _offer_drafts(account: Account, _today: date) -> Select[Any]:
    return select(func.count(Offer.id)).where(_mine(account), Offer.status == OfferStatus.DRAFT)


def _feedback(_account: Account, _today: date) -> Select[Any]:
    return select(func.count(Feedback.id)).where(Feedback.settled_at.is_(None))


COUNTS = {
    "drafts": (Role.MODERATOR, _drafts),
    "to_review": (Role.BOARD, _to_review),
    "to_resolve": (Role.CHAIR, _to_resolve),
    "to_write": (Role.MODERATOR, _to_write),
    "without_offer": (Role.MODERATOR, _without_offer),
    "without_provider": (Role.PROVIDER, _without_provider),
    "to_confirm": (Role.PROVIDER, _to_confirm),
    "offer_drafts": (Role.PROVIDER, _offer_drafts),
    "feedback": (Role.ADMINISTRATOR, _feedback),
}


def waiting_for(session: DbSession, account: Account, *, today: date) -> dict[str, int]:
    """Return how much of each kind waits for this account; what is done is left out.

    Args:
        session: where to read.
        account: its roles say which kinds concern it.
        today: in the town.
    """
    counts = {
        name: count(account, today).scalar_subquery().label(name)
        for name, (role, count) in COUNTS.items()
        if account.has(role)
    }
    if not counts:
        return {}
    row = session.execute(select(*counts.values())).one()
    return {name: number for name, number in row._mapping.items() if number}


def open_reports(session: DbSession) -> Sequence[tuple[int, str, int]]:
    """Return (workshop id, title, open reports) where somebody asked moderators to look."""
    statement = (
        select(Workshop.id, Workshop.title, func.count(Report.id))
        .join(Idea, Idea.workshop_id == Workshop.id)
        .join(Report, Report.idea_id == Idea.id)
        .where(Report.settled_at.is_(None))
        .group_by(Workshop.id, Workshop.title)
        .order_by(func.count(Report.id).desc(), Workshop.id)
        .limit(DESK_WORKSHOPS)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(statement)]


def workshops_at_hand(session: DbSession, *, at: datetime) -> Sequence[Workshop]:
    """Return the workshops a moderator works on now: running first, then by their time."""
    statement = (
        select(Workshop)
        .where(or_(HAS_OPEN_STEP, Workshop.ends_at > at - AFTERWARDS))
        .order_by(HAS_OPEN_STEP.desc(), Workshop.starts_at, Workshop.id)
        .limit(DESK_WORKSHOPS)
    )
    return session.scalars(statement).all()
