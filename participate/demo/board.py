"""What the board of the demo town and the town itself said about the ideas of the Nordstadt."""

from datetime import timedelta
from functools import partial

from participate.accounts.models import Account
from participate.accounts.rules import Role
from participate.board.actions import assign_ideas, record_resolution, save_review
from participate.board.rules import CRITERIA, RATING_MAX, Outcome
from participate.core.clock import town_day
from participate.demo.town import Entry, Plan, Town
from participate.ideas.actions.moderating import answer_idea

WORKSHOP = "past"
#: Days from today: the board is asked; the town answers.
ASKED, ANSWERED = -92, -84
#: How long before a meeting members read at home.
READING = timedelta(days=3)
#: Days from today on which members read what has not been on an agenda yet.
STILL_OPEN = -8
#: Who has not read that by now, so that each of them finds something to do.
LATE = ("chair", "board", "board-seniors")


def plan_board(town: Town) -> Plan:
    """Ask the members, let them read, and record what they resolved; answer some ideas."""
    yield town.days(ASKED), partial(_ask, town)
    for entry in town.of("idea", WORKSHOP):
        if "answer" in entry:
            yield town.days(ANSWERED), partial(_answer, town, entry)
        if "outcome" in entry:
            meeting = town.days(entry["meeting"], hour=19)
            yield meeting - READING, partial(_review, town, entry, entry["meeting"])
            yield meeting, partial(_resolve, town, entry)
        else:
            yield (
                town.days(STILL_OPEN, hour=19) - READING,
                partial(_review, town, entry, STILL_OPEN),
            )


def _members(town: Town) -> list[Account]:
    return [one for one in town.accounts.values() if one.has(Role.BOARD)]


def _ask(town: Town) -> None:
    ideas = [town.ideas[entry["name"]] for entry in town.of("idea", WORKSHOP)]
    assign_ideas(town.session, ideas, _members(town), by=town.moderator, at=town.days(ASKED))


def _answer(town: Town, entry: Entry) -> None:
    idea, at = town.ideas[entry["name"]], town.days(ANSWERED)
    answer_idea(town.session, idea, by=town.moderator, answer=entry["answer"], at=at)


def _review(town: Town, entry: Entry, day: int) -> None:
    """Each member rates near the middle of all; whoever is late leaves out what is still open."""
    late = LATE if "outcome" not in entry else ()
    for role, member in town.accounts.items():
        if member.has(Role.BOARD) and role not in late:
            ratings = {
                name: min(RATING_MAX, max(0, middle + town.random.choice((-1, 0, 0, 1))))
                for name, middle in zip(CRITERIA, entry["rated"], strict=True)
            }
            idea, at = town.ideas[entry["name"]], town.days(day, hour=19) - READING
            save_review(town.session, idea, by=member, ratings=ratings, note="", at=at)


def _resolve(town: Town, entry: Entry) -> None:
    at = town.days(entry["meeting"], hour=19)
    yes, no, abstained = entry["votes"]
    record_resolution(
        town.session,
        town.ideas[entry["name"]],
        by=town.accounts["chair"],
        outcome=Outcome(entry["outcome"]),
        reason=entry["reason"],
        votes=(yes, no, abstained),
        dissent=entry["dissent"],
        decided_on=town_day(at),
        today=town_day(town.at),
        at=at,
    )
