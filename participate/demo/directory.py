"""The providers and offers of the demo town, and which requirements the offers fulfil."""

from functools import partial

from participate.accounts.models import Account
from participate.core.taxonomy import LifePhase
from participate.demo.town import Entry, Plan, Town
from participate.offers.actions import (
    change_provider,
    confirm_offer,
    create_offer,
    create_provider,
    publish_offer,
    withdraw_offer,
)
from participate.offers.rules import CostKind, Details, OfferStatus
from participate.trace.actions import record_fulfilments

#: Days from today on which the providers were first entered.
ENTERED = -230


def plan_directory(town: Town) -> Plan:
    """Make the providers, then each of their offers on its day; confirm, link or withdraw it."""
    for provider in town.texts["provider"]:
        yield town.days(ENTERED), partial(_provider, town, provider)
        for said in provider["offer"]:
            entry = provider | said
            yield town.days(entry["entered"]), partial(_enter, town, entry)
            if "confirmed" in entry:
                yield town.days(entry["confirmed"]), partial(_confirm, town, entry)
            if "withdrawn" in entry:
                yield town.days(entry["withdrawn"]), partial(_withdraw, town, entry)


def _provider(town: Town, entry: Entry) -> None:
    by, at = town.accounts["administrator"], town.days(ENTERED)
    name, website = entry["name"], entry["website"]
    provider = create_provider(town.session, by=by, name=name, website=website, at=at)
    if "member" in entry:
        members = [town.accounts[entry["member"]]]
        change_provider(
            town.session, provider, by=by, name=name, website=website, members=members, at=at
        )
    town.providers[name] = provider


def _keeper(town: Town, entry: Entry) -> Account:
    """Return who keeps an offer: the provider's own account where there is one."""
    return town.accounts[entry.get("member", "administrator")]


def _enter(town: Town, entry: Entry) -> None:
    ages = entry.get("ages", [None, None])
    details = Details(
        title=entry["title"],
        description=entry["description"],
        life_phases=tuple(LifePhase(one) for one in entry["phases"]),
        age_from=ages[0],
        age_to=ages[1],
        cost_kind=CostKind(entry["cost"]),
        cost_note=entry.get("cost_note", ""),
        place=entry["place"],
        opening_hours=entry["hours"],
        how_to_apply=entry["apply"],
        contact=entry["contact"],
        responsible_for=entry["responsible"],
        phone=entry["phone"],
        email=entry["email"],
    )
    by, at = _keeper(town, entry), town.days(entry["entered"])
    offer = create_offer(town.session, town.providers[entry["name"]], details, by=by, at=at)
    if entry.get("status") != OfferStatus.DRAFT:
        publish_offer(town.session, offer, by=by, at=at)
    town.offers[entry["title"]] = offer


def _confirm(town: Town, entry: Entry) -> None:
    by, at = _keeper(town, entry), town.days(entry["confirmed"])
    offer = town.offers[entry["title"]]
    confirm_offer(town.session, offer, by=by, at=at)
    for name, note in entry.get("fulfils", {}).items():
        fulfilled = [town.requirements[name]]
        record_fulfilments(town.session, offer, fulfilled, note=note, by=by, at=at)


def _withdraw(town: Town, entry: Entry) -> None:
    by, at = _keeper(town, entry), town.days(entry["withdrawn"])
    withdraw_offer(town.session, town.offers[entry["title"]], by=by, at=at)
