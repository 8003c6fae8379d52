"""States of the town that decide nothing about who may do what, and yet look different."""

from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from participate.core.clock import now
from participate.core.db import Base
from participate.ideas.models import Idea
from participate.needs.models import Need
from participate.voting.models import Round
from participate.workshops.actions import count_wrong_code, wait_for_code
from participate.workshops.models import Workshop
from participate.workshops.rules import CodeSpace
from tests.factories import SECRET
from tests.matrix.states import STATES, Change, State, either, names, of, only
from tests.world import World

#: What an empty town still has: who works there, and what the migrations bring.
STAYS = {"account", "held_role", "account_session", "stakeholder_group"}


def emptied(session: Session, _world: World) -> None:
    """Leave nothing but the accounts."""
    for table in reversed(Base.metadata.sorted_tables):
        if table.name not in STAYS:
            session.execute(table.delete())


def at_workshop(which: str) -> Change:
    """Let addresses name another workshop of the town, and what belongs to it."""

    def change(session: Session, world: World) -> None:
        there = world.ids["workshop_id"] = world.ids[f"{which}_id"]
        for name, model in {"idea_id": Idea, "need_id": Need, "round_id": Round}.items():
            first = session.query(model.id).filter_by(workshop_id=there).order_by("id").first()
            world.ids[name] = first[0] if first else 0
        world.ids["ref"] = str(world.ids["idea_id"])

    return change


def without_words(session: Session, world: World) -> None:
    """Leave a workshop in which nobody has said anything yet."""
    world.ids["workshop_id"] = world.ids["coming_id"]
    workshop = session.get_one(Workshop, world.ids["coming_id"])
    workshop.description = workshop.partners = workshop.place = ""
    for step in list(workshop.steps):
        session.delete(step)


PARTS = ("idea_id", "need_id", "cluster_id", "round_id", "step_id")
OF_WORKSHOPS = names("workshop_id")


def guessed(session: Session, world: World) -> None:
    """Let the phone that looks around have sent more wrong codes than anybody mistypes."""
    asked = {"secret": SECRET, "token": world.devices["participant"], "at": now()}
    for space in CodeSpace:
        while not wait_for_code(session, space, **asked):
            count_wrong_code(session, space, **asked)


def whole(rule: Rule) -> bool:
    """Pick the pages of a workshop that name nothing in it."""
    return OF_WORKSHOPS(rule) and not rule.arguments & set(PARTS)


LOOKS = (
    *STATES,
    State(
        "the workshop is over",
        at_workshop("past"),
        either(whole, of("ideas", "needs", "voting"), only("trace.show")),
    ),
    State("the workshop has not begun", at_workshop("coming"), whole),
    State("nothing is planned", without_words, whole),
    State("an empty town", emptied, lambda rule: not rule.arguments),
)
#: The state in which all is as it usually is, and the one in which a need can be written.
USUAL, NET = "usual", "needs are collected"
GUESSED = State("too many wrong codes", guessed, lambda _rule: False)
