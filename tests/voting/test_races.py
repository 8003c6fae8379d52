"""Many phones at the same moment, on real threads: no ballot is doubled, over its dots, or lost.

Each guard was taken away once to see its test turn red; what stands below holds on both databases.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from participate.accounts.models import Account
from participate.prioritisation.ballots import BudgetSpentError
from participate.voting.actions import cast_ballot, close_round, place_dots
from participate.voting.models import Ballot, Mark, Result, Round
from participate.voting.queries import marks_of
from participate.voting.rules import RoundClosedError
from participate.workshops.models import Participant
from participate.workshops.visitor import DEVICE_COOKIE
from tests.factories import NOON, make_idea, make_participant, make_round
from tests.pages import soup
from tests.voting.checks import findings

CROWD = 12
TIMES = 10


def at_once(*calls):
    """Run calls on threads of their own, all released in the same moment; return what they said."""
    barrier = Barrier(len(calls), timeout=30)

    def run(call):
        barrier.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(60) for future in [pool.submit(run, call) for call in calls]]


@pytest.fixture
def crowded(session, workshop):
    """The id of an open round in which as many ideas stand as people press at once."""
    ideas = [make_idea(session, workshop) for _idea in range(CROWD)]
    return make_round(session, workshop, budget=5, most_per_idea=3, ideas=ideas).id


@pytest.fixture
def attempt(engine):
    """Do something in a session of its own and commit; say the error's class when it is refused."""

    def attempt(action, *refusals):
        def call():
            with Session(engine) as session:
                try:
                    action(session)
                    session.commit()
                except refusals as error:
                    return type(error)
                return "done"

        return call

    return attempt


def standing(session, round_id):
    return [idea.id for idea in session.get_one(Round, round_id).ideas]


def test_whole_ballots_of_one_voter_replace_each_other(session, crowded, voter, attempt):
    items, voter_id = standing(session, crowded), voter.id
    session.commit()
    wanted = [{items[n]: 3, items[n - 1]: 2} for n in range(CROWD)]

    def cast(marks):
        return lambda own: cast_ballot(
            own, own.get_one(Round, crowded), by=own.get_one(Participant, voter_id), marks=marks
        )

    for _time in range(TIMES):
        said = at_once(*[attempt(cast(marks)) for marks in wanted])

        assert said == ["done"] * CROWD
        assert session.scalar(select(func.count()).select_from(Ballot)) == 1
        assert findings(session) == []
        assert marks_of(session, session.get_one(Round, crowded), voter) in wanted
        session.commit()


def test_single_dots_of_one_voter_stop_at_the_budget(session, crowded, voter, attempt):
    items, voter_id = standing(session, crowded), voter.id
    session.commit()

    def press(idea_id):
        return lambda own: place_dots(
            own,
            own.get_one(Round, crowded),
            by=own.get_one(Participant, voter_id),
            idea_id=idea_id,
            points=1,
        )

    for _time in range(TIMES):
        said = at_once(*[attempt(press(item), BudgetSpentError) for item in items])

        assert sorted(map(str, said)) == sorted(map(str, ["done"] * 5 + [BudgetSpentError] * 7))
        assert session.scalar(select(func.sum(Mark.points))) == 5
        assert findings(session) == []
        session.execute(Ballot.__table__.delete())
        session.commit()


def test_what_was_acknowledged_before_the_close_is_counted_and_nothing_else(
    session, workshop, moderator, attempt
):
    ideas = [make_idea(session, workshop) for _idea in range(3)]
    voters = [make_participant(session, workshop).id for _voter in range(CROWD)]
    for _time in range(TIMES):
        round_id = make_round(session, workshop, ideas=ideas).id
        items, moderator_id = standing(session, round_id), moderator.id
        session.commit()

        def cast(voter_id, round_id=round_id, items=items):
            return lambda own: cast_ballot(
                own,
                own.get_one(Round, round_id),
                by=own.get_one(Participant, voter_id),
                marks={items[voter_id % 3]: 1},
            )

        def close(own, round_id=round_id, moderator_id=moderator_id):
            round_ = own.get_one(Round, round_id)
            close_round(own, round_, by=own.get_one(Account, moderator_id), at=NOON)

        calls = [attempt(cast(voter), RoundClosedError) for voter in voters]
        said = at_once(*calls[:6], attempt(close), *calls[6:])

        assert set(said) <= {"done", RoundClosedError}
        acknowledged = said.count("done") - 1
        result = session.scalars(select(Result).where(Result.round_id == round_id)).one()
        assert result.figures["ballots"] == result.figures["points"] == acknowledged
        assert findings(session) == []
        session.commit()


@pytest.fixture
def tapped(app, client):
    """Send one and the same form from many threads, with the cookies of `client`."""

    def tapped(path, form, **more):
        fields = {tag["name"]: tag["value"] for tag in form.select("input[type=hidden]")} | more
        cookies = {name: client.get_cookie(name) for name in ("session", DEVICE_COOKIE)}

        def tap():
            browser = FlaskClient(app, app.response_class)
            for name, cookie in cookies.items():
                if cookie is not None:
                    browser.set_cookie(name, cookie.decoded_value)
            return browser.post(path, data=fields)

        client.session.commit()  # or this test itself would hold SQLite's one lock
        return at_once(*[tap] * 8)

    return tapped


def test_a_dot_tapped_twice_is_one_dot(client, session, workshop, round_, participant, tapped):
    path = f"/workshops/{workshop.id}/rounds/{round_.id}/ballot"
    form = soup(client.get(path)).select_one("#ballot form")

    answers = tapped(path, form, dots="1")

    assert {(answer.status_code, answer.location) for answer in answers} == {(303, path)}
    assert session.scalar(select(func.count()).select_from(Ballot)) == 1
    assert session.scalar(select(func.sum(Mark.points))) == 1


def test_a_vote_opened_twice_is_one_vote(
    client, session, workshop, moderator, sign_in, shade, water, tapped
):
    sign_in(moderator)
    path = f"/workshops/{workshop.id}/rounds/new"
    form = soup(client.get(path)).select_one("form#new-round")
    typed = {"question": "Was zuerst?", "budget": "5", "most_per_idea": "3"}

    answers = tapped(path, form, **typed, ideas=[str(shade.id), str(water.id)])

    assert {answer.location for answer in answers} == {f"/workshops/{workshop.id}/rounds"}
    assert session.scalar(select(func.count()).select_from(Round)) == 1


def test_a_vote_closed_twice_is_counted_once(
    client, session, workshop, round_, moderator, sign_in, tapped
):
    sign_in(moderator)
    page = soup(client.get(f"/workshops/{workshop.id}/rounds"))
    form = page.select_one("form[action$='/close']")

    answers = tapped(form["action"], form)

    here = f"/workshops/{workshop.id}/rounds/{round_.id}/result"
    assert {answer.location for answer in answers} == {here}
    assert session.scalar(select(func.count()).select_from(Result)) == 1


def test_without_the_constraint_the_check_finds_doubled_ballots(session, round_, engine):
    """The guard is the constraint: without it two ballots of one voter stand side by side."""
    session.commit()
    if engine.dialect.name == "sqlite":
        session.execute(text("DROP TABLE ballot"))
        session.execute(
            text("CREATE TABLE ballot (id PRIMARY KEY, round_id, voter_key, group_key)")
        )
    else:
        session.execute(text("ALTER TABLE ballot DROP CONSTRAINT uq_ballot_round_id_voter_key"))
    for _ballot in range(2):
        session.add(Ballot(round_id=round_.id, voter_key="v" * 64, group_key="parents"))
    session.flush()

    assert f"A voter has 2 ballots in round {round_.id}." in findings(session)
    session.rollback()  # takes the table back as well
