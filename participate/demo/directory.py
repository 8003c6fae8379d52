"""The providers and offers of the demo town, and which requirements the offers fulfil."""

from participate.core.db import DbSession
from participate.core.taxonomy import LifePhase
from participate.demo.town import Entry, Town
from participate.offers.actions import (
    change_provider,
    confirm_offer,
    create_offer,
    create_provider,
    publish_offer,
)
from participate.offers.rules import CostKind, Details
from participate.trace.actions import record_fulfilments

#: Days from today on which the offers were first entered.
ENTERED = -220


def open_directory(session: DbSession, town: Town) -> None:
    """Make the providers with their people, and their offers."""
    by, at = town.accounts["administrator"], town.days(ENTERED)
    for entry in town.texts["provider"]:
        provider = create_provider(session, by=by, name=entry["name"], at=at)
        if "member" in entry:
            members = [town.accounts[entry["member"]]]
            change_provider(
                session, provider, by=by, name=entry["name"], website="", members=members, at=at
            )
        town.providers[entry["name"]] = provider
    for entry in town.texts["offer"]:
        _offer(session, town, entry)


def _offer(session: DbSession, town: Town, entry: Entry) -> None:
    by = town.accounts["administrator"]
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
    provider = town.providers[entry["provider"]]
    offer = create_offer(session, provider, details, by=by, at=town.days(ENTERED))
    publish_offer(session, offer, by=by, at=town.days(ENTERED))
    confirm_offer(session, offer, by=by, at=town.days(entry["confirmed"]))
    for name, note in entry.get("fulfils", {}).items():
        requirement, day = town.requirements[name], town.days(entry["confirmed"])
        record_fulfilments(session, offer, [requirement], note=note, by=by, at=day)
