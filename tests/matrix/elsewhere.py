"""States in which an address or a form names things that do not belong together, or cannot be had.

Each thing is there, and can be found under its own address; here it is asked for in another place.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from participate.accounts.models import Account, HeldRole
from participate.accounts.rules import Role
from participate.ideas.models import Idea
from participate.needs.models import Need
from participate.offers.models import Offer
from participate.offers.rules import OfferStatus
from participate.requirements.models import Requirement
from participate.requirements.rules import RequirementStatus
from participate.workshops.models import Workshop
from participate.workshops.rules import StepKind, WorkshopStatus
from tests.matrix.states import (
    ABOUT_COMMENT,
    HIDDEN,
    STATES,
    Change,
    State,
    all_of,
    led_to,
    only,
    set_to,
)
from tests.world import World

#: What an address names beside a workshop.
PARTS = ("need_id", "idea_id", "cluster_id", "round_id", "step_id")


def of_another_workshop(session: Session, world: World) -> None:
    """Let addresses name another workshop, in which the participant takes no part."""
    other = session.scalars(
        select(Workshop.id).where(Workshop.id != world.ids["workshop_id"]).order_by(Workshop.id)
    )
    world.ids["workshop_id"] = other.first()


def of_another_idea(_session: Session, world: World) -> None:
    world.ids["idea_id"] = world.ids["other_idea_id"]


def about(key: str) -> Change:
    """Let a form name this idea in the place of the usual one."""
    return lambda _session, world: world.ids.update(idea_id=world.ids[key])


def not_on_the_board(_session: Session, world: World) -> None:
    world.ids["board_id"] = world.ids["outsider_id"]


def switched_off(session: Session, world: World) -> None:
    session.get_one(Account, world.ids["outsider_id"]).active = False


def last_administrator(session: Session, world: World) -> None:
    """Leave one administrator who can sign in, and one who is switched off."""
    holders = select(HeldRole).where(HeldRole.role == Role.ADMINISTRATOR)
    for held in session.scalars(holders):
        account = session.get_one(Account, held.account_id)
        if account.id != world.things["administrator"].id:
            account.active = False


def no_providers(session: Session, _world: World) -> None:
    """Take the role from all providers: their organisations still have them as members."""
    for held in session.scalars(select(HeldRole).where(HeldRole.role == Role.PROVIDER)):
        session.delete(held)


def moderator_off(session: Session, world: World) -> None:
    session.get_one(Account, world.things["moderator"].id).active = False


def beside_a_workshop(rule: Rule) -> bool:
    """Pick the routes whose path names a workshop and something of it."""
    return "workshop_id" in rule.arguments and bool(rule.arguments & set(PARTS))


ANSWERS_NEED = {"ideas.new": "?need={need_id}"}
ANSWERS_CLUSTER = {"ideas.new": "?cluster={cluster_id}"}
DRAFT = set_to(Workshop, "workshop_id", status=WorkshopStatus.DRAFT)

EVERY_STATE = (
    *STATES,
    State("in another workshop", of_another_workshop, beside_a_workshop),
    State(
        "a comment on another idea",
        of_another_idea,
        only(*ABOUT_COMMENT),
        asks=ABOUT_COMMENT,
    ),
    State("an idea for the need", all_of(), only("ideas.new"), asks=ANSWERS_NEED),
    State(
        "an idea for another workshop's need",
        of_another_workshop,
        only("ideas.new"),
        hides="need_id",
        asks=ANSWERS_NEED,
    ),
    State(
        "an idea for a hidden need",
        set_to(Need, "need_id", **HIDDEN),
        only("ideas.new"),
        hides="need_id",
        asks=ANSWERS_NEED,
    ),
    State(
        "an idea for another workshop's cluster",
        of_another_workshop,
        only("ideas.new"),
        hides="cluster_id",
        asks=ANSWERS_CLUSTER,
    ),
    State(
        "a report in another workshop",
        of_another_workshop,
        only("ideas.reports"),
        hides="report_id",
        forged=True,
    ),
    State(
        "a hidden idea for the board",
        set_to(Idea, "idea_id", **HIDDEN),
        only("board.assign"),
        forged=True,
    ),
    State("a draft's idea for the board", DRAFT, only("board.assign"), forged=True),
    State("an idea for somebody else", not_on_the_board, only("board.assign"), forged=True),
    State("a keeper who is switched off", switched_off, only("offers.edit_provider"), forged=True),
    State(
        "the last administrator",
        last_administrator,
        only("privacy.erase_own_account", "privacy.erase_other_account"),
    ),
    State(
        "a hidden need on the wall",
        set_to(Need, "need_id", **HIDDEN),
        only("needs.wall"),
        forged=True,
    ),
    State(
        "a hidden idea in the round",
        all_of(led_to(StepKind.VOTE), set_to(Idea, "idea_id", **HIDDEN)),
        only("voting.ballot"),
        forged=True,
    ),
    State(
        "its idea is hidden",
        set_to(Idea, "idea_id", **HIDDEN),
        only("requirements.show", "ideas.show", "ideas.unhide"),
    ),
    State("its idea stands in a draft", DRAFT, only("requirements.show", "ideas.show")),
    State(
        "its keeper is no provider any more",
        all_of(set_to(Offer, "offer_id", status=OfferStatus.DRAFT), no_providers),
        only("offers.show"),
        hides="offer_id",
        known_to=("administrator",),
    ),
    State("whose account is off", moderator_off, only("accounts.sign_in")),
    State(
        "an offer for a proposal",
        set_to(Requirement, "other_requirement_id", status=RequirementStatus.PROPOSED),
        only("trace.fulfil"),
        forged=True,
    ),
)
