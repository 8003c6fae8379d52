"""Writing the offers that a list holds, in one transaction that the caller commits."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from participate.core.audit import record
from participate.core.db import DbSession
from participate.imports.found import FoundOffer, FoundOffers
from participate.offers.actions import imported_offer
from participate.offers.models import Offer, Provider
from participate.offers.rules import Details, OfferEvent, name_key


def import_offers(
    session: DbSession,
    described: Sequence[tuple[FoundOffer, Details]],
    *,
    source: str,
    key: str,
    at: datetime,
) -> dict[str, int]:
    """Bring offers and their providers in; what was brought in before is left alone.

    Args:
        session: left uncommitted.
        described: each offer as it was found, and what the directory shall say of it.
        source: for those who read the offers, at most `offers.rules.LINE_MAX` characters.
        key: of the format; the audit log names it.
        at: the moment of bringing in.

    Returns:
        How many `providers` and `offers` were made.
    """
    known = set(session.scalars(select(Offer.source_id).where(Offer.source_id.is_not(None))))
    new = [(one, details) for one, details in described if one.source_id not in known]
    names = {name_key(one.provider): one.provider for one, _details in reversed(new)}
    found = session.scalars(select(Provider).where(Provider.name_key.in_(names)))
    providers = {provider.name_key: provider for provider in found}
    missing = [key for key in reversed(names) if key not in providers]
    providers |= {key: Provider(name=names[key]) for key in missing}
    session.add_all(providers.values())
    for one, details in new:
        told = {"source_id": one.source_id, "source": source, "at": at}
        session.add(imported_offer(providers[name_key(one.provider)], details, **told))  # type: ignore[arg-type]
    for whose, count in Counter(name_key(one.provider) for one, _details in new).items():
        event = OfferEvent.IMPORTED
        record(session, event, providers[whose], by=None, at=at, format=key, offers=count)
    return {"providers": len(missing), "offers": len(new)}


def figures_on(found: FoundOffers) -> dict[str, Any]:
    """Add up what a list says, under the names that its own documentation uses."""
    return {
        "kitas": len(found.offers),
        "providers": len({one.provider for one in found.offers}),
        "districts": len({one.district for one in found.offers}),
        "childcare_places": sum(one.places for one in found.offers),
        "opening_hours_parseable_HHMM": sum(one.span is not None for one in found.offers),
        "opening_hours_malformed": [one.hours for one in found.offers if one.span is None],
    }
