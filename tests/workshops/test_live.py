"""What phones hear that know the state already: 304, out of a worker's memory."""

import pytest

from participate.web.language import LANGUAGE_COOKIE
from participate.workshops import live
from participate.workshops.rules import WorkshopStatus
from tests.pages import HTMX
from tests.statements import statements


@pytest.fixture
def look(client, workshop):
    """Ask as a page does that knows one state."""

    def look(tag, number=workshop.id, **headers):
        path = f"/workshops/{number}/state?seen=1&on=ideas"
        return client.get(path, headers={"If-None-Match": tag, **HTMX, **headers})

    return look


@pytest.fixture
def tag(client, workshop):
    path = f"/workshops/{workshop.id}/state?seen=1&on=ideas"
    return client.get(path, headers=HTMX).headers["ETag"]


@pytest.fixture
def believed(monkeypatch):
    """Let what was read be believed, for as long as a test takes."""
    monkeypatch.setattr(live, "BELIEVED", 60)


def test_whoever_knows_the_state_costs_no_statement(look, tag, believed):
    look(tag)

    with statements() as asked:
        answers = [look(tag) for _time in range(5)]

    assert {answer.status_code for answer in answers} == {304}
    assert {(answer.data, answer.headers["ETag"]) for answer in answers} == {(b"", tag)}
    assert asked == []
    assert "Set-Cookie" not in answers[0].headers


def test_a_new_state_is_heard_when_the_old_one_is_not_believed_any_more(
    look, tag, session, workshop
):
    assert look(tag).status_code == 304
    workshop.version += 1
    session.commit()

    answer = look(tag)

    assert answer.status_code == 200
    assert answer.headers["ETag"] != tag


def test_another_language_is_another_state(client, look, tag, believed):
    client.set_cookie(LANGUAGE_COOKIE, "en")

    english = look(tag)

    assert english.status_code == 204
    assert look(english.headers["ETag"]).status_code == 304


def test_a_withdrawn_workshop_says_nothing(look, tag, session, workshop):
    workshop.status = WorkshopStatus.DRAFT
    session.commit()

    for number in (workshop.id, 999_999):
        answer = look(tag, number)
        assert (answer.status_code, answer.headers.get("ETag")) == (204, None)


@pytest.mark.parametrize("odd", ['"', "*", "W/", '"1.0.de', "ä" * 200])
def test_an_odd_state_is_a_state_nobody_knows(look, odd):
    assert look(odd.encode().decode("latin-1")).status_code in {204, 304}
