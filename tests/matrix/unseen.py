"""What is kept from people: a page has to look as if it were not there at all.

The town is looked at twice: as it is, and with everything that this visitor may not know of. Each
page and each file has to be the same, byte for byte: no line, no figure, no order tells of it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from participate.accounts.models import RecoveryCode, SecondFactor
from participate.accounts.rules import Role
from participate.core.clock import now
from participate.ideas.models import AnsweredNeed, Comment, Idea
from participate.offers.rules import OfferStatus
from participate.requirements.models import Release, Requirement
from participate.requirements.queries import snapshot
from participate.requirements.rules import RequirementStatus, digest_of
from participate.voting.actions import close_round
from participate.voting.models import Ballot, Mark, StandingIdea
from participate.workshops.models import Workshop
from participate.workshops.rules import StepKind, WorkshopStatus
from tests import factories as make
from tests.matrix.states import HIDDEN, State
from tests.world import World, joined

#: In place of a state, for the cells that look at the town twice.
BESIDE = "beside what is kept from them"
STAFF = ("board", "chair", "moderator", "administrator", "uninvited")
#: The same, with addresses that ask for more than everybody is shown.
MORE = "beside what is kept from them, and asked for"
#: What each of the two adds to addresses.
ASKED: dict[str, dict[str, str]] = {
    BESIDE: {},
    MORE: {
        "board.index": "?view=all",
        "ideas.index": "?only=hidden",
        "board.assign": "?show=all",
        "workshops.index": "?show=drafts",
        "requirements.index": "?sources=edited",
        "trace.gaps": "?show=offer",
    },
}
#: From whom different things are kept.
READERS = (
    "public",
    "participant",
    "provider",
    "outsider",
    "board",
    "chair",
    "moderator",
    "administrator",
)
#: Pages that draw something at random each time.
DRAWN = {"accounts.sign_in_with_passkey", "accounts.new_passkey"}
#: One that draws something for whoever has no second factor yet.
DRAWN_FOR_MOST, STANDS_FOR = "accounts.second_factor", "outsider"
Change = Callable[[Session, World], object]


@dataclass(frozen=True)
class Unseen:
    """Something that not everybody may know of."""

    make: Change
    known_to: tuple[str, ...]
    #: The only pages that are kept free of it; none stands for all pages of the town.
    only: tuple[str, ...] = ()
    #: Pages that say something of it, as they should.
    but: tuple[str, ...] = ()


def with_voters(session: Session, world: World, workshop: Workshop, ideas: list[Idea]) -> None:
    """Hold a vote in which six took part, and close it."""
    round_ = make.make_round(session, workshop, ideas=ideas, question="What was first?")
    for number in range(6):
        ballot = Ballot(round_id=round_.id, voter_key=f"voter {number}", group_key="parents")
        make.stored(session, ballot)
        session.add_all(Mark(ballot_id=ballot.id, idea_id=one.id, points=1) for one in ideas)
    session.flush()
    close_round(session, round_, by=world.things["moderator"], at=now())


def furnish_more(session: Session, world: World) -> None:
    """Leave traces of hidden things that everybody may see, without a word of them."""
    workshop, idea = world.things["workshop"], world.things["idea"]
    other = joined(session, workshop, "phone of somebody")
    silent = make.make_idea(session, workshop, participant=other, title="Hidden", **HIDDEN)
    said = make.make_comment(session, idea, **HIDDEN)
    world.things |= {"silent": silent, "said": said, "somebody": other}
    with_voters(session, world, workshop, [idea, silent])
    make.make_comment(session, idea)
    plain = make.make_requirement(session, silent, status=RequirementStatus.ADOPTED)
    empty = make.make_offer(session, make.make_provider(session))
    make.make_fulfilment(session, empty, plain)
    make.make_resolution(session, silent)
    lonely = make.make_need(session, workshop)
    world.things |= {"lonely": lonely, "plain": plain, "gone": _taken_back(session, world)}
    release(session, world)


def _taken_back(session: Session, world: World) -> Workshop:
    """Make a workshop that was voted in, and that is prepared anew."""
    gone = make.make_workshop(session, title="Taken back", status=WorkshopStatus.DRAFT)
    idea = make.make_idea(session, gone)
    taken = make.make_requirement(session, idea, status=RequirementStatus.ADOPTED)
    make.make_fulfilment(session, world.things["offer"], taken)
    world.things["idea taken back"] = idea
    with_voters(session, world, gone, [idea])
    return gone


def release(session: Session, world: World) -> None:
    """Publish all of it, and let addresses name this release."""
    values = {"number": 2, "title": "Second", "published_at": now() + timedelta(minutes=1)}
    content = snapshot(session, notes="", **values)
    make.stored(session, Release(snapshot=content, digest=digest_of(content), **values))
    world.ids["number"] = 2


def draft_workshops(session: Session, world: World) -> None:
    """Workshops in preparation with all that a workshop can hold: one to come, one going on."""
    at = now()
    for starts, step in ((at + timedelta(days=3), None), (at, StepKind.PROPOSE_IDEAS)):
        times = {"starts_at": starts, "ends_at": starts + timedelta(hours=2)}
        draft = make.make_workshop(session, step=step, status=WorkshopStatus.DRAFT, **times)
        cluster = make.make_cluster(session, draft)
        need = make.make_need(session, draft, cluster=cluster)
        idea = make.make_idea(session, draft, cluster=cluster)
        session.add(AnsweredNeed(idea_id=idea.id, need_id=need.id))
        _before_the_board(session, world, idea)
        with_voters(session, world, draft, [idea])
        make.make_idea(session, draft)
    need = make.make_need(session, world.things["gone"])
    session.add(AnsweredNeed(idea_id=world.things["idea taken back"].id, need_id=need.id))


def _before_the_board(session: Session, world: World, idea: Idea) -> None:
    for name in ("board", "chair"):
        make.make_assignment(session, idea, world.things[name])


def hidden_ideas(session: Session, world: World) -> None:
    idea = make.make_idea(session, world.things["workshop"], **HIDDEN)
    _before_the_board(session, world, idea)
    for need_id in (world.ids["need_id"], world.things["lonely"].id):
        session.add(AnsweredNeed(idea_id=idea.id, need_id=need_id))
    session.add(StandingIdea(round_id=world.ids["round_id"], idea_id=idea.id))


def hidden_needs(session: Session, world: World) -> None:
    workshop, cluster_id = world.things["workshop"], world.ids["cluster_id"]
    need = make.make_need(session, workshop, cluster_id=cluster_id, **HIDDEN)
    alone = make.make_need(session, workshop, **HIDDEN)
    for one, idea in ((need, world.things["idea"]), (alone, world.things["silent"])):
        session.add(AnsweredNeed(idea_id=idea.id, need_id=one.id))
    make.make_need(session, world.things["elsewhere"], **HIDDEN)


def hidden_words(session: Session, world: World) -> None:
    """Other words in the place of what is hidden."""
    session.get_one(Comment, world.things["said"].id).body = "Other words"
    session.get_one(Idea, world.things["silent"].id).title = "Another title"
    session.get_one(Workshop, world.things["gone"].id).title = "Another workshop"


def proposals(session: Session, world: World) -> None:
    proposal = make.make_requirement(session, world.things["idea"])
    make.make_fulfilment(session, world.things["offer"], proposal)
    make.make_requirement(session, world.things["idea"])


def drafts_of_offers(session: Session, world: World) -> None:
    provider = world.things["offer"].provider
    for status in (OfferStatus.DRAFT, OfferStatus.WITHDRAWN):
        offer = make.make_offer(session, provider, status=status)
        make.make_fulfilment(session, offer, world.things["requirement"])
        make.make_fulfilment(session, offer, world.things["plain"])
        unmet = session.get_one(Requirement, world.ids["other_requirement_id"])
        make.make_fulfilment(session, offer, unmet)
        make.make_offer(session, provider, status=status)


def edited_sources(session: Session, world: World) -> None:
    """Let requirements stand on older words of their ideas: only who writes them looks at that."""
    for source in world.things["requirement"].sources:
        source.text_version = 0


def switched_off(session: Session, _world: World) -> None:
    make.make_account(session, Role.BOARD, Role.PROVIDER, active=False, display_name="Aaron")


def of_an_account(session: Session, world: World) -> None:
    """What one of the board has and thinks, before anybody else's in every order."""
    other = world.things["uninvited"]
    make.make_session(session, other)
    make.make_passkey(session, other)
    factor: dict[str, Any] = {"account_id": other.id, "secret": "-", "last_step": 0}
    make.stored(session, SecondFactor(**factor, added_at=make.NOON))
    session.add(RecoveryCode(account_id=other.id, code_hash="-"))
    make.make_assignment(session, world.things["idea"], other)
    make.make_review(session, world.things["idea"], other, note="Between us", benefit=5)


def erased(session: Session, _world: World) -> None:
    make.make_account(session, Role.BOARD, active=False, erased_at=make.NOON, display_name="Abel")


def of_others(session: Session, world: World) -> None:
    """What others wrote and keep in public, on the pages that hold one's own alone."""
    workshop, other = world.things["workshop"], world.things["somebody"]
    make.make_need(session, workshop, participant=other)
    make.make_idea(session, workshop, participant=other)
    offer = make.make_offer(session, make.make_provider(session))
    offer.provider.members.append(world.things["uninvited"])


#: That one was asked is one's own; the audit log tells of votes.
OWN = ("privacy.account_data", "privacy.account_data_file", "pages.audit")
UNSEEN = (
    Unseen(draft_workshops, ("moderator",), but=OWN),
    Unseen(hidden_ideas, ("moderator",), but=OWN),
    Unseen(hidden_needs, ("moderator",)),
    Unseen(hidden_words, ("moderator",)),
    Unseen(proposals, STAFF),
    Unseen(drafts_of_offers, ("provider", "moderator", "administrator")),
    Unseen(proposals, (), only=("requirements.new_release",)),
    Unseen(hidden_needs, (), only=("needs.wall",)),
    Unseen(edited_sources, ("moderator",)),
    Unseen(switched_off, ("administrator",)),
    Unseen(erased, ()),
    Unseen(of_an_account, ("uninvited", "chair", "moderator", "administrator")),
    Unseen(of_others, ("administrator",), ("pages.mine", "offers.mine", "offers.new")),
)


def kept_from(visitor: str, endpoint: str) -> list[Unseen]:
    """List what a visitor may not know of on a page."""
    return [
        one
        for one in UNSEEN
        if visitor not in one.known_to
        and (not one.only or endpoint in one.only)
        and endpoint not in one.but
    ]


def add(session: Session, world: World, unseen: Iterable[Unseen]) -> None:
    """Put things into the town as it stands; its pages have to stay as they are."""
    for one in unseen:
        one.make(session, world)
    session.commit()


def looks(visitor: str, rule: Rule) -> bool:
    """Say whether this route shows a visitor something that others may have written."""
    draws = rule.endpoint in DRAWN or rule.endpoint.startswith("web.")
    draws = draws or (rule.endpoint == DRAWN_FOR_MOST and visitor != STANDS_FOR)
    return "GET" in (rule.methods or set()) and not draws


AS_IT_IS = State(BESIDE, furnish_more, lambda _rule: True)
