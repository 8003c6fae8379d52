"""What offers fulfil, and what they could."""

from collections.abc import Collection, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, lazyload

from participate.core.db import DbSession
from participate.core.errors import NotFoundError
from participate.core.paging import Page, page_of
from participate.offers.models import Offer
from participate.requirements.models import Requirement
from participate.requirements.queries import PUBLIC
from participate.requirements.rules import RequirementStatus, number_of
from participate.trace.models import Fulfilment
from participate.trace.rules import CHOICES_PER_PAGE

_PLAIN = (lazyload(Requirement.criteria), lazyload(Requirement.sources))


def requirements_of(
    session: DbSession, offer: Offer, *, proposals: bool = False
) -> Sequence[Requirement]:
    """Return the requirements an offer fulfils, by number.

    Args:
        session: where to read.
        offer: which one.
        proposals: also those that are not public yet.
    """
    statement = (
        select(Requirement)
        .join(Fulfilment, Fulfilment.requirement_id == Requirement.id)
        .where(Fulfilment.offer_id == offer.id)
        .options(*_PLAIN)
        .order_by(Requirement.number)
    )
    return session.scalars(statement if proposals else statement.where(PUBLIC)).all()


def fulfilments_of(
    session: DbSession, offer: Offer, *, proposals: bool = False
) -> Sequence[Fulfilment]:
    """Return what an offer was said to fulfil, with the requirements, by number.

    Args:
        session: where to read.
        offer: which one.
        proposals: also requirements that are not public any more.
    """
    statement = (
        select(Fulfilment)
        .join(Fulfilment.requirement)
        .where(Fulfilment.offer_id == offer.id)
        .options(joinedload(Fulfilment.requirement).options(*_PLAIN))
        .order_by(Requirement.number)
    )
    return session.scalars(statement if proposals else statement.where(PUBLIC)).all()


def get_fulfilment(session: DbSession, offer: Offer, requirement: Requirement) -> Fulfilment:
    """Return what was said about this offer and this requirement.

    Raises:
        NotFoundError: nobody said that it fulfils it.
    """
    fulfilment = session.get(Fulfilment, (offer.id, requirement.id))
    if fulfilment is None:
        raise NotFoundError(f"offer {offer.id} does not fulfil requirement {requirement.id}")
    return fulfilment


def requirements_to_fulfil(
    session: DbSession, offer: Offer, *, search: str = "", number: int = 1
) -> Page[Requirement]:
    """Return one page of public requirements that an offer could be said to fulfil, by number.

    Args:
        session: where to read.
        offer: what it fulfils already is left out.
        search: keep only titles and stories that contain this, or the one with this key.
        number: of the page, from 1.
    """
    already = select(Fulfilment.requirement_id).where(Fulfilment.offer_id == offer.id)
    statement = (
        select(Requirement)
        .where(
            PUBLIC,
            Requirement.status != RequirementStatus.DROPPED,
            Requirement.id.not_in(already),
        )
        .options(*_PLAIN)
        .order_by(Requirement.number)
    )
    if search:
        statement = statement.where(
            or_(
                Requirement.title.icontains(search, autoescape=True),
                Requirement.story.icontains(search, autoescape=True),
                Requirement.number == number_of(search.upper()),
            )
        )
    return page_of(session, statement, number=number, per_page=CHOICES_PER_PAGE)


def public_requirements(session: DbSession, ids: Collection[int]) -> Sequence[Requirement]:
    """Return those of these requirements that everybody may know of, by number."""
    return session.scalars(
        select(Requirement)
        .where(Requirement.id.in_(ids), PUBLIC)
        .options(*_PLAIN)
        .order_by(Requirement.number)
    ).all()
