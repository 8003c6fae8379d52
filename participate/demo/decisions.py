"""What became of the ideas of the demo town: the board's word, requirements, releases."""

from datetime import timedelta

from participate.accounts.rules import Role
from participate.board.actions import assign_ideas, record_resolution, save_review
from participate.board.rules import CRITERIA, Outcome
from participate.core.clock import town_day
from participate.core.db import DbSession
from participate.core.taxonomy import FieldOfAction, LifePhase
from participate.demo.town import Entry, Town
from participate.requirements.actions import adopt_requirement, change_status, publish_release
from participate.requirements.queries import snapshot
from participate.requirements.rules import Moscow, RequirementStatus, Wording, content_digest

#: Days from today: the board's meeting, the writing of requirements.
MEETING, WRITING = -55, -48


def review_and_resolve(session: DbSession, town: Town) -> None:
    """Ask the board, let its members review most ideas, and record what it resolved."""
    entries = [entry for entry in town.texts["idea"] if entry["workshop"] == "past"]
    members = [one for one in town.accounts.values() if one.has(Role.BOARD, Role.CHAIR)]
    ideas = [town.ideas[entry["name"]] for entry in entries]
    assign_ideas(session, ideas, members, by=town.moderator, at=town.days(MEETING - 10))
    for entry in entries:
        if "outcome" in entry:
            _resolve(session, town, entry, members_at=MEETING)


def _resolve(session: DbSession, town: Town, entry: Entry, *, members_at: int) -> None:
    idea, at = town.ideas[entry["name"]], town.days(members_at, hour=19)
    for role in ("chair", "board"):
        ratings = {name: town.random.randint(2, 5) for name in CRITERIA}
        by = town.accounts[role]
        save_review(session, idea, by=by, ratings=ratings, note="", at=at - timedelta(days=2))
    yes, no, abstained = entry["votes"]
    record_resolution(
        session,
        idea,
        by=town.accounts["chair"],
        outcome=Outcome(entry["outcome"]),
        reason=entry["reason"],
        votes=(yes, no, abstained),
        dissent=entry["dissent"],
        decided_on=town_day(at),
        today=town_day(town.at),
        at=at,
    )


def write_and_release(session: DbSession, town: Town) -> None:
    """Write the requirements, and publish each release when those for it are ready."""
    for entry in town.texts["requirement"]:
        _write(session, town, entry)
    for number, release in enumerate(town.texts["release"], start=1):
        ready = [one for one in town.texts["requirement"] if one.get("release") == number]
        for entry in ready:
            _go_on(session, town, entry, days=release["days"] - 3)
        _release(session, town, release, number)


def _write(session: DbSession, town: Town, entry: Entry) -> None:
    wording = Wording(
        title=entry["title"],
        story=entry["story"],
        rationale=entry["rationale"],
        criteria=entry["criteria"],
        moscow=Moscow(entry["moscow"]),
        owner=entry["owner"],
        field_of_action=FieldOfAction(entry["field"]),
        life_phase=LifePhase(entry["phase"]),
        ideas=[town.ideas[name].id for name in entry["ideas"]],
    )
    town.requirements[entry["name"]] = adopt_requirement(
        session, wording, by=town.moderator, at=town.days(WRITING)
    )


def _go_on(session: DbSession, town: Town, entry: Entry, *, days: int) -> None:
    for hour, (status, reason) in enumerate(entry["way"], start=10):
        change_status(
            session,
            town.requirements[entry["name"]],
            to=RequirementStatus(status),
            reason=reason,
            by=town.moderator,
            at=town.days(days, hour=hour),
        )


def _release(session: DbSession, town: Town, entry: Entry, number: int) -> None:
    at = town.days(entry["days"])
    seen = snapshot(session, number=number, title="", notes="", published_at=at)
    publish_release(
        session,
        number=number,
        seen=content_digest(seen),
        title=entry["title"],
        notes=entry["notes"],
        by=town.moderator,
        at=at,
    )
