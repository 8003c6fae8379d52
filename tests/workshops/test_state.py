"""What the phones ask for every two seconds."""

from datetime import timedelta

import pytest

from participate.accounts.rules import Role
from participate.workshops.rules import StepKind, WorkshopStatus
from tests.factories import NOON, make_account, make_workshop, open_only
from tests.pages import HTMX, soup
from tests.statements import statements


@pytest.fixture
def at(monkeypatch):
    """Say what time it is."""

    def at(minutes):
        moment = NOON + timedelta(minutes=minutes)
        monkeypatch.setattr("participate.workshops.views.taking_part.this_moment", lambda: moment)
        monkeypatch.setattr("participate.workshops.labels.now", lambda: moment)

    at(0)
    return at


def bar(client, workshop, page="now"):
    return soup(client.get(f"/workshops/{workshop.id}/{page}")).select_one("[hx-get*='/state']")


def poll(client, workshop, **headers):
    return client.get(f"/workshops/{workshop.id}/state?seen=1&on=ideas", headers=headers)


def test_every_page_of_a_workshop_says_what_is_going_on_and_asks_again(client, workshop, at):
    at(4.5)
    shown = bar(client, workshop)
    assert "Jetzt: Ideen vorschlagen" in shown.text
    assert "11 Minuten übrig" in " ".join(shown.text.split())
    assert shown["hx-trigger"] == "every 2s"
    assert client.get(shown["hx-get"], headers=HTMX).status_code == 204


def test_minutes_run_down_one_by_one_and_stop_at_nothing(client, workshop, at):
    asked = bar(client, workshop)["hx-get"]
    at(0.9)
    assert client.get(asked, headers=HTMX).status_code == 204
    at(1)
    fresh = client.get(asked, headers=HTMX)
    assert "14 Minuten übrig" in " ".join(soup(fresh).text.split())
    assert "Neuer Schritt" not in fresh.text
    at(99)
    assert "Die Zeit ist um" in client.get(asked, headers=HTMX).text


def test_a_new_step_is_announced_and_the_page_stays(client, session, workshop, at):
    open_only(session, workshop, StepKind.VOTE)
    workshop.version += 1
    answer = poll(client, workshop, **HTMX)

    assert "Neuer Schritt: Abstimmen" in answer.text
    assert soup(answer).find("a", string="Zum neuen Schritt")["href"].endswith("/now")
    assert "HX-Refresh" not in answer.headers
    asks_now = soup(answer).section["hx-get"]
    assert client.get(asks_now, headers=HTMX).status_code == 204


@pytest.mark.parametrize("on", ["now", "needs", "ideas", "votes", "", "anything"])
def test_a_page_on_which_somebody_may_type_never_loads_itself_again(client, workshop, at, on):
    workshop.version += 1
    answer = client.get(f"/workshops/{workshop.id}/state?seen=1&on={on}", headers=HTMX)
    assert answer.status_code == 200
    assert "HX-Refresh" not in answer.headers


@pytest.mark.parametrize(
    ("path", "step"),
    [("needs/new", StepKind.COLLECT_NEEDS), ("ideas/new", StepKind.PROPOSE_IDEAS)],
)
def test_who_writes_hears_when_it_is_not_taken_any_more(
    client, session, workshop, participant, at, path, step
):
    late = "Was Sie schreiben, wird nicht mehr angenommen."
    open_only(session, workshop, step)
    asked = bar(client, workshop, path)["hx-get"]
    workshop.version += 1
    session.commit()
    assert late not in client.get(asked, headers=HTMX).text
    for other in (StepKind.VOTE, None):
        open_only(session, workshop, other)
        assert late in client.get(asked, headers=HTMX).text


def test_a_closed_step_is_announced(client, session, workshop, at):
    open_only(session, workshop, None)
    workshop.version += 1
    assert "Der Schritt ist beendet." in poll(client, workshop, **HTMX).text


def test_the_page_now_follows_by_itself(client, session, workshop, at):
    asked = bar(client, workshop)["hx-get"]
    workshop.version += 1
    answer = client.get(asked, headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")


def test_a_known_state_is_not_sent_again(client, workshop, at):
    first = poll(client, workshop)
    again = poll(client, workshop, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    at(1)
    later = poll(client, workshop, **{"If-None-Match": first.headers["ETag"]})
    assert later.status_code == 204


def test_asking_is_cheap_and_knows_nobody(client, workshop, participant, at):
    with statements() as asked:
        answer = poll(client, workshop)
    assert answer.status_code == 204
    assert len([line for line in asked if line.startswith("SELECT")]) == 1
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_a_withdrawn_workshop_and_none_at_all_look_the_same(client, workshop, at):
    workshop.status = WorkshopStatus.DRAFT
    for number in (workshop.id, 999_999):
        answer = client.get(f"/workshops/{number}/state?seen=1")
        assert (answer.status_code, answer.headers.get("ETag")) == (204, None)


def test_without_scripts_one_can_look_again(client, workshop):
    shown = bar(client, workshop)
    assert shown.select_one("noscript a").text == "Aktualisieren"


def test_the_bar_of_the_console_keeps_its_shape_and_its_buttons(client, session, sign_in, at):
    workshop, moderator = make_workshop(session), make_account(session, Role.MODERATOR)
    session.commit()
    sign_in(moderator)
    asked = bar(client, workshop, "console")
    at(1)
    fresh = soup(client.get(asked["hx-get"], headers=HTMX))
    assert [tag.name for tag in fresh.select("section, form")] == []
    assert "14 Minuten übrig" in " ".join(fresh.text.split())

    agenda = bar(client, workshop, "agenda")
    assert agenda.name == "section"
    workshop.version += 1
    fresh = soup(client.get(agenda["hx-get"], headers=HTMX))
    assert fresh.section["class"] == ["fw-step"]
    assert fresh.find("a", string="Zum neuen Schritt")["href"].endswith("/console")
