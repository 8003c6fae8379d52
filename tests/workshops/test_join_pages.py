"""The way from the poster to a seat at the table."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from participate.workshops.models import Participant
from participate.workshops.rules import StepKind, WorkshopStatus, join_key, resume_code, spaced
from participate.workshops.visitor import DEVICE_COOKIE
from tests.conftest import CODE
from tests.factories import NOON, SECRET, make_workshop, open_only
from tests.pages import soup

GOOD = {"code": "sand 42", "group": "pupils"}


def people(session):
    return session.scalar(select(func.count()).select_from(Participant))


def text(page):
    return " ".join(soup(page).select_one("main").get_text(" ").split())


def test_scan_choose_a_group_and_be_in(client, session, workshop):
    page = client.get(f"/w/{CODE}", follow_redirects=True)
    assert soup(page).select_one("input[name=code]")["value"] == CODE

    answer = client.submit("/join", GOOD, on=f"/join?code={CODE}")
    assert answer.status_code == 303
    page = client.get(answer.location)

    [participant] = session.scalars(select(Participant))
    assert participant.group_key == "pupils"
    assert participant.pseudonym in text(page)
    assert spaced(resume_code(SECRET, participant.id)) in text(page)
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/join", "/workshops/{id}/join"])
def test_both_forms_let_in_and_know_who_is_in_already(client, session, workshop, path):
    path = path.format(id=workshop.id)
    client.submit(path, GOOD)
    assert people(session) == 1
    again = client.get(f"/workshops/{workshop.id}/join")
    assert (again.status_code, again.location) == (303, f"/workshops/{workshop.id}/now")
    assert client.get(f"/w/{CODE}", follow_redirects=True).request.path == again.location


def test_a_second_copy_of_the_form_changes_nothing_and_leads_on(client, session, workshop):
    """A double tap: the browser drops the first answer, cookie and all."""
    page = soup(client.get("/join"))
    hidden = {tag["name"]: tag["value"] for tag in page.select("form input[type=hidden]")}
    for _tap in range(2):
        answer = client.post("/join", data=hidden | GOOD)
    assert answer.location == f"/workshops/{workshop.id}/now?joined=1"
    assert people(session) == 1


def test_the_device_is_known_before_the_form_is_sent(client, workshop):
    client.get("/join")
    cookie = client.get_cookie(DEVICE_COOKIE)
    client.submit("/join", GOOD)
    assert client.get_cookie(DEVICE_COOKIE).value == cookie.value


def test_the_language_is_chosen_before_anything_is_typed_and_the_code_stays(client, workshop):
    here = f"/join?code={CODE}&k=x"
    switch = soup(client.get(here)).select_one("main form[action='/language']")
    hidden = {tag["name"]: tag["value"] for tag in switch.select("input[type=hidden]")}

    answer = client.post("/language", data=hidden | {"language": "en"})

    page = soup(client.get(answer.location))
    assert answer.location == here
    assert page.html["lang"] == "en"
    assert page.select_one("input[name=code]")["value"] == CODE


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"code": "SAND43"}, "Der Code SAN D43 passt nicht."),
        ({"code": "🙂\u202e" * 9}, "passt nicht"),
        ({"code": ""}, "Tippen Sie den Code ein."),
        ({"code": "x" * 500}, "zu lang"),
        ({"group": ""}, "Wählen Sie, für wen Sie heute sprechen."),
        ({"group": "kings"}, "Wählen Sie, für wen Sie heute sprechen."),
    ],
)
def test_a_mistake_says_what_to_do_and_keeps_the_rest(client, session, workshop, change, said):
    answer = client.submit("/join", GOOD | change)

    assert answer.status_code == 422
    assert said in text(answer)
    assert people(session) == 0
    if "group" not in change:
        assert soup(answer).select_one("input[value=pupils][checked]")
    if "code" not in change:
        assert soup(answer).select_one("input[name=code]")["value"] == GOOD["code"]


def test_a_draft_answers_like_a_wrong_code(client, session, workshop):
    workshop.status = WorkshopStatus.DRAFT
    assert client.submit("/join", GOOD).status_code == 422
    assert "passt nicht" in text(client.submit("/join", GOOD, on=f"/join?code={CODE}"))
    assert client.get(f"/workshops/{workshop.id}/join").status_code == 404
    assert people(session) == 0


def test_the_code_of_another_workshop_does_not_open_this_one(client, session, workshop):
    other = make_workshop(session, code="OTHER1")
    answer = client.submit(f"/workshops/{other.id}/join", GOOD)
    assert (answer.status_code, people(session)) == (422, 0)


@pytest.mark.parametrize("scanned", [False, True], ids=["followed a link", "scanned the code"])
def test_who_comes_after_the_end_is_led_to_the_results(client, session, scanned):
    workshop = make_workshop(session, code=CODE, step=None)
    key = join_key(SECRET, workshop.id, workshop.join_code_number)
    path = f"/join?code={CODE}&k={key}" if scanned else f"/workshops/{workshop.id}/join"

    page = soup(client.get(path))

    assert page.h1.text == "Diese Werkstatt ist vorbei"
    assert page.select("input[name=code]") == []
    [button] = page.select("main .kern-btn--primary")
    assert button["href"] == f"/workshops/{workshop.id}/rounds"
    assert page.select("main a[href='/resume']")


def test_a_right_code_after_the_end_lets_nobody_in(client, session):
    make_workshop(session, code=CODE, step=None)

    answer = client.submit("/join", GOOD)

    assert answer.status_code == 409
    assert soup(answer).h1.text == "Diese Werkstatt ist vorbei"
    assert people(session) == 0


def test_somebody_without_cookies_hears_what_to_do(client, workshop):
    page = client.get(f"/workshops/{workshop.id}/now?joined=1")
    assert "Ihr Browser hat unseren Cookie nicht behalten." in text(page)


def test_a_browser_that_refuses_cookies_hears_it_instead_of_an_outdated_form(app, workshop, client):
    stubborn = FlaskClient(app, use_cookies=False)
    page = soup(client.get("/join"))
    hidden = {tag["name"]: tag["value"] for tag in page.select("form input[type=hidden]")}
    answer = stubborn.post("/join", data=hidden | GOOD)
    assert answer.status_code == 400
    assert "Cookies" in text(answer)


@pytest.mark.parametrize(
    ("step", "question", "leads_to"),
    [
        (StepKind.WELCOME, "Schön, dass Sie da sind", "needs"),
        (StepKind.COLLECT_NEEDS, "Was fehlt Ihrer Familie?", "needs/new"),
        (StepKind.GROUP, "Was gehört zusammen?", "needs"),
        (StepKind.PROPOSE_IDEAS, "Was könnte helfen?", "ideas/new"),
        (StepKind.DISCUSS, "Was halten Sie von den Ideen?", "ideas"),
        (StepKind.BREAK, "Pause", "ideas"),
    ],
)
def test_each_step_asks_one_thing(client, session, workshop, participant, step, question, leads_to):
    open_only(session, workshop, step)
    page = soup(client.get(f"/workshops/{workshop.id}/now"))
    assert page.h1.text == question
    [button] = page.select("main .kern-btn--primary")
    assert button["href"] == f"/workshops/{workshop.id}/{leads_to}"


@pytest.mark.parametrize("group", ["pupils", "institutions", "companies", "town"])
def test_only_families_are_asked_what_their_family_lacks(
    client, session, workshop, participant, group
):
    open_only(session, workshop, StepKind.COLLECT_NEEDS)
    participant.group_key = group
    session.commit()

    for page in ("now", "needs/new"):
        heading = soup(client.get(f"/workshops/{workshop.id}/{page}")).h1.text
        assert heading.strip() == "Was fehlt Ihnen?"


def test_between_beginning_and_end_it_says_what_comes(client, session, monkeypatch):
    monkeypatch.setattr("participate.workshops.views.taking_part.this_moment", lambda: NOON)
    workshop = make_workshop(session, step=None)
    path = f"/workshops/{workshop.id}/now"
    assert soup(client.get(path)).h1.text == "Gleich geht es los"

    open_only(session, workshop, StepKind.VOTE)
    open_only(session, workshop, None)
    assert soup(client.get(path)).h1.text == "Diese Werkstatt ist vorbei"


def test_what_begins_on_another_day_is_not_about_to_begin(client, session, monkeypatch):
    days_before = NOON - timedelta(days=3)
    monkeypatch.setattr("participate.workshops.views.taking_part.this_moment", lambda: days_before)
    path = f"/workshops/{make_workshop(session, step=None).id}/now"
    assert soup(client.get(path)).h1.text == "Noch nicht begonnen"


def test_visitors_who_did_not_join_are_led_to_it(client, workshop):
    page = soup(client.get(f"/workshops/{workshop.id}/now"))
    [button] = page.select("main .kern-btn--primary")
    assert button["href"] == f"/workshops/{workshop.id}/join"
