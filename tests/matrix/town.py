"""The town of `tests.world`, furnished until every form can be sent, and put back when changed."""

from datetime import timedelta
from functools import cache
from hashlib import sha256
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, Table
from sqlalchemy.orm import Session

from participate.accounts.actions import new_secret
from participate.accounts.models import Account, RecoveryCode, SecondFactor
from participate.accounts.rules import Role, new_recovery_code
from participate.accounts.visitor.second_factor import recovery_hash, second_factor_purpose
from participate.core import passwords
from participate.core.clock import now
from participate.core.db import Base, Versions
from participate.core.sealed import sealed
from participate.ideas.models import Report
from participate.pages.models import Feedback
from participate.requirements.queries import snapshot
from participate.requirements.rules import RequirementStatus, content_digest
from participate.workshops.models import Participant
from participate.workshops.rules import code_hash, resume_code
from tests import factories as make
from tests.world import VISITORS, World, browser_of, build_world, joined, token_of

#: Who was let in once, and holds a cookie that opens nothing any more: a device that was signed
#: out, an account that was, one whose session ran out, one that was switched off.
FORMER = ("left", "signed_out", "expired", "switched_off")
#: `uninvited` is on the board, and was not asked about the idea of this town.
EVERYBODY = (*VISITORS, "uninvited", *FORMER)
PASSWORD = "a password of some length"  # noqa: S105
#: What stands in an address when there is no such thing.
MISSING = {
    "workshop_id": 99_999,
    "step_id": 99_999,
    "need_id": 99_999,
    "cluster_id": 99_999,
    "idea_id": 99_999,
    "report_id": 99_999,
    "round_id": 99_999,
    "key": "ANF-9999",
    "number": 999,
    "offer_id": 99_999,
    "provider_id": 99_999,
    "account_id": 99_999,
    "session_id": 99_999,
    "passkey_id": 99_999,
    "token": "no-token-of-any-link",
    "code": "NNNNNN",
    "resume_code": "NNNNNNNNNN",
    "ref": "99999",
}

Rows = dict[str, list[Any]]


def furnish(session: Session) -> World:
    """Build the town with everything that its forms ask for; the caller commits."""
    world = build_world(session)
    ids, things = world.ids, world.things
    me = session.query(Participant).filter_by(workshop_id=ids["workshop_id"]).one()
    me.resume_hash = code_hash(make.SECRET, resume_code(make.SECRET, me.id))
    for one in ("moderator", "outsider"):
        things[one].password_hash = passwords.password_hash(PASSWORD)
    things["offer"].contact, things["offer"].how_to_apply = "Büro", "Anrufen."
    outsider = things["outsider"]
    recovery_code = second_factor_of(session, outsider)
    barrier = Feedback(body="The button is too small.", given_at=make.NOON)
    make.stored(session, barrier)
    release = make.make_requirement(session, things["idea"], status=RequirementStatus.ADOPTED)
    uninvited = things["uninvited"] = make.make_account(session, Role.BOARD)
    world.cookies["uninvited"] = make.make_session(session, uninvited)
    _former(session, world)
    make.make_mailed_link(session, outsider, token="a-link")  # noqa: S106
    ids |= {
        "token": "a-link",  # one without a space, which addresses write in two ways
        "email": things["moderator"].email,
        "password": PASSWORD,
        "feedback_id": barrier.id,
        "report_id": session.query(Report.id).scalar(),
        "other_idea_id": make.make_idea(session, things["workshop"]).id,
        "recovery_code": recovery_code,
        "resume_code": resume_code(make.SECRET, me.id),
        "requirement_id": things["requirement"].id,
        "other_requirement_id": release.id,
        "open_step_id": things["workshop"].steps[0].id,
        "board_id": things["board"].id,
        "outsider_id": outsider.id,
        "digest": content_digest(
            snapshot(session, number=2, title="", notes="", published_at=make.NOON)
        ),
    }
    return world


def second_factor_of(session: Session, account: Account) -> str:
    """Give an account a second factor, and return a code on paper for it."""
    secret, code = make.SECRET.encode(), new_recovery_code()
    sealed_secret = sealed(secret, second_factor_purpose(account), new_secret())
    factor: Any = {"account_id": account.id, "secret": sealed_secret, "last_step": 0}
    make.stored(session, SecondFactor(**factor, added_at=make.NOON))
    hashed = recovery_hash(secret, account, code)
    make.stored(session, RecoveryCode(account_id=account.id, code_hash=hashed))
    return code


def _former(session: Session, world: World) -> None:
    """Leave cookies behind that opened everything once."""
    phone = joined(session, world.things["workshop"], "phone three")
    world.devices["left"] = "phone three"
    phone.device_hash = "left something that is no hash of a device"
    long_ago = now() - timedelta(days=100)
    old: dict[str, dict[str, Any]] = {"expired": {"created_at": long_ago, "seen_at": long_ago}}
    for name in ("signed_out", "expired", "switched_off"):
        account = make.make_account(session, *Role, active=name != "switched_off")
        world.cookies[name] = make.make_session(session, account, **old.get(name, {}))
    world.cookies["signed_out"] = "the token of a session that has no row any more"


def rows_of(engine: Engine) -> Rows:
    """Return all rows of all tables."""
    with engine.connect() as connection:
        return {
            table.name: sorted(
                (dict(row._mapping) for row in connection.execute(table.select())), key=repr
            )
            for table in Base.metadata.sorted_tables
        }


@cache
def versions_of(engine: Engine) -> Versions:
    """Return the only watcher of a database: each holds a connection for as long as it lives."""
    return Versions(engine)


class Stored:
    """A town as it stands in the database, to be compared with, and to be put back."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.rows = engine, rows_of(engine)
        self._versions = versions_of(engine)
        self.version = self._versions.now()

    def changed(self) -> bool:
        """Say whether any row of any table differs from what was stored."""
        version = self._versions.now()
        if version == self.version:
            return False  # nobody has written at all
        if digest(rows_of(self.engine)) != digest(self.rows):
            return True
        self.version = version
        return False

    def written(self) -> bool:
        """Say whether anybody has written at all since this was asked before."""
        before, self.version = self.version, self._versions.now()
        return before != self.version

    def put_back(self) -> None:
        """Make every table hold again what it held, and nothing else."""
        with self.engine.begin() as connection:
            for table in reversed(Base.metadata.sorted_tables):
                if table.name != "stakeholder_group":
                    connection.execute(table.delete())
            for table in Base.metadata.sorted_tables:
                if table.name != "stakeholder_group" and self.rows[table.name]:
                    connection.execute(table.insert(), in_order(table, self.rows[table.name]))
        self.version = self._versions.now()


def in_order(table: Table, rows: list[Any]) -> list[Any]:
    """Return rows so that each comes after those of its own table that it points to."""
    names = [column.name for column in table.primary_key]
    return sorted(rows, key=lambda row: repr([str(row[name]).zfill(12) for name in names]))


def digest(rows: Rows) -> str:
    return sha256(repr(rows).encode()).hexdigest()


def cookies_of(app: Flask, session: Session, world: World, visitor: str) -> tuple[str, str]:
    """Return the cookies of a visitor as a browser sends them, and the token for its forms."""
    browser = browser_of(app, session, world, visitor)
    token = token_of(browser)
    sent = [f"{one.key}={one.value}" for one in browser._cookies.values()]
    return "; ".join(sent), token


def bare_browser(app: Flask) -> FlaskClient:
    """Return a browser that keeps no cookie, so that each request begins anew."""
    return FlaskClient(app, app.response_class, use_cookies=False)
