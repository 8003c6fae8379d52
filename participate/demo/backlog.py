"""The backlog of the demo town: requirements, how they fared, and the releases."""

from functools import partial
from typing import Any

from participate.core.taxonomy import FieldOfAction, LifePhase
from participate.demo.said import proposal
from participate.demo.town import Entry, Plan, Town
from participate.ideas.actions.proposing import edit_idea
from participate.requirements.actions import (
    adopt_requirement,
    change_status,
    edit_requirement,
    publish_release,
)
from participate.requirements.queries import snapshot
from participate.requirements.rules import Moscow, RequirementStatus, Wording, content_digest


def plan_backlog(town: Town) -> Plan:
    """Write each requirement, move it on, write it anew, and publish the releases between."""
    for entry in town.texts["requirement"]:
        yield town.days(entry["written"], hour=10), partial(_write, town, entry)
        for day, status, reason in entry["way"]:
            yield town.days(day), partial(_go_on, town, entry["name"], day, status, reason)
        if "edit" in entry:
            yield town.days(entry["edit"]["day"], hour=11), partial(_rewrite, town, entry)
    for number, entry in enumerate(town.texts["release"], start=1):
        yield town.days(entry["day"], hour=15), partial(_release, town, entry, number)
    for entry in town.texts["idea"]:
        if "edited" in entry:  # after a requirement took it up: its source becomes suspect
            yield town.at, partial(_edit_idea, town, entry)


def _wording(town: Town, entry: Entry, **anew: Any) -> Wording:
    said = entry | anew
    return Wording(
        title=said["title"],
        story=said["story"],
        rationale=said["rationale"],
        criteria=said["criteria"],
        moscow=Moscow(said["moscow"]),
        owner=said["owner"],
        field_of_action=FieldOfAction(said["field"]),
        life_phase=LifePhase(said["phase"]),
        ideas=[town.ideas[name].id for name in said["ideas"] + said.get("sources", [])],
    )


def _write(town: Town, entry: Entry) -> None:
    at = town.days(entry["written"], hour=10)
    wording = _wording(town, entry)
    requirement = adopt_requirement(town.session, wording, by=town.moderator, at=at)
    town.requirements[entry["name"]] = requirement


def _go_on(town: Town, name: str, day: int, status: str, reason: str) -> None:
    requirement, to = town.requirements[name], RequirementStatus(status)
    at = town.days(day)
    change_status(town.session, requirement, to=to, reason=reason, by=town.moderator, at=at)


def _rewrite(town: Town, entry: Entry) -> None:
    requirement = town.requirements[entry["name"]]
    edit_requirement(
        town.session,
        requirement,
        _wording(town, entry, **entry["edit"]),
        seen=requirement.text_version,
        by=town.moderator,
        at=town.days(entry["edit"]["day"], hour=11),
    )


def _release(town: Town, entry: Entry, number: int) -> None:
    at = town.days(entry["day"], hour=15)
    seen = snapshot(town.session, number=number, title="", notes="", published_at=at)
    publish_release(
        town.session,
        number=number,
        seen=content_digest(seen),
        title=entry["title"],
        notes=entry["notes"],
        by=town.moderator,
        at=at,
    )


def _edit_idea(town: Town, entry: Entry) -> None:
    idea, author = town.ideas[entry["name"]], town.authors[entry["name"]]
    edit_idea(town.session, idea, proposal(entry, entry["edited"]), by=author, at=town.at)
