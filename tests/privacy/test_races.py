"""Erasing somebody while their device still sends: no word is left, and nothing hangs on them.

The request is stopped where it has found out who acts and is about to write; the erasure begins
then. Either it waits, or the request finds out that they are gone.
"""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Barrier, Event, current_thread
from time import sleep

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from participate.accounts.rules import Role
from participate.accounts.visitor import TOKEN
from participate.core.db import Base, looking
from participate.voting.models import Ballot
from participate.workshops.models import Participant
from participate.workshops.rules import StepKind
from participate.workshops.visitor import DEVICE_COOKIE
from tests.factories import make_account, make_idea, make_round, make_session, open_only
from tests.house.test_mass_assignment import as_sent
from tests.pages import soup
from tests.privacy.canary import CANARY, rows_with_canary

ERASED = {"texts": "withdrawn", "sure": "y"}
#: For how long a request is held up at most: an erasure that has to wait for it waits so long.
SECONDS = 0.7
THREADS = 6
#: What is sent: the open step, the page with its form, and the statement that writes it down.
SENT = {
    "a need": (StepKind.COLLECT_NEEDS, "needs/new", "INSERT INTO need"),
    "an idea": (StepKind.PROPOSE_IDEAS, "ideas/new", "INSERT INTO idea"),
    "another text": (StepKind.PROPOSE_IDEAS, "ideas/{mine}/edit", "UPDATE idea"),
    "a comment": (StepKind.DISCUSS, "ideas/{other}/comment", "INSERT INTO comment"),
    "a report": (StepKind.DISCUSS, "ideas/{other}/report", "INSERT INTO report"),
    "a vote": (StepKind.VOTE, "rounds/{round}/ballot", "INSERT INTO ballot"),
}


class Held:
    """Holds the thread called `writer` up before one kind of statement, until it may go on."""

    def __init__(self, statement):
        self.statement, self.reached, self.may_go_on = statement, Event(), Event()

    def __enter__(self):
        event.listen(Engine, "before_cursor_execute", self.hold)
        return self

    def __exit__(self, *_error):
        event.remove(Engine, "before_cursor_execute", self.hold)

    def hold(self, _connection, _cursor, statement, *_more):
        if current_thread().name.startswith("writer") and statement.startswith(self.statement):
            self.reached.set()
            self.may_go_on.wait(SECONDS)


def browser_like(app, client):
    """A browser with the same cookies, for a thread of its own."""
    browser = FlaskClient(app, app.response_class)
    for name in ("session", DEVICE_COOKIE):
        if (cookie := client.get_cookie(name)) is not None:
            browser.set_cookie(name, cookie.decoded_value)
    return browser


def form_on(client, path, word=""):
    """Where a form of a page leads, and what a browser sends for it, the word in every text."""
    page = soup(client.get(path))
    form = page.select_one(f"form[method=post][action^='{path}']")
    texts = {one["name"]: word for one in form.select("textarea, input[type=text]") if word}
    return form["action"], as_sent(form) | texts


def raced(app, client, held, write, erase):
    """Send both at once, the erasure when the other one is about to write."""
    session = client.session
    session.commit()  # or this test itself would hold SQLite's one lock
    writer, eraser = browser_like(app, client), browser_like(app, client)
    with held, ThreadPoolExecutor(1, "writer") as pool:
        sent = pool.submit(writer.post, write[0], data=write[1])
        if not held.reached.wait(10):
            pytest.fail(f"nothing was written: {soup(sent.result(30)).main.text}")
        erased = eraser.post(erase[0], data=erase[1])
        held.may_go_on.set()
        answer = sent.result(30)
    assert answer.status_code < 500
    assert erased.status_code == 303
    session.expire_all()


def rows_on(engine, column, number):
    """The tables with rows that hang on somebody."""
    with Session(engine) as own, looking(own):
        return [
            table.name
            for table in Base.metadata.sorted_tables
            if column in table.columns
            and own.execute(select(table).where(table.c[column] == number)).first()
        ]


@pytest.mark.parametrize("what", SENT)
def test_what_a_participant_sends_while_being_erased(
    app, client, session, engine, workshop, participant, what
):
    step, page, statement = SENT[what]
    mine, other = (make_idea(session, workshop, participant=one) for one in (participant, None))
    round_ = make_round(session, workshop, ideas=[mine, other])
    ids = {"mine": mine.id, "other": other.id, "round": round_.id}
    open_only(session, workshop, step)
    number, here = participant.id, f"/workshops/{workshop.id}"
    write = form_on(client, f"{here}/{page.format(**ids)}", CANARY)
    erase = form_on(client, f"{here}/erase-me")

    raced(app, client, Held(statement), write, (erase[0], erase[1] | ERASED))

    assert rows_with_canary(engine) == []
    assert rows_on(engine, "participant_id", number) == []
    assert session.get(Participant, number).erased_at is not None
    assert session.scalars(select(Ballot)).all() == []


@pytest.mark.long
@pytest.mark.parametrize("who", ["participant", "moderator"])
def test_a_device_that_keeps_sending_from_many_threads_is_erased(
    app, client, session, engine, workshop, who, request
):
    me, other = request.getfixturevalue(who), make_idea(session, workshop)
    open_only(session, workshop, StepKind.PROPOSE_IDEAS)
    here, number = f"/workshops/{workshop.id}", me.id
    column = "participant_id" if who == "participant" else "account_id"
    # What a moderator types as an idea is somebody else's, and stays.
    pages = ("new", f"{other.id}/comment")[who == "moderator" :]
    forms = [form_on(client, f"{here}/ideas/{page}", CANARY) for page in pages]
    path = f"{here}/erase-me" if who == "participant" else "/account/erase"
    erase = form_on(client, path)
    session.commit()
    started, gone = Barrier(THREADS + 1), Event()

    def send(thread):
        browser, (action, typed) = browser_like(app, client), forms[thread % len(forms)]
        started.wait()
        statuses, turns = [], count()
        while not gone.is_set():
            turn = f"{CANARY} {thread}-{next(turns)}"
            new = {name: turn if text == CANARY else text for name, text in typed.items()}
            statuses.append(browser.post(action, data=new).status_code)
        return statuses

    with ThreadPoolExecutor(THREADS) as pool:
        senders = [pool.submit(send, thread) for thread in range(THREADS)]
        started.wait()
        while len(rows_on(engine, column, number)) < len(forms):
            sleep(0.02)  # until both kinds have arrived, and more are under way
        erased = browser_like(app, client).post(erase[0], data=erase[1] | ERASED)
        gone.set()
        statuses = {status for sender in senders for status in sender.result(60)}

    assert erased.status_code == 303
    assert max(statuses) < 500
    assert rows_with_canary(engine) == []
    assert rows_on(engine, column, number) == []


@pytest.fixture
def moderator(client, session):
    account = make_account(session, Role.MODERATOR)
    with client.session_transaction() as cookie:
        cookie[TOKEN] = make_session(session, account)
    return account


def test_what_an_account_sends_while_being_erased(
    app, client, session, engine, workshop, moderator
):
    path = f"/workshops/{workshop.id}/ideas/{make_idea(session, workshop).id}/comment"
    number, write = moderator.id, form_on(client, path, CANARY)
    erase = form_on(client, "/account/erase")

    held = Held("INSERT INTO comment")
    raced(app, client, held, write, (erase[0], erase[1] | ERASED))

    assert rows_with_canary(engine) == []
    assert rows_on(engine, "account_id", number) == []
