"""When something does not work, people hear in German what to do, and keep what they typed."""

import pytest
from werkzeug.exceptions import MethodNotAllowed

from participate.accounts.rules import Role
from participate.accounts.visitor import TOKEN
from participate.config import Config
from participate.core.audience import Audience
from participate.core.errors import ConflictError, MistakeError, NotAllowedError, NotFoundError
from participate.core.logs import PLAIN, formatter
from participate.extensions import csrf
from participate.factory import create_app
from participate.web.errors import TEXTS_MAX
from participate.web.guard import open_to
from participate.workshops.rules import WorkshopStatus
from tests.factories import SECRET, make_account, make_workshop
from tests.pages import HTMX, CheckedClient, soup


class LateError(ConflictError):
    explanation = "Seit 18:50 Uhr geschlossen."


@pytest.fixture
def raising(app, client):
    """Add a page at /room that runs into an error, for whoever posts there or asks for it."""
    exempt = set(csrf._exempt_views)

    def raising(error):
        def room():
            raise error

        csrf.exempt(room)  # the token has tests of its own
        view = open_to(Audience.EVERYONE)(room)
        app.add_url_rule("/room", "room", view, methods=["GET", "POST"])
        in_workshop = open_to(Audience.EVERYONE)(lambda workshop_id: room())
        app.add_url_rule("/workshops/<int:workshop_id>/room", "workshop_room", in_workshop)

    yield raising
    csrf._exempt_views = exempt  # one for all tests: none must find this one's exemption


@pytest.mark.parametrize(
    ("error", "status", "heading"),
    [
        (NotFoundError("idea 3"), 404, "Diese Seite finden wir nicht"),
        (NotAllowedError("may_edit"), 403, "Diese Seite ist für Sie nicht offen"),
        (ConflictError("closed"), 409, "Das ist inzwischen vorbei"),
        (MistakeError("typed"), 422, "Etwas passt noch nicht"),
        (MethodNotAllowed(), 405, "Das geht an dieser Stelle nicht"),
    ],
)
def test_each_error_has_its_status_and_a_page_that_leads_on(
    client, raising, error, status, heading
):
    raising(error)
    answer = client.get("/room")
    page = soup(answer)
    assert answer.status_code == status
    assert page.select_one("html")["lang"] == "de"
    assert page.select_one("h1").text == heading
    assert page.select_one("main a[href='/']")
    assert str(error) not in page.text


def test_an_error_can_bring_its_own_explanation(client, raising):
    raising(LateError("step 3"))
    assert soup(client.get("/room")).select_one(".fw-lead").text == "Seit 18:50 Uhr geschlossen."


def test_an_unknown_page_offers_a_search_and_a_way_to_report_the_link(client):
    answer = client.get("/nirgends")
    page = soup(answer)
    assert answer.status_code == 404
    assert page.select_one("form[role=search]")["action"] == "/offers"
    assert page.select_one("main a[href='/accessibility?page=/nirgends#barrier']")
    assert "Seite 404" in page.text


@pytest.mark.parametrize("lost", ["nirgends", "needs/999", "ideas/999"])
def test_an_unknown_page_of_a_workshop_leads_back_into_it(
    client, session, workshop, participant, sign_in, lost
):
    here = f"/workshops/{workshop.id}"

    answer = client.get(f"{here}/{lost}")

    assert answer.status_code == 404
    back = soup(answer).select_one(f"main a[href='{here}/now']")
    assert back.text == f"Zurück in die Werkstatt „{workshop.title}“"
    sign_in(make_account(session, Role.MODERATOR))
    assert soup(client.get(f"{here}/{lost}")).select_one(f"main a[href='{here}/console']")


@pytest.mark.parametrize("path", ["/workshops/999/needs", "/workshops/99999999999999/needs"])
def test_an_unknown_workshop_has_no_way_back(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert not soup(answer).select("main a[href^='/workshops/']")


def test_nobody_hears_of_a_draft_through_an_unknown_page(client, session):
    draft = make_workshop(session, status=WorkshopStatus.DRAFT)
    assert draft.title not in client.get(f"/workshops/{draft.id}/nirgends").text


TYPED = {
    "title": "Sonnensegel",
    "body": "Über dem Sandkasten.\n\nBitte bald.",
    "group": "12",
    "life_phase": "primary_school",
    "password": "mein ganz geheimes Passwort",
    "new_password": "mein ganz neues Passwort",
    "csrf_token": "a token",
    "empty": "  ",
}


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_what_was_typed_too_late_is_given_back(client, raising, headers):
    raising(ConflictError("closed"))
    answer = client.post("/room", data=TYPED, headers=headers)
    assert answer.status_code == 409
    kept = [area.text.strip() for area in soup(answer).select("textarea[readonly]")]
    assert kept == ["Sonnensegel", "Über dem Sandkasten.\n\nBitte bald."]
    assert "Passwort" not in answer.text.replace("Passwort vergessen", "")


def test_a_flood_of_fields_makes_no_flood_of_a_page(client, raising):
    raising(ConflictError("closed"))
    typed = {"body": [f"Satz {number}" for number in range(2_000)]}
    answer = client.post("/room", data=typed)
    assert answer.status_code == 409
    assert len(soup(answer).select("textarea[readonly]")) == TEXTS_MAX


def test_whoever_is_too_late_is_led_to_what_is_going_on(client, raising, workshop):
    raising(ConflictError("closed"))
    page = soup(client.get(f"/workshops/{workshop.id}/room"))
    assert page.select_one(f"main a[href='/workshops/{workshop.id}/now']")


def test_markup_that_was_typed_is_shown_and_not_obeyed(client, raising):
    raising(ConflictError("closed"))
    hostile = "</textarea><script>alert(1)</script>"
    answer = client.post("/room", data={"body": hostile})
    assert answer.status_code == 409
    assert soup(answer).select_one("textarea").text.strip() == hostile


def test_htmx_gets_a_whole_page_whose_heading_takes_the_focus(client, raising):
    raising(ConflictError("closed"))
    page = soup(client.post("/room", headers=HTMX))
    assert page.select_one("html body main h1[data-focus][tabindex='-1']")


def test_a_form_without_its_token_comes_back_with_its_text(client):
    answer = client.post("/accessibility", data={"body": "Der Fokus fehlt."})
    assert answer.status_code == 400
    assert soup(answer).select_one("textarea[readonly]").text.strip() == "Der Fokus fehlt."


def test_too_much_at_once_is_refused_in_german(client):
    answer = client.post("/accessibility", data={"body": "a" * (1024 * 1024 + 1)})
    assert answer.status_code == 413
    assert soup(answer).select_one("h1").text == "Das ist zu viel auf einmal"


def test_a_page_that_only_reads_refuses_a_form(client):
    answer = client.post("/privacy", data={"csrf_token": "x"})
    assert answer.status_code == 405
    assert soup(answer).select_one("h1").text == "Das geht an dieser Stelle nicht"


@pytest.fixture
def fault(database_url, session):
    """A client of the application as it runs for people, with a page that breaks."""
    app = create_app(Config(SQLALCHEMY_DATABASE_URI=database_url, SECRET_KEY=SECRET))

    def room():
        raise RuntimeError("a secret detail")

    app.add_url_rule("/room", "room", open_to(Audience.EVERYONE)(room))
    app.test_client_class = CheckedClient
    client = app.test_client()
    client.session = session
    return client


def test_a_fault_of_ours_says_so_and_nothing_else(fault, caplog):
    answer = fault.get("/room")
    assert answer.status_code == 500
    page = soup(answer)
    assert page.select_one("h1").text == "Das hat nicht geklappt"
    for secret in ("a secret detail", "RuntimeError", "Traceback", "room.py"):
        assert secret not in answer.text
    [record] = [one for one in caplog.records if one.msg.get("event") == "unhandled error"]
    line = formatter(PLAIN).format(record)
    assert "error=builtins.RuntimeError" in line
    assert "a secret detail" not in line
    assert record.msg["request_id"] in page.select_one(".fw-meta").text


def test_a_fault_page_needs_no_database(fault, monkeypatch):
    def gone(*_args, **_kwargs):
        raise ConnectionError("the database is gone")

    monkeypatch.setattr("sqlalchemy.engine.base.Engine.connect", gone)
    with fault.session_transaction() as cookie:
        cookie[TOKEN] = "of some session"
    answer = fault.get("/desk")
    assert answer.status_code == 500
    assert soup(answer).select_one("h1").text == "Das hat nicht geklappt"


def test_staff_are_led_back_to_their_work(client, session, raising, sign_in):
    raising(LateError())
    workshop = make_workshop(session)
    room, here = f"/workshops/{workshop.id}/room", f"/workshops/{workshop.id}"
    public = [link["href"] for link in soup(client.get(room)).select("main a")]
    sign_in(make_account(session, Role.MODERATOR))

    page = [link["href"] for link in soup(client.get(room)).select("main a")]

    assert f"{here}/now" in public
    assert "/desk" not in public
    assert f"{here}/console" in page
    assert "/desk" in page
    assert "/join" in public
    assert "/join" not in page
