"""Writing providers and offers."""

import re
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from participate.accounts.models import Account
from participate.accounts.queries import hold_accounts
from participate.accounts.rules import Role
from participate.core.audit import record
from participate.core.clock import town_day
from participate.core.db import DbSession
from participate.core.errors import ConflictError, MistakeError, NotAllowedError, NotFoundError
from participate.core.text import tidy
from participate.offers.access import may_keep, may_keep_for
from participate.offers.models import Offer, OfferPhase, Provider
from participate.offers.rules import (
    AGE_MAX,
    EMAIL_SHAPE,
    HOURS_MAX,
    LINE_MAX,
    PHONE_MAX,
    PHONE_SHAPE,
    TEXT_MAX,
    TITLE_MAX,
    Details,
    Lack,
    OfferEvent,
    OfferStatus,
    is_web_address,
)

#: Characters of each text; see `models.Offer`.
LIMITS = {
    "title": TITLE_MAX,
    "description": TEXT_MAX,
    "cost_note": LINE_MAX,
    "place": LINE_MAX,
    "opening_hours": HOURS_MAX,
    "how_to_apply": TEXT_MAX,
    "contact": LINE_MAX,
    "responsible_for": LINE_MAX,
    "phone": PHONE_MAX,
    "email": LINE_MAX,
}


class NameTakenError(MistakeError):
    """Another provider has this name."""


class NotPublishedError(ConflictError):
    """Only what families find can be confirmed or withdrawn."""


class EditedMeanwhileError(MistakeError):
    """Somebody else changed the offer after this form was opened."""


class IncompleteError(MistakeError):
    """An offer lacks something that families need."""

    def __init__(self, lacks: list[Lack]) -> None:
        super().__init__(", ".join(lacks))
        self.lacks = lacks


def create_provider(
    session: DbSession, *, by: Account, name: str, website: str = "", at: datetime
) -> Provider:
    """Add a provider without members and return it, with its id.

    Args:
        session: left uncommitted.
        by: an administrator.
        name: 1 to `rules.TITLE_MAX` characters, unlike any other provider's.
        website: empty, or an address with http or https.
        at: the moment, with a time zone.

    Raises:
        NotAllowedError: `by` is no administrator.
        NameTakenError: another provider has this name.
        ValueError: name or website have another shape, which the form should have caught.
    """
    provider = Provider(name="")
    _change_provider(session, provider, by=by, name=name, website=website, members=())
    record(session, OfferEvent.PROVIDER_CREATED, provider, by=by, at=at)
    return provider


def change_provider(
    session: DbSession,
    provider: Provider,
    *,
    by: Account,
    name: str,
    website: str,
    members: Iterable[Account],
    at: datetime,
) -> None:
    """Replace a provider's name, website and members; the rules are those of `create_provider`.

    Raises:
        ValueError: a member does not have the role `PROVIDER`.
    """
    _change_provider(session, provider, by=by, name=name, website=website, members=members)
    people = ",".join(str(member.id) for member in provider.members)
    record(session, OfferEvent.PROVIDER_CHANGED, provider, by=by, at=at, members=people)


def _change_provider(
    session: DbSession,
    provider: Provider,
    *,
    by: Account,
    name: str,
    website: str,
    members: Iterable[Account],
) -> None:
    if not by.has(Role.ADMINISTRATOR):
        raise NotAllowedError(f"account {by.id} administers no providers")
    members = sorted(members, key=lambda account: account.id)
    if not all(member.has(Role.PROVIDER) for member in members):
        raise ValueError("only accounts with the role of a provider can be members")
    if not hold_accounts(session, *members):
        raise NotFoundError("a member who was erased just now")
    if website and not is_web_address(website):
        raise ValueError("not a web address")
    try:
        with session.begin_nested():
            provider.name = tidy(name, shortest=1, longest=TITLE_MAX)
            provider.website = tidy(website, longest=LINE_MAX)
            provider.members = members
            session.add(provider)
    except IntegrityError as error:
        raise NameTakenError(f"a provider is called {name!r} already") from error


def create_offer(
    session: DbSession, provider: Provider, details: Details, *, by: Account, at: datetime
) -> Offer:
    """Add an offer as a draft and return it, with its id.

    Args:
        session: left uncommitted.
        provider: who runs it.
        details: what it is; only the title must be there.
        by: an administrator, or a provider's account that belongs to `provider`.
        at: the moment, with a time zone.

    Raises:
        NotAllowedError: `by` does not keep this provider's offers.
        ValueError: something is too long or has another shape, which the form should have caught.
    """
    if not may_keep_for(by, provider):
        raise NotAllowedError(f"account {by.id} keeps no offers of provider {provider.id}")
    offer = Offer(provider=provider, created_at=at, status=OfferStatus.DRAFT)
    _write(offer, details)
    session.add(offer)
    record(session, OfferEvent.CREATED, offer, by=by, at=at)
    return offer


def imported_offer(
    provider: Provider, details: Details, *, source_id: str, source: str, at: datetime
) -> Offer:
    """Return an offer as a list describes it, for the caller to store.

    Families find it at once if it lacks nothing; but nobody has confirmed it yet.

    Raises:
        ValueError: something is too long or has another shape.
    """
    status = OfferStatus.DRAFT if details.lacks else OfferStatus.PUBLISHED
    offer = Offer(provider=provider, created_at=at, status=status)
    offer.source_id, offer.source = source_id, tidy(source, longest=LINE_MAX)
    _write(offer, details)
    return offer


def edit_offer(
    session: DbSession, offer: Offer, details: Details, *, seen: int, by: Account, at: datetime
) -> None:
    """Replace what an offer says. What families find is thereby confirmed as of today.

    Args:
        session: left uncommitted.
        offer: locked, so that nobody else changes it meanwhile.
        details: all that it says from now on.
        seen: the `text_version` that the editor saw.
        by: an administrator, or an account that keeps it.
        at: the moment, with a time zone.

    Raises:
        NotAllowedError: `by` does not keep this offer.
        EditedMeanwhileError: it was edited since.
        IncompleteError: the offer is published, and would lack something that families need.
        ValueError: something is too long or has another shape, which the form should have caught.
    """
    _check(by, offer)
    if offer.text_version != seen:
        raise EditedMeanwhileError(f"offer {offer.id} at {offer.text_version}, not {seen}")
    if offer.status is OfferStatus.PUBLISHED and details.lacks:
        raise IncompleteError(details.lacks)
    _write(offer, details)
    offer.edited_at = at
    offer.text_version += 1
    if offer.status is OfferStatus.PUBLISHED:
        offer.confirmed_on = town_day(at)
    record(session, OfferEvent.EDITED, offer, by=by, at=at)


def publish_offer(session: DbSession, offer: Offer, *, by: Account, at: datetime) -> None:
    """Let families find an offer, confirmed as of today. Doing it twice changes nothing.

    Raises:
        NotAllowedError: `by` does not keep this offer.
        IncompleteError: it lacks something that families need.
    """
    _check(by, offer)
    if offer.status is OfferStatus.PUBLISHED:
        return
    if offer.details.lacks:
        raise IncompleteError(offer.details.lacks)
    offer.status, offer.confirmed_on = OfferStatus.PUBLISHED, town_day(at)
    record(session, OfferEvent.PUBLISHED, offer, by=by, at=at)


def withdraw_offer(session: DbSession, offer: Offer, *, by: Account, at: datetime) -> None:
    """Take an offer out of the directory; it is kept. Doing it twice changes nothing.

    Raises:
        NotAllowedError: `by` does not keep this offer.
        NotPublishedError: it was never published.
    """
    _check(by, offer)
    if offer.status is OfferStatus.WITHDRAWN:
        return
    if offer.status is not OfferStatus.PUBLISHED:
        raise NotPublishedError(f"offer {offer.id} is a draft")
    offer.status = OfferStatus.WITHDRAWN
    record(session, OfferEvent.WITHDRAWN, offer, by=by, at=at)


def confirm_offer(session: DbSession, offer: Offer, *, by: Account, at: datetime) -> None:
    """Say that everything an offer says is still true today.

    Raises:
        NotAllowedError: `by` does not keep this offer.
        NotPublishedError: families do not find it, so there is nothing to confirm.
    """
    _check(by, offer)
    if offer.status is not OfferStatus.PUBLISHED:
        raise NotPublishedError(f"offer {offer.id} is {offer.status}")
    offer.confirmed_on = town_day(at)
    record(session, OfferEvent.CONFIRMED, offer, by=by, at=at)


def _check(by: Account, offer: Offer) -> None:
    if not may_keep(by, offer):
        raise NotAllowedError(f"account {by.id} does not keep offer {offer.id}")


def _write(offer: Offer, details: Details) -> None:
    """Copy the details onto the offer, tidied."""
    values = asdict(details)
    phases = values.pop("life_phases")
    for name, longest in LIMITS.items():
        values[name] = tidy(values[name], shortest=int(name == "title"), longest=longest)
    for name, shape in (("phone", PHONE_SHAPE), ("email", EMAIL_SHAPE)):
        if values[name] and not re.match(shape, values[name]):
            raise ValueError(f"not the shape of a {name}")
    youngest, oldest = values["age_from"] or 0, values["age_to"]
    if not 0 <= youngest <= (AGE_MAX if oldest is None else oldest) <= AGE_MAX:
        raise ValueError(f"ages {youngest} to {oldest}")
    for name, value in values.items():
        setattr(offer, name, value)
    offer.phases = [phase for phase in offer.phases if phase.life_phase in phases]
    known = {phase.life_phase for phase in offer.phases}
    offer.phases += [OfferPhase(life_phase=phase) for phase in phases if phase not in known]
