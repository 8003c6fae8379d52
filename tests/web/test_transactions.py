"""A form sent twice counts once; changed text is another write."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from participate.core.clock import now
from participate.core.once import AT_WORK_SECONDS, DoneWrite
from participate.pages.models import Feedback
from participate.web.transactions import write_key
from tests.factories import stored
from tests.pages import HTMX, soup


@pytest.fixture
def form(client):
    """What a browser holds after it loaded the form for a barrier."""
    page = soup(client.get("/accessibility")).select_one("form[method=post]")
    return {tag["name"]: tag["value"] for tag in page.select("[type=hidden]")}


def bodies(session):
    found = session.scalars(select(Feedback.body).order_by(Feedback.id)).all()
    session.rollback()
    return found


def test_the_same_form_twice_counts_once_and_leads_to_the_same_place(client, session, form):
    answers = [client.post("/accessibility", data=form | {"body": "Eins"}) for _ in range(2)]
    assert [(answer.status_code, answer.location) for answer in answers] == [
        (303, "/accessibility"),
        (303, "/accessibility"),
    ]
    assert bodies(session) == ["Eins"]
    assert "Das war schon angekommen." in client.get("/accessibility").text


def test_htmx_is_told_the_same_place(client, session, form):
    sent = {"data": form | {"body": "Eins"}, "headers": HTMX}
    answers = [client.post("/accessibility", **sent) for _ in range(2)]
    assert [answer.headers["HX-Redirect"] for answer in answers] == ["/accessibility"] * 2
    assert bodies(session) == ["Eins"]


def test_changed_text_with_the_same_key_is_another_write(client, session, form):
    for body in ("Eins", "Zwei", "Eins"):
        client.post("/accessibility", data=form | {"body": body})
    assert bodies(session) == ["Eins", "Zwei"]


def test_the_same_text_from_a_new_form_is_another_write(client, session, form):
    client.post("/accessibility", data=form | {"body": "Eins"})
    client.submit("/accessibility", {"body": "Eins"})
    assert bodies(session) == ["Eins", "Eins"]


@pytest.mark.parametrize(("seconds", "counts"), [(AT_WORK_SECONDS - 10, 0), (AT_WORK_SECONDS, 1)])
def test_a_write_that_broke_off_is_taken_and_one_at_work_is_not(
    app, client, session, form, seconds, counts
):
    typed = form | {"body": "Eins"}
    with app.test_request_context("/accessibility", method="POST", data=typed):
        key = write_key()
    stored(session, DoneWrite(key=key, at=now() - timedelta(seconds=seconds)))
    answers = [client.post("/accessibility", data=typed) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {303}
    assert bodies(session) == ["Eins"] * counts


def test_a_form_with_a_mistake_can_be_sent_again(client, session, form):
    wrong = form | {"body": "Eins", "contact": "a" * 201}
    assert [client.post("/accessibility", data=wrong).status_code for _ in range(2)] == [422, 422]
    assert client.post("/accessibility", data=form | {"body": "Eins"}).status_code == 303
    assert bodies(session) == ["Eins"]
    assert len(session.scalars(select(DoneWrite)).all()) == 1


def test_a_mistake_keeps_the_key_of_its_form(client, form):
    page = soup(client.post("/accessibility", data=form | {"body": ""}))
    assert page.select_one("form[method=post] [name=once]")["value"] == form["once"]


def test_a_double_tap_counts_once(app, client, session, form):
    cookie = client.get_cookie("session").value
    session.commit()

    def tap(_):
        phone = app.test_client()
        phone.session = session
        phone.set_cookie("session", cookie)
        return super(type(phone), phone).open(
            "/accessibility", method="POST", data=form | {"body": "Eins"}
        )

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(tap, range(6)))
    assert {(answer.status_code, answer.location) for answer in answers} == {
        (303, "/accessibility")
    }
    assert bodies(session) == ["Eins"]


def test_the_key_says_nothing_about_what_was_typed(client, session, form):
    client.post("/accessibility", data=form | {"body": "Geheim"})
    [write] = session.scalars(select(DoneWrite))
    assert len(write.key) == 64
    assert form["once"] not in write.key
