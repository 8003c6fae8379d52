"""What people of the demo town say: their needs, their ideas, and what they think of ideas."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from participate.core.taxonomy import FieldOfAction, LifePhase
from participate.demo.town import Entry, Town
from participate.ideas.actions.discussing import submit_comment, submit_report
from participate.ideas.actions.moderating import hide, settle_report
from participate.ideas.actions.proposing import Proposal, submit_idea
from participate.ideas.models import Comment, Idea
from participate.ideas.rules import CommentKind, ReportReason
from participate.needs.actions import create_cluster, hide_need, move_needs, submit_need
from participate.needs.models import Need
from participate.needs.rules import Wording
from participate.workshops.models import Actor
from participate.workshops.rules import Channel

#: How long after a comment it is answered, or looked at.
ANSWERED = timedelta(seconds=10)


def _moments(start: datetime, span: timedelta, number: int) -> Iterator[datetime]:
    """Return moments between the start and the end of a span, all as far apart."""
    for at in range(1, number + 1):
        yield start + span * at / (number + 1)


def collect_needs(town: Town, name: str, start: datetime, span: timedelta) -> None:
    """Everybody writes down what they lack; helpers type what was told or written on a card."""
    notes = [(cluster, note) for cluster in town.of("cluster", name) for note in cluster["needs"]]
    for at, (cluster, note) in zip(_moments(start, span, len(notes)), notes, strict=True):
        need = _need(town, name, note, at)
        town.notes.setdefault(cluster.get("name", ""), []).append(need)


def _need(town: Town, name: str, note: list[Any], at: datetime) -> Need:
    group, phase, field, as_a, i_need, so_that, *rest = note
    special: Entry = rest[0] if rest else {}
    channel = Channel(special.get("channel", Channel.PHONE))
    helped = channel is not Channel.PHONE
    need = submit_need(
        town.session,
        town.workshops[name],
        by=town.moderator if helped else town.somebody(name, group),
        wording=Wording(
            as_a=as_a,
            i_need=i_need,
            so_that=so_that,
            life_phase=LifePhase(phase),
            field_of_action=FieldOfAction(field),
            place=special.get("place", ""),
        ),
        at=at,
        group=town.groups[group] if helped else None,
        channel=channel,
    )
    if "hidden" in special:
        hide_need(town.session, need, by=town.moderator, reason=special["hidden"], at=at)
    if "name" in special:
        town.needs[special["name"]] = need
    return need


def group_needs(town: Town, name: str, start: datetime, span: timedelta) -> None:
    """The moderator hangs notes that belong together under a headline; the others stay single."""
    entries = [entry for entry in town.of("cluster", name) if "headline" in entry]
    for at, entry in zip(_moments(start, span, len(entries)), entries, strict=True):
        cluster = create_cluster(
            town.session,
            town.workshops[name],
            by=town.moderator,
            headline=entry["headline"],
            at=at,
        )
        move_needs(town.session, town.notes[entry["name"]], cluster, by=town.moderator, at=at)
        town.clusters[entry["name"]] = cluster


def propose(town: Town, name: str, start: datetime, span: timedelta) -> None:
    """People propose ideas for a cluster, for a single need, or just so."""
    entries = town.of("idea", name)
    for at, entry in zip(_moments(start, span, len(entries)), entries, strict=True):
        author = town.somebody(name, entry["group"])
        idea = submit_idea(
            town.session,
            town.workshops[name],
            proposal(entry, entry["body"]),
            by=author,
            cluster=town.clusters.get(entry.get("cluster", "")),
            need=town.needs.get(entry.get("need", "")),
            at=at,
        )
        town.ideas[entry["name"]], town.authors[entry["name"]] = idea, author
        _look_at(town, idea, None, entry, author, at)


def proposal(entry: Entry, body: str) -> Proposal:
    """Return what an idea says, with this text."""
    phase, field = LifePhase(entry["phase"]), FieldOfAction(entry["field"])
    return Proposal(title=entry["title"], body=body, life_phase=phase, field_of_action=field)


def discuss(town: Town, name: str, start: datetime, span: timedelta) -> None:
    """People say what they think of each idea, and answer one another."""
    said = [
        (town.ideas[entry["name"]], comment)
        for entry in town.of("idea", name)
        for comment in entry["comments"]
    ]
    for at, (idea, comment) in zip(_moments(start, span, len(said)), said, strict=True):
        _say(town, idea, comment, None, at)


def _say(town: Town, idea: Idea, said: list[Any], to: Comment | None, at: datetime) -> None:
    who, kind, body, *rest = said
    special: Entry = next((one for one in rest if isinstance(one, dict)), {})
    by: Actor = town.accounts.get(who) or town.somebody(_name_of(town, idea), who)
    comment = submit_comment(
        town.session, idea, by=by, kind=CommentKind(kind), body=body, to=to, at=at
    )
    for answer in rest:
        if isinstance(answer, list):
            _say(town, idea, answer, comment, at + ANSWERED)
    _look_at(town, idea, comment, special, by, at + ANSWERED)


def _look_at(
    town: Town, idea: Idea, comment: Comment | None, special: Entry, author: Actor, at: datetime
) -> None:
    """Somebody reports what should not stand there; a moderator hides it, or lets it stay."""
    report = None
    if "report" in special:
        people = town.people[_name_of(town, idea)]
        report = submit_report(
            town.session,
            idea,
            by=town.random.choice([one for one in people if one is not author]),
            reason=ReportReason(special["report"]),
            note=special.get("note", ""),
            comment=comment,
            at=at,
        )
    if "hidden" in special:
        what = comment or idea
        hide(town.session, what, by=town.moderator, reason=special["hidden"], at=at)
    elif report is not None and special.get("stays"):
        settle_report(town.session, report, by=town.moderator, at=at)


def _name_of(town: Town, idea: Idea) -> str:
    return next(name for name, one in town.workshops.items() if one is idea.workshop)
