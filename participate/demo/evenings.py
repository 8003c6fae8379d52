"""The workshops of the demo town: prepared, published, and led through their agenda."""

from collections import Counter
from datetime import datetime, timedelta
from functools import partial

from participate.demo.said import collect_needs, discuss, group_needs, propose
from participate.demo.town import JUST_NOW, Entry, Plan, Town
from participate.voting.actions import cast_ballot, close_round, open_round
from participate.workshops.actions import (
    close_step,
    create_workshop,
    join_workshop,
    open_step,
    plan_step,
    publish_workshop,
)
from participate.workshops.models import Step, Workshop
from participate.workshops.rules import StepKind, device_hash, join_code

QUESTION = "Was soll zuerst kommen?"
DOTS, DOTS_PER_IDEA = 5, 3
#: The order of the groups in what an idea says about who favours it.
FAVOUR = ("parents", "pupils", "institutions", "companies", "town")
#: How long before it begins a workshop is prepared.
AHEAD = timedelta(days=14)


def plan_workshops(town: Town) -> Plan:
    """Prepare each workshop two weeks before, and hold those whose time has come."""
    for entry in town.texts["workshop"]:
        starts_at = _starts_at(town, entry)
        made_at = min(starts_at, town.at) - AHEAD
        yield made_at, partial(_prepare, town, entry, starts_at, made_at)
        if starts_at < town.at:
            yield starts_at, partial(_hold, town, entry)


def _starts_at(town: Town, entry: Entry) -> datetime:
    if "minutes_ago" in entry:
        return town.at - timedelta(minutes=entry["minutes_ago"])
    return town.days(entry["days"], hour=entry["hour"])


def _prepare(town: Town, entry: Entry, starts_at: datetime, at: datetime) -> None:
    workshop = create_workshop(
        town.session,
        by=town.moderator,
        secret=town.secret,
        title=entry["title"],
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=entry["minutes"]),
        at=at,
        description=entry["description"],
        place=entry["place"],
        partners=entry["partners"],
        agenda=(),
    )
    for kind, minutes, *title in entry["agenda"]:
        plan_step(
            town.session,
            workshop,
            by=town.moderator,
            kind=StepKind(kind),
            minutes=minutes,
            title=title[0] if title else "",
            at=at,
        )
    town.workshops[entry["name"]] = workshop
    if not entry.get("draft"):
        publish_workshop(town.session, workshop, by=town.moderator, at=at)


def _hold(town: Town, entry: Entry) -> None:
    """Let people in and open one step after another, to the end or to where the evening stands."""
    workshop, name = town.workshops[entry["name"]], entry["name"]
    _let_in(town, workshop, entry)
    at = workshop.starts_at
    for step in list(workshop.steps):
        open_step(town.session, step, by=town.moderator, at=at)
        _do(town, name, step, at)
        if step.kind == entry.get("open"):
            half = (town.at - at) / 2
            discuss(town, name, at + half, half - JUST_NOW)
            return
        at += timedelta(minutes=step.minutes)
    if workshop.open_step is not None:
        close_step(town.session, workshop.open_step, by=town.moderator, at=at)


def _do(town: Town, name: str, step: Step, at: datetime) -> None:
    """Do what people do in a step, within the time they had for it."""
    span = min(timedelta(minutes=step.minutes), (town.at - at) / 2)
    match step.kind:
        case StepKind.COLLECT_NEEDS:
            collect_needs(town, name, at, span)
        case StepKind.GROUP:
            group_needs(town, name, at, span)
        case StepKind.PROPOSE_IDEAS:
            propose(town, name, at, span)
        case StepKind.DISCUSS:
            discuss(town, name, at, span)
        case StepKind.VOTE:
            _vote(town, name, at, span)
        case _:
            pass


def _let_in(town: Town, workshop: Workshop, entry: Entry) -> None:
    code = join_code(town.secret, workshop.id, workshop.join_code_number)
    wanted = [key for key, count in entry["people"].items() for _number in range(count)]
    town.people[entry["name"]] = [
        join_workshop(
            town.session,
            workshop,
            secret=town.secret,
            code=code,
            device_hash=device_hash(town.secret, workshop.id, f"demo {number}"),
            group=town.groups[key],
            at=workshop.starts_at,
        )
        for number, key in enumerate(wanted)
    ]


def _vote(town: Town, name: str, at: datetime, span: timedelta) -> None:
    """Everybody gives their dots, more often to what their group favours."""
    entries = town.of("idea", name)
    ideas = [town.ideas[entry["name"]].id for entry in entries]
    round_ = open_round(
        town.session,
        town.workshops[name],
        by=town.moderator,
        question=QUESTION,
        budget=DOTS,
        most_per_idea=DOTS_PER_IDEA,
        ideas=ideas,
        at=at,
    )
    for voter in town.people[name]:
        favour = [entry["favour"][FAVOUR.index(voter.group_key)] for entry in entries]
        weights = [strength**2 for strength in favour]  # a hall has favourites
        cast_ballot(town.session, round_, by=voter, marks=_dots(town, ideas, weights))
    close_round(town.session, round_, by=town.moderator, at=at + span)


def _dots(town: Town, ideas: list[int], weights: list[int]) -> dict[int, int]:
    marks: Counter[int] = Counter()
    for idea_id in town.random.choices(ideas, weights, k=DOTS):
        marks[idea_id] = min(DOTS_PER_IDEA, marks[idea_id] + 1)
    return dict(marks)
