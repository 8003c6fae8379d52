"""In which states the things of the town can be, as far as it matters who may do what with them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from participate.accounts.models import Account, MailedLink
from participate.core.clock import now
from participate.ideas.models import Comment, Idea, Report
from participate.needs.models import Need
from participate.offers.models import Offer
from participate.offers.rules import OfferStatus
from participate.requirements.models import Release, ReleasedRequirement, Requirement
from participate.requirements.rules import RequirementStatus
from participate.voting.actions import close_round
from participate.voting.models import Round
from participate.workshops.models import Workshop
from participate.workshops.rules import StepKind, StepState, WorkshopStatus
from tests import factories as make
from tests.world import World, joined

Change = Callable[[Session, World], object]
Concerns = Callable[[Rule], bool]

HIDDEN = {"hidden_at": make.NOON, "hidden_reason": "Names a person."}


@dataclass(frozen=True)
class State:
    """A state of the town: what it changes, and for which routes the table says what follows."""

    name: str
    change: Change
    concerns: Concerns
    #: The part of an address that names a thing which not everybody may know of.
    hides: str = ""
    #: Whom it is not hidden from, though nothing can be done with it: they were there.
    known_to: tuple[str, ...] = ()
    #: What an address says after its path, to name a thing that its path does not.
    asks: dict[str, str] = field(default_factory=dict)
    #: Whether what the form names is none of what its page offers.
    forged: bool = False


def names(*arguments: str) -> Concerns:
    """Pick the routes whose path names one of these things."""
    return lambda rule: bool(rule.arguments & set(arguments))


def of(*packages: str, needs: str = "") -> Concerns:
    """Pick the routes of packages, those whose path names a certain thing."""
    return lambda rule: (
        rule.endpoint.partition(".")[0] in packages and (not needs or needs in rule.arguments)
    )


def only(*endpoints: str) -> Concerns:
    return lambda rule: rule.endpoint in endpoints


def either(*concerns: Concerns) -> Concerns:
    return lambda rule: any(one(rule) for one in concerns)


def set_to(model: type, which: str, **values: object) -> Change:
    """Give columns of the thing with this id of the town other values."""

    def change(session: Session, world: World) -> None:
        thing = session.get_one(model, world.ids[which])
        for name, value in values.items():
            setattr(thing, name, value)

    return change


def all_of(*changes: Change) -> Change:
    def change(session: Session, world: World) -> None:
        for one in changes:
            one(session, world)

    return change


def usual(session: Session, world: World) -> None:
    """Leave everything as it is."""


def led_to(kind: StepKind | None) -> Change:
    return lambda session, world: make.open_only(session, world.things["workshop"], kind)


def step(state: StepState) -> Change:
    """Let addresses name a step that is open, or one that is done."""

    def change(session: Session, world: World) -> None:
        if state is StepState.DONE:
            make.open_only(session, world.things["workshop"], StepKind.VOTE)
        world.ids["step_id"] = world.ids["open_step_id"]

    return change


def way_of(kind: str, key: str) -> Change:
    """Let the address of a way name this thing."""

    def change(_session: Session, world: World) -> None:
        world.ids |= {"kind": kind, "ref": str(world.ids[key])}

    return change


def written_by_others(session: Session, world: World) -> None:
    other = joined(session, world.things["workshop"], "phone four")
    session.get_one(Idea, world.ids["idea_id"]).participant_id = other.id
    session.get_one(Need, world.ids["need_id"]).participant_id = other.id


def released(session: Session, world: World) -> None:
    release = session.query(Release).filter_by(number=world.ids["number"]).one()
    ids = {"release_id": release.id, "requirement_id": world.ids["requirement_id"]}
    session.merge(ReleasedRequirement(**ids))


def closed(session: Session, world: World) -> None:
    round_ = session.get_one(Round, world.ids["round_id"])
    close_round(session, round_, by=world.things["moderator"], at=now())


def not_assigned(session: Session, world: World) -> None:
    """Let addresses name an idea that nobody was asked about."""
    world.ids["idea_id"] = make.make_idea(session, world.things["workshop"]).id


def resolved(session: Session, world: World) -> None:
    make.make_resolution(session, world.things["idea"])


def link(session: Session, _world: World) -> None:
    for one in session.query(MailedLink):
        one.expires_at = now() - timedelta(hours=1)


DRAFT = set_to(Workshop, "workshop_id", status=WorkshopStatus.DRAFT)
HIDE_IDEA = set_to(Idea, "idea_id", **HIDDEN)
HIDE_NEED = set_to(Need, "need_id", **HIDDEN)
PROPOSED = set_to(Requirement, "requirement_id", status=RequirementStatus.PROPOSED)
DRAFT_OFFER = set_to(Offer, "offer_id", status=OfferStatus.DRAFT)
SWITCHED_OFF = set_to(Account, "account_id", active=False)
ABOUT_COMMENT = {
    "ideas.comment": "?to={comment_id}",
    "ideas.report": "?comment={comment_id}",
    "ideas.hide": "?comment={comment_id}",
    "ideas.unhide": "?comment={comment_id}",
}
ABOUT_STEPS = either(of("ideas", "needs"), of("voting", needs="round_id"))
AUTHOR, MODERATOR, KEEPERS = (
    ("participant", "moderator"),
    ("moderator",),
    ("provider", "administrator"),
)
THE_WAY = only("trace.show")

STATES = (
    State("usual", usual, lambda _rule: True),
    State(
        "the workshop is a draft",
        DRAFT,
        names("workshop_id"),
        hides="workshop_id",
        known_to=AUTHOR,
    ),
    State("a draft's code", DRAFT, only("workshops.join_by_code", "workshops.enter"), "code"),
    State("a code of who took part", DRAFT, only("workshops.resume"), hides="resume_code"),
    State("its idea before the board", DRAFT, of("board", needs="idea_id"), hides="idea_id"),
    State("its idea's way", DRAFT, THE_WAY, hides="ref"),
    State("needs are collected", led_to(StepKind.COLLECT_NEEDS), ABOUT_STEPS),
    State("a vote is held", led_to(StepKind.VOTE), ABOUT_STEPS),
    State("no step is open", led_to(None), ABOUT_STEPS),
    State("somebody else wrote it", written_by_others, names("idea_id", "need_id")),
    State("the idea is hidden", HIDE_IDEA, names("idea_id"), "idea_id", AUTHOR),
    State("the hidden idea's way", HIDE_IDEA, THE_WAY, hides="ref"),
    State(
        "somebody else's hidden idea",
        all_of(written_by_others, HIDE_IDEA),
        names("idea_id"),
        hides="idea_id",
        known_to=MODERATOR,
    ),
    State("a comment", usual, only(*ABOUT_COMMENT), asks=ABOUT_COMMENT),
    State(
        "a hidden comment",
        set_to(Comment, "comment_id", **HIDDEN),
        only(*ABOUT_COMMENT),
        asks=ABOUT_COMMENT,
    ),
    State("the need's way", way_of("need", "need_id"), THE_WAY),
    State("the need is hidden", HIDE_NEED, names("need_id"), "need_id", AUTHOR),
    State("the need's way, hidden", all_of(HIDE_NEED, way_of("need", "need_id")), THE_WAY, "ref"),
    State(
        "somebody else's hidden need",
        all_of(written_by_others, HIDE_NEED),
        names("need_id"),
        hides="need_id",
        known_to=MODERATOR,
    ),
    State(
        "the report is settled",
        set_to(Report, "report_id", settled_at=make.NOON),
        only("ideas.reports"),
    ),
    State("the round is closed", closed, of("voting", needs="round_id")),
    State(
        "the round is closed for good",
        all_of(closed, set_to(Round, "round_id", key=None)),
        of("voting", needs="round_id"),
    ),
    State("the step is open", step(StepState.OPEN), names("step_id")),
    State("the step is done", step(StepState.DONE), names("step_id")),
    State("nobody was asked about the idea", not_assigned, of("board", needs="idea_id")),
    State("the board resolved", resolved, of("board", needs="idea_id")),
    State("the requirement's way", way_of("requirement", "key"), THE_WAY),
    State(
        "the requirement is a proposal",
        PROPOSED,
        names("key"),
        hides="key",
        known_to=MODERATOR,
    ),
    State(
        "the proposal's way",
        all_of(
            PROPOSED,
            way_of("requirement", "key"),
        ),
        THE_WAY,
        hides="ref",
    ),
    State(
        "released, and a proposal again",
        all_of(PROPOSED, released),
        names("key"),
    ),
    State(
        "the requirement is dropped",
        set_to(Requirement, "requirement_id", status=RequirementStatus.DROPPED),
        names("key"),
    ),
    State("the offer's way", way_of("offer", "offer_id"), THE_WAY),
    State(
        "the offer is a draft",
        DRAFT_OFFER,
        names("offer_id"),
        hides="offer_id",
        known_to=KEEPERS,
    ),
    State(
        "the draft offer's way",
        all_of(DRAFT_OFFER, way_of("offer", "offer_id")),
        THE_WAY,
        hides="ref",
    ),
    State(
        "the offer is withdrawn",
        set_to(Offer, "offer_id", status=OfferStatus.WITHDRAWN),
        names("offer_id"),
        hides="offer_id",
        known_to=KEEPERS,
    ),
    State("the account is switched off", SWITCHED_OFF, names("account_id")),
    State(
        "the account is erased",
        set_to(Account, "account_id", active=False, erased_at=make.NOON),
        names("account_id"),
        hides="account_id",
    ),
    State("the link is over", link, names("token"), hides="token"),
    State("the link's account is off", SWITCHED_OFF, names("token"), hides="token"),
)
