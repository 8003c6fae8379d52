"""A small town with one thing of every kind and somebody in every role, to be walked by tests."""

import re
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from participate.accounts.models import AccountSession
from participate.accounts.rules import Role
from participate.accounts.visitor import TOKEN
from participate.core.taxonomy import LifePhase
from participate.ideas.models import AnsweredNeed, Report
from participate.ideas.rules import ReportReason
from participate.requirements.models import Release
from participate.requirements.queries import snapshot
from participate.requirements.rules import RequirementStatus, digest_of
from participate.workshops.models import Participant, Workshop
from participate.workshops.rules import StepKind, device_hash
from participate.workshops.visitor import DEVICE_COOKIE
from tests import factories as make

#: Everybody a page can meet. A stranger takes part in another workshop; an outsider keeps the
#: offers of another provider.
VISITORS = (
    "public",
    "participant",
    "stranger",
    "provider",
    "outsider",
    "board",
    "chair",
    "moderator",
    "administrator",
)
CODE = "K7M4PX"
#: The token of a mailed link.
LINK = "the token of a mailed link"


@dataclass
class World:
    """What a walk needs: an id for every part of a path, and a cookie for every visitor."""

    ids: dict[str, Any]
    cookies: dict[str, str]  #: the token in the session of each account
    devices: dict[str, str] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)  #: what a walk adds something to

    def path(self, rule: Rule) -> str:
        """Return the address of a route, with the ids of this world."""
        _domain, path = rule.build({name: self.ids[name] for name in rule.arguments}) or ("", "")
        return path


def build_world(session: Session) -> World:
    """Make the town; the caller commits."""
    workshop = make.make_workshop(session, code=CODE, step=StepKind.PROPOSE_IDEAS)
    planned = make.make_step(workshop, StepKind.VOTE)
    session.flush()
    other = make.make_workshop(session)
    devices = {"participant": "phone one", "stranger": "phone two"}
    me = joined(session, workshop, devices["participant"])
    joined(session, other, devices["stranger"])

    roles = {
        "provider": (Role.PROVIDER,),
        "outsider": (Role.PROVIDER,),
        "board": (Role.BOARD,),
        "chair": (Role.BOARD, Role.CHAIR),
        "moderator": (Role.MODERATOR,),
        "administrator": (Role.ADMINISTRATOR,),
    }
    accounts = {name: make.make_account(session, *held) for name, held in roles.items()}

    cluster = make.make_cluster(session, workshop)
    need = make.make_need(session, workshop, participant=me, cluster=cluster)
    idea = make.make_idea(session, workshop, participant=me)
    session.add(AnsweredNeed(idea_id=idea.id, need_id=need.id))
    comment = make.make_comment(session, idea)
    session.add(
        Report(idea=idea, comment=comment, reason=ReportReason.OTHER, reported_at=make.NOON)
    )
    round_ = make.make_round(session, workshop, ideas=[idea])
    for name in ("board", "chair"):
        make.make_assignment(session, idea, accounts[name])
    requirement = make.make_requirement(session, idea, status=RequirementStatus.ADOPTED)
    provider = make.make_provider(session, accounts["provider"])
    make.make_provider(session, accounts["outsider"])
    offer = make.make_offer(session, provider)
    make.make_fulfilment(session, offer, requirement)
    published = snapshot(session, number=1, title="First", notes="", published_at=make.NOON)
    release = Release(number=1, title="First", snapshot=published, published_at=make.NOON)
    release.digest = digest_of(published)
    session.add(release)
    session.flush()
    passkey = make.make_passkey(session, accounts["outsider"])
    make.make_mailed_link(session, accounts["outsider"], token=LINK)
    cookies = {name: make.make_session(session, one) for name, one in accounts.items()}
    session_of_outsider = select(AccountSession.id).where(
        AccountSession.account_id == accounts["outsider"].id
    )
    ids = {
        "workshop_id": workshop.id,
        "step_id": planned.id,
        "need_id": need.id,
        "cluster_id": cluster.id,
        "idea_id": idea.id,
        "comment_id": comment.id,
        "round_id": round_.id,
        "key": requirement.key,
        "number": 1,
        "offer_id": offer.id,
        "provider_id": provider.id,
        "account_id": accounts["outsider"].id,
        "passkey_id": passkey.id,
        "token": LINK,
        "session_id": session.scalars(session_of_outsider).one(),
        "code": CODE,
        "extension": "csv",
        "kind": "idea",
        "ref": str(idea.id),
        "phase": LifePhase.PRIMARY_SCHOOL.value,
    }
    things = {
        "workshop": workshop,
        "elsewhere": other,
        "idea": idea,
        "requirement": requirement,
        "offer": offer,
        **accounts,
    }
    return World(ids, cookies, devices, things)


def joined(session: Session, workshop: Workshop, token: str) -> Participant:
    """Let the phone with this cookie take part."""
    hashed = device_hash(make.SECRET, workshop.id, token)
    return make.make_participant(session, workshop, device_hash=hashed)


def browser_of(app: Flask, session: Session, world: World, visitor: str) -> FlaskClient:
    """Return a browser that is known as this visitor."""
    browser = app.test_client()
    browser.session = session  # type: ignore[attr-defined]
    if visitor in world.devices:
        browser.set_cookie(DEVICE_COOKIE, world.devices[visitor])
    if visitor in world.cookies:
        with browser.session_transaction() as cookie:
            cookie[TOKEN] = world.cookies[visitor]
    return browser


def token_of(browser: FlaskClient) -> str:
    """Return what makes a form this browser's own."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get("/accessibility").text)
    assert found, "the page has no form"
    return found[1]
