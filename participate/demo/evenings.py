"""The workshops of the demo town: who came, what they lacked, proposed, said and voted for."""

from collections import Counter
from datetime import datetime, timedelta

from participate.core.db import DbSession
from participate.core.taxonomy import FieldOfAction, LifePhase
from participate.demo.town import Entry, Town
from participate.ideas.actions.discussing import submit_comment
from participate.ideas.actions.moderating import answer_idea
from participate.ideas.actions.proposing import Proposal, submit_idea
from participate.ideas.models import Comment, Idea
from participate.ideas.rules import CommentKind
from participate.needs.actions import create_cluster, move_needs, submit_need
from participate.needs.models import Cluster, Need
from participate.needs.rules import Wording
from participate.voting.actions import cast_ballot, close_round, open_round
from participate.workshops.actions import (
    close_step,
    create_workshop,
    join_workshop,
    open_step,
    publish_workshop,
)
from participate.workshops.models import Participant, Workshop
from participate.workshops.queries import stakeholder_groups
from participate.workshops.rules import Channel, StepKind, device_hash, join_code

QUESTION = "Was soll zuerst kommen?"
DOTS, DOTS_PER_IDEA = 5, 3
ANSWER = -60  #: days from today on which the town gave its official answers


def hold_workshop(session: DbSession, town: Town, entry: Entry) -> None:
    """Prepare and publish one workshop, let people in, and go through its agenda."""
    workshop = _prepare(session, town, entry)
    town.workshops[entry["name"]] = workshop
    town.people[entry["name"]] = _let_in(session, town, workshop, entry)
    if entry.get("over"):
        _whole_evening(session, town, entry["name"])
    elif "open" in entry:
        _open(session, town, workshop, StepKind(entry["open"]), workshop.starts_at)
        _collect_needs(session, town, entry["name"])


def _prepare(session: DbSession, town: Town, entry: Entry) -> Workshop:
    starts_at = (
        town.days(entry["days"], hour=entry["hour"])
        if entry["hour"] >= 0
        else town.at + timedelta(hours=entry["hour"])
    )
    made_at = min(starts_at, town.at) - timedelta(days=14)
    workshop = create_workshop(
        session,
        by=town.moderator,
        secret=town.secret,
        title=entry["title"],
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=entry["minutes"]),
        at=made_at,
        description=entry["description"],
        place=entry["place"],
        partners=entry["partners"],
    )
    publish_workshop(session, workshop, by=town.moderator, at=made_at)
    return workshop


def _let_in(session: DbSession, town: Town, workshop: Workshop, entry: Entry) -> list[Participant]:
    groups = {group.key: group for group in stakeholder_groups(session)}
    code = join_code(town.secret, workshop.id, workshop.join_code_number)
    wanted = [key for key, count in entry["people"].items() for _number in range(count)]
    return [
        join_workshop(
            session,
            workshop,
            secret=town.secret,
            code=code,
            device_hash=device_hash(town.secret, workshop.id, f"demo {number}"),
            group=groups[key],
            at=workshop.starts_at,
        )
        for number, key in enumerate(wanted)
    ]


def _open(session: DbSession, town: Town, workshop: Workshop, kind: StepKind, at: datetime) -> None:
    [step] = [step for step in workshop.steps if step.kind is kind]
    open_step(session, step, by=town.moderator, at=at)


def _whole_evening(session: DbSession, town: Town, name: str) -> None:
    workshop = town.workshops[name]
    begin = workshop.starts_at
    _open(session, town, workshop, StepKind.COLLECT_NEEDS, begin)
    needs = _collect_needs(session, town, name)
    _open(session, town, workshop, StepKind.GROUP, begin + timedelta(minutes=30))
    clusters = _group(session, town, name, needs)
    _open(session, town, workshop, StepKind.PROPOSE_IDEAS, begin + timedelta(minutes=45))
    ideas = _propose(session, town, name, clusters)
    _discuss(session, town, name, ideas)
    _open(session, town, workshop, StepKind.VOTE, begin + timedelta(minutes=110))
    _vote(session, town, name, ideas, begin + timedelta(minutes=110))
    _open(session, town, workshop, StepKind.RESULTS, begin + timedelta(minutes=125))
    if workshop.open_step is not None:
        close_step(session, workshop.open_step, by=town.moderator, at=workshop.ends_at)


def _collect_needs(session: DbSession, town: Town, name: str) -> list[tuple[Entry, Need]]:
    workshop, needs = town.workshops[name], []
    groups = {group.key: group for group in stakeholder_groups(session)}
    mine = [entry for entry in town.texts["need"] if entry["workshop"] == name]
    for minute, entry in enumerate(mine, start=3):
        channel = Channel(entry.get("channel", Channel.PHONE))
        helped = channel is not Channel.PHONE
        need = submit_need(
            session,
            workshop,
            by=town.moderator if helped else town.somebody(name, entry["group"]),
            wording=Wording(
                as_a=entry["as_a"],
                i_need=entry["i_need"],
                so_that=entry["so_that"],
                life_phase=LifePhase(entry["phase"]),
                field_of_action=FieldOfAction(entry["field"]),
            ),
            at=workshop.starts_at + timedelta(minutes=minute),
            group=groups[entry["group"]] if helped else None,
            channel=channel,
        )
        needs.append((entry, need))
    return needs


def _group(
    session: DbSession, town: Town, name: str, needs: list[tuple[Entry, Need]]
) -> dict[str, Cluster]:
    workshop, clusters = town.workshops[name], {}
    at = workshop.starts_at + timedelta(minutes=40)
    for entry in town.texts["cluster"]:
        if entry["workshop"] == name:
            cluster = create_cluster(
                session, workshop, by=town.moderator, headline=entry["headline"], at=at
            )
            inside = [need for text, need in needs if text.get("cluster") == entry["name"]]
            move_needs(session, inside, cluster, by=town.moderator, at=at)
            clusters[entry["name"]] = cluster
    return clusters


def _propose(
    session: DbSession, town: Town, name: str, clusters: dict[str, Cluster]
) -> list[tuple[Entry, Idea]]:
    workshop, ideas = town.workshops[name], []
    mine = [entry for entry in town.texts["idea"] if entry["workshop"] == name]
    for minute, entry in enumerate(mine, start=50):
        idea = submit_idea(
            session,
            workshop,
            Proposal(
                title=entry["title"],
                body=entry["body"],
                life_phase=LifePhase(entry["phase"]),
                field_of_action=FieldOfAction(entry["field"]),
            ),
            by=town.somebody(name, entry["group"]),
            cluster=clusters.get(entry.get("cluster", "")),
            at=workshop.starts_at + timedelta(minutes=minute),
        )
        town.ideas[entry["name"]] = idea
        ideas.append((entry, idea))
    return ideas


def _discuss(session: DbSession, town: Town, name: str, ideas: list[tuple[Entry, Idea]]) -> None:
    at = town.workshops[name].starts_at + timedelta(minutes=75)
    for entry, idea in ideas:
        for said in entry["comments"]:
            comment = _say(session, town, name, idea, said, None, at)
            if "reply" in said:
                _say(session, town, name, idea, said["reply"], comment, at + timedelta(minutes=5))
            at += timedelta(minutes=1)
        if "answer" in entry:
            answer_idea(
                session, idea, by=town.moderator, answer=entry["answer"], at=town.days(ANSWER)
            )


def _say(
    session: DbSession,
    town: Town,
    name: str,
    idea: Idea,
    said: Entry,
    to: Comment | None,
    at: datetime,
) -> Comment:
    by = town.accounts[said["by"]] if "by" in said else town.somebody(name, said["group"])
    kind = CommentKind(said["kind"])
    return submit_comment(session, idea, by=by, kind=kind, body=said["body"], to=to, at=at)


def _vote(
    session: DbSession, town: Town, name: str, ideas: list[tuple[Entry, Idea]], at: datetime
) -> None:
    """Everybody gives their dots, more often to what their group favours."""
    round_ = open_round(
        session,
        town.workshops[name],
        by=town.moderator,
        question=QUESTION,
        budget=DOTS,
        most_per_idea=DOTS_PER_IDEA,
        ideas=[idea.id for _entry, idea in ideas],
        at=at,
    )
    for voter in town.people[name]:
        weights = [entry["favour"][voter.group_key] for entry, _idea in ideas]
        marks = _dots(town, [idea.id for _entry, idea in ideas], weights)
        if marks:
            cast_ballot(session, round_, by=voter, marks=marks)
    close_round(session, round_, by=town.moderator, at=at + timedelta(minutes=12))


def _dots(town: Town, ideas: list[int], weights: list[int]) -> dict[int, int]:
    marks: Counter[int] = Counter()
    for idea_id in town.random.choices(ideas, weights, k=DOTS):
        marks[idea_id] = min(DOTS_PER_IDEA, marks[idea_id] + 1)
    return dict(marks)
