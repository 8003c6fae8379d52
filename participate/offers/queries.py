"""Reading providers and offers."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import selectinload

from participate.accounts.models import Account, HeldRole
from participate.accounts.rules import Role
from participate.core.db import DbSession
from participate.core.errors import NotFoundError
from participate.core.paging import Page, page_of
from participate.core.taxonomy import LifePhase
from participate.offers.models import Offer, OfferPhase, Provider, ProviderMember
from participate.offers.rules import (
    OFFERS_PER_PAGE,
    WORDS_MAX,
    OfferStatus,
    Wanted,
    name_key,
    spellings,
)

#: How lists of offers are sorted: by title, an Ä as an A.
BY_TITLE = (Offer.search_text, Offer.id)


def get_offer(session: DbSession, offer_id: int, *, lock: bool = False) -> Offer:
    """Return one offer; `lock` makes others wait who want to change it, too.

    Raises:
        NotFoundError: there is none with this id.
    """
    offer = session.get(Offer, offer_id, with_for_update={"of": Offer} if lock else None)
    if offer is None:
        raise NotFoundError(f"offer {offer_id}")
    return offer


def doubled_names(session: DbSession) -> list[list[str]]:
    """List names of providers that look the same: those that came before this was refused."""
    alike: dict[str, list[str]] = {}
    for name in session.scalars(select(Provider.name).order_by(Provider.id)):
        alike.setdefault(name_key(name), []).append(name)
    return [names for names in alike.values() if len(names) > 1]


def get_provider(session: DbSession, provider_id: int) -> Provider:
    """Return one provider.

    Raises:
        NotFoundError: there is none with this id.
    """
    provider = session.get(Provider, provider_id)
    if provider is None:
        raise NotFoundError(f"provider {provider_id}")
    return provider


def published_offers(session: DbSession, wanted: Wanted, *, number: int = 1) -> Page[Offer]:
    """Return one page of what families find, by title.

    Args:
        session: where to read.
        wanted: every word of its search stands in the title, the description, the place or the
            provider's name, in whatever case and with or without the dots of an umlaut.
        number: of the page, from 1.
    """
    statement = select(Offer).where(Offer.status == OfferStatus.PUBLISHED).order_by(*BY_TITLE)
    if wanted.phase is not None:
        statement = statement.where(Offer.phases.any(OfferPhase.life_phase == wanted.phase))
    if wanted.age is not None:
        statement = statement.where(
            func.coalesce(Offer.age_from, wanted.age) <= wanted.age,
            func.coalesce(Offer.age_to, wanted.age) >= wanted.age,
        )
    if wanted.only_free:
        statement = statement.where(Offer.cost_kind == "free")
    words = wanted.search.split()[:WORDS_MAX]
    if words:
        statement = statement.join(Offer.provider).where(*map(_holds, words))
    return page_of(session, statement, number=number, per_page=OFFERS_PER_PAGE)


def _holds(word: str) -> ColumnElement[bool]:
    """Match an offer that holds this word in one of its spellings."""
    return or_(
        *(
            text.contains(spelling, autoescape=True)
            for spelling in spellings(word)
            for text in (Offer.search_text, Provider.search_text)
        )
    )


def published_by_phase(session: DbSession) -> dict[LifePhase, int]:
    """Return how many offers families find in each life phase, in the order of life."""
    rows = session.execute(
        select(OfferPhase.life_phase, func.count().label("offers"))
        .join(Offer, Offer.id == OfferPhase.offer_id)
        .where(Offer.status == OfferStatus.PUBLISHED)
        .group_by(OfferPhase.life_phase)
    )
    counted = {row.life_phase: row.offers for row in rows}
    return {phase: counted.get(phase, 0) for phase in LifePhase}


def offers_kept_by(session: DbSession, account: Account, *, number: int = 1) -> Page[Offer]:
    """Return one page of the offers this account keeps, by title; for administrators, of all."""
    statement = select(Offer).order_by(*BY_TITLE)
    if not account.has(Role.ADMINISTRATOR):
        statement = statement.join(
            ProviderMember, ProviderMember.provider_id == Offer.provider_id
        ).where(ProviderMember.account_id == account.id)
    return page_of(session, statement, number=number, per_page=OFFERS_PER_PAGE)


def providers_kept_by(session: DbSession, account: Account) -> Sequence[Provider]:
    """Return the providers whose offers this account keeps; for administrators, all."""
    statement = select(Provider).order_by(Provider.search_text, Provider.id)
    if not account.has(Role.ADMINISTRATOR):
        statement = statement.join(ProviderMember).where(ProviderMember.account_id == account.id)
    return session.scalars(statement).all()


def page_of_providers(session: DbSession, *, number: int = 1) -> Page[Provider]:
    """Return one page of all providers with their members, by name."""
    statement = (
        select(Provider)
        .options(selectinload(Provider.members))
        .order_by(Provider.search_text, Provider.id)
    )
    return page_of(session, statement, number=number, per_page=OFFERS_PER_PAGE)


def offers_per_provider(session: DbSession, providers: Sequence[Provider]) -> dict[int, int]:
    """Return provider id -> how many offers it has, whatever their status."""
    ids = [provider.id for provider in providers]
    rows = session.execute(
        select(Offer.provider_id, func.count().label("offers"))
        .where(Offer.provider_id.in_(ids))
        .group_by(Offer.provider_id)
    )
    return {row.provider_id: row.offers for row in rows}


def provider_accounts(session: DbSession) -> Sequence[Account]:
    """Return the active accounts that may keep offers for a provider, by name."""
    return session.scalars(
        select(Account)
        .join(HeldRole)
        .where(HeldRole.role == Role.PROVIDER, Account.active)
        .order_by(Account.display_name, Account.id)
    ).all()
