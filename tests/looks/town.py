"""The demo town as a town to be looked at: an id for every address, a cookie for every visitor."""

from typing import Any

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from participate.accounts.models import Account, AccountSession
from participate.config import Config
from participate.core.clock import now
from participate.core.taxonomy import LifePhase
from participate.demo import fill_demo
from participate.factory import create_app
from participate.ideas.models import AnsweredNeed, Comment, Idea, Report
from participate.ideas.rules import ReportReason
from participate.needs.models import Cluster, Need
from participate.offers.models import Offer
from participate.pages.models import Feedback
from participate.requirements.models import Requirement
from participate.trace.models import Fulfilment
from participate.voting.models import StandingIdea
from participate.workshops.models import Participant, Workshop
from participate.workshops.rules import (
    StepState,
    code_hash,
    device_hash,
    join_code,
    resume_code,
)
from tests import factories as make
from tests.matrix.states import State
from tests.matrix.town import Stored, cookies_of
from tests.world import World

#: Those whose pages are looked at, in the order in which they are asked.
VISITORS = ("public", "participant", "moderator", "chair", "board", "provider", "administrator")
TITLES = {
    "past": "Familienwerkstatt Nordstadt",
    "running": "Familienwerkstatt Südstadt: die ersten sechs Jahre",
    "coming": "Frühstück der Betriebe: Arbeit und Familie",
}
PHONE = "the phone that looks around"


def furnish_demo(session: Session) -> World:
    """Fill the demo town, add what its pages show only now and then; the caller commits."""
    fill_demo(session, secret=make.SECRET, at=now())
    session.flush()
    titles = {name: _only(session, Workshop, title=title) for name, title in TITLES.items()}
    running = titles["running"]
    accounts = {name: _only(session, Account, email=f"{name}@demo.example") for name in STAFF}
    me = session.query(Participant).filter_by(workshop_id=running.id).order_by("id").first()
    assert me, "somebody takes part in the demo town"
    me.device_hash = device_hash(make.SECRET, running.id, PHONE)
    me.resume_hash = code_hash(make.SECRET, resume_code(make.SECRET, me.id))
    ids, things = _things(session, running, me, accounts)
    cookies = {name: make.make_session(session, one) for name, one in accounts.items()}
    mine = AccountSession.account_id == accounts["provider"].id
    ids["session_id"] = session.scalars(select(AccountSession.id).where(mine)).first()
    for name, workshop in titles.items():
        ids[f"{name}_id"] = workshop.id
    return World(ids, cookies, {"participant": PHONE}, things | accounts | {"workshop": running})


STAFF = ("moderator", "chair", "board", "provider", "administrator")


def _things(
    session: Session, workshop: Workshop, me: Participant, accounts: dict[str, Account]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the ids of one thing of every kind, those with most to see, and some of the things."""
    need = session.query(Need).filter_by(workshop_id=workshop.id).order_by("id").first()
    ideas = session.query(Idea).filter_by(workshop_id=workshop.id)
    idea = ideas.order_by(Idea.comment_count.desc()).first()
    assert need, "the demo town has a need"
    assert idea, "the demo town has an idea"
    need.participant_id = idea.participant_id = me.id
    if not session.get(AnsweredNeed, (idea.id, need.id)):
        session.add(AnsweredNeed(idea_id=idea.id, need_id=need.id))
    comment = session.query(Comment).filter_by(idea_id=idea.id).order_by("id").first()
    report = Report(idea=idea, comment=comment, reason=ReportReason.OTHER, reported_at=now())
    barrier = Feedback(body="Die Schrift auf dem Aushang ist zu klein.", given_at=now())
    session.add_all([report, barrier])
    round_ = make.make_round(session, workshop, question="Was soll zuerst kommen?")
    session.add_all(StandingIdea(round_id=round_.id, idea_id=one.id) for one in ideas.limit(8))
    for name in ("board", "chair"):
        make.make_assignment(session, idea, accounts[name])
    link = session.query(Fulfilment).order_by("requirement_id").first()
    requirement = session.get_one(Requirement, link.requirement_id)
    offer = session.get_one(Offer, link.offer_id)
    if accounts["provider"] not in offer.provider.members:
        offer.provider.members.append(accounts["provider"])
    passkey = make.make_passkey(session, accounts["provider"], name="Diensthandy")
    make.make_mailed_link(session, accounts["provider"], token="a-link")  # noqa: S106
    session.flush()
    planned = [step for step in workshop.steps if step.state is StepState.PLANNED]
    ids = {
        "workshop_id": workshop.id,
        "step_id": planned[0].id,
        "open_step_id": workshop.open_step.id,
        "need_id": need.id,
        "cluster_id": session.query(Cluster.id)
        .filter_by(workshop_id=workshop.id)
        .limit(1)
        .scalar(),
        "idea_id": idea.id,
        "comment_id": comment.id if comment else 0,
        "round_id": round_.id,
        "key": requirement.key,
        "requirement_id": requirement.id,
        "number": 1,
        "offer_id": offer.id,
        "provider_id": offer.provider_id,
        "account_id": accounts["provider"].id,
        "passkey_id": passkey.id,
        "token": "a-link",
        "code": join_code(make.SECRET, workshop.id, workshop.join_code_number),
        "resume_code": resume_code(make.SECRET, me.id),
        "extension": "csv",
        "kind": "idea",
        "ref": str(idea.id),
        "phase": LifePhase.PRIMARY_SCHOOL.value,
        "report_id": report.id,
        "feedback_id": barrier.id,
    }
    return ids, {"idea": idea, "requirement": requirement, "offer": offer}


def _only(session: Session, model: Any, **values: Any) -> Any:
    return session.query(model).filter_by(**values).one()


class Looked:
    """The town in its database, which is served meanwhile; in one state after another."""

    def __init__(self, address: str) -> None:
        self.engine = create_engine(address)
        self.session = Session(self.engine)
        self.config = Config(SQLALCHEMY_DATABASE_URI=address, SECRET_KEY=make.SECRET, TESTING=True)
        self.app = create_app(self.config)
        self.world = furnish_demo(self.session)
        self.session.commit()
        self.ids = dict(self.world.ids)
        self.untouched = Stored(self.engine)
        self.cookies = {
            one: cookies_of(self.app, self.session, self.world, one)[0] for one in VISITORS
        }
        self.session.rollback()

    def enter(self, state: State) -> None:
        """Put the town into a state; `ids` is then what its addresses are made of."""
        self.put_back()
        world = World(
            dict(self.world.ids), self.world.cookies, self.world.devices, self.world.things
        )
        state.change(self.session, world)
        self.session.commit()
        self.ids = world.ids

    def put_back(self) -> None:
        self.session.rollback()
        self.session.expire_all()
        if self.untouched.changed():
            self.untouched.put_back()
