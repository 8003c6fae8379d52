"""The pages over several slices, as a browser meets them."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote, unquote

import pytest
from sqlalchemy import select

from participate.accounts.rules import AccountEvent, Role
from participate.config import Config
from participate.core.audit import record, seal_entries
from participate.core.clock import now
from participate.factory import create_app
from participate.pages.actions import give_feedback
from participate.pages.models import Feedback
from participate.pages.operator import NEEDED
from participate.requirements.rules import RequirementStatus
from participate.workshops.rules import StepKind, WorkshopStatus, device_hash, resume_code, spaced
from participate.workshops.visitor import DEVICE_COOKIE
from tests.factories import (
    NOON,
    SECRET,
    make_account,
    make_fulfilment,
    make_idea,
    make_need,
    make_offer,
    make_participant,
    make_requirement,
    make_step,
    make_workshop,
)
from tests.pages import CheckedClient, soup
from tests.statements import statements


@pytest.fixture
def as_role(session, sign_in):
    def as_role(*roles):
        account = make_account(session, *roles)
        sign_in(account)
        return account

    return as_role


# ── Home ──


def test_an_empty_town_has_a_home_page_that_leads_on(client):
    page = soup(client.get("/"))
    assert "Zurzeit ist keine Werkstatt geplant." in page.text
    assert page.select_one("form[role=search]")["action"] == "/offers"
    assert page.select_one("form[action='/join'] [name=code]")
    assert len(page.select("a[href^='/offers?phase=']")) == 6


def test_the_running_workshop_stands_beside_the_code(client, session):
    make_workshop(session, step=StepKind.VOTE, title="Nordstadt")
    panel = soup(client.get("/")).select_one("section[aria-labelledby=join]")
    assert "Läuft gerade" in panel.text
    assert "Nordstadt" in panel.text
    assert panel.select_one("[name=code]")


def test_who_takes_part_already_needs_no_code(client, workshop, participant):
    panel = soup(client.get("/")).select_one("section[aria-labelledby=join]")
    assert panel.select_one(f"a[href='/workshops/{workshop.id}/now']")
    assert not panel.select_one("form")


def test_a_workshop_to_come_is_announced_and_a_draft_is_not(client, session):
    later = {"starts_at": now() + timedelta(days=3), "ends_at": now() + timedelta(days=4)}
    make_workshop(session, step=None, title="Südstadt", **later)
    make_workshop(session, step=None, title="Geheim", status=WorkshopStatus.DRAFT, **later)
    text = soup(client.get("/")).text
    assert "Südstadt" in text
    assert "Geheim" not in text


def test_what_became_an_offer_leads_to_its_way(client, session):
    offer = make_offer(session, title="Hebammen-Sprechstunde")
    adopted = RequirementStatus.ADOPTED
    requirement = make_requirement(session, title="Hilfe nach der Geburt", status=adopted)
    make_fulfilment(session, offer, requirement)
    card = soup(client.get("/")).select_one("section[aria-labelledby=new]")
    assert card.select_one(f"a[href='/trace/offer/{offer.id}']").text == "Hebammen-Sprechstunde"
    assert "Hilfe nach der Geburt" in card.text


# ── Desk ──


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_desk_and_can_leave_it(client, as_role, role):
    as_role(role)
    page = soup(client.get("/desk"))
    assert page.select_one("form[action='/sign-out']")
    assert page.select_one("a[href='/account']")


@pytest.mark.parametrize(
    ("role", "shown"), [(Role.BOARD, 1), (Role.CHAIR, 1), (Role.MODERATOR, 1), (Role.PROVIDER, 0)]
)
def test_the_board_finds_what_it_resolved(client, as_role, role, shown):
    as_role(role)
    page = soup(client.get("/desk"))
    assert len(page.select("main a[href='/board/resolutions']")) == shown


def test_a_moderator_finds_the_console_of_what_is_running(client, session, as_role):
    as_role(Role.MODERATOR)
    workshop = make_workshop(session, step=StepKind.VOTE)
    page = soup(client.get("/desk"))
    assert page.select_one(f"a.kern-btn--primary[href='/workshops/{workshop.id}/console']")


@pytest.mark.parametrize(
    ("steps", "status", "days", "path"),
    [
        (0, WorkshopStatus.DRAFT, 3, "agenda"),
        (1, WorkshopStatus.DRAFT, 3, ""),
        (1, WorkshopStatus.PUBLISHED, 3, "console"),
        (1, WorkshopStatus.PUBLISHED, -1, "rounds"),
    ],
)
def test_a_moderator_is_told_the_next_thing_to_do(
    client, session, as_role, steps, status, days, path
):
    as_role(Role.MODERATOR)
    start = now() + timedelta(days=days)
    workshop = make_workshop(
        session, step=None, status=status, starts_at=start, ends_at=start + timedelta(hours=1)
    )
    for _ in range(steps):
        make_step(workshop, StepKind.VOTE)
    page = soup(client.get("/desk"))
    address = f"/workshops/{workshop.id}/{path}".rstrip("/")
    assert page.select_one(f"section[aria-labelledby=workshops] .kern-btn[href='{address}']")


def test_whoever_has_nothing_to_do_is_told_so(client, as_role):
    as_role(Role.BOARD)
    assert "Nichts wartet auf Sie." in client.get("/desk").text


def test_administrators_are_told_what_the_imprint_lacks(client, as_role):
    as_role(Role.ADMINISTRATOR)
    page = soup(client.get("/desk"))
    assert page.select_one("section[aria-labelledby=tasks] a[href='/imprint']")


def test_moderators_are_not(client, as_role):
    as_role(Role.MODERATOR)
    assert not soup(client.get("/desk")).select("section[aria-labelledby=tasks] a[href='/imprint']")


# ── Mine ──


def test_participants_see_what_they_wrote_and_how_to_come_back(
    client, session, workshop, participant
):
    need = make_need(session, workshop, participant=participant, i_need="mehr Schatten")
    make_need(session, workshop, i_need="etwas anderes")
    idea = make_idea(session, workshop, participant=participant, title="Sonnensegel")
    answer = client.get(f"/workshops/{workshop.id}/mine")
    page = soup(answer)
    assert "mehr Schatten" in page.text
    assert page.select_one("#my-needs ~ ul .fw-note .fw-group"), "a group is more than a colour"
    assert "etwas anderes" not in page.text
    assert "Sonnensegel" in page.text
    assert participant.pseudonym in page.text
    assert page.select_one(".fw-code").text == spaced(resume_code(SECRET, participant.id))
    assert answer.headers["Cache-Control"] == "no-store"
    assert page.select_one(f"a[href='/trace/need/{need.id}']")
    assert page.select_one(f"a[href='/trace/idea/{idea.id}']")


def test_what_was_hidden_stays_visible_to_its_author_with_the_reason(
    client, session, workshop, participant
):
    make_idea(
        session,
        workshop,
        participant=participant,
        title="Sonnensegel",
        hidden_at=NOON,
        hidden_reason="Nennt einen Namen.",
    )
    page = soup(client.get(f"/workshops/{workshop.id}/mine"))
    assert "Für andere nicht sichtbar" in page.text
    assert "Nennt einen Namen." in page.text


def test_who_has_not_written_anything_is_led_on(client, workshop, participant):
    page = soup(client.get(f"/workshops/{workshop.id}/mine"))
    assert "Sie haben noch keinen Bedarf aufgeschrieben." in page.text
    assert "Sie haben noch keine Idee vorgeschlagen." in page.text


def test_others_are_led_to_join(client, workshop):
    answer = client.get(f"/workshops/{workshop.id}/mine")
    assert answer.location == f"/workshops/{workshop.id}/join"


def test_a_device_can_be_signed_out(client, workshop, participant):
    mine = f"/workshops/{workshop.id}/mine"
    answer = client.submit(f"/workshops/{workshop.id}/forget-device", {}, on=mine)
    assert answer.status_code == 303
    assert client.get_cookie(DEVICE_COOKIE) is None
    assert client.get(mine).status_code == 303
    assert "Dieses Gerät ist abgemeldet" in client.get("/").text


def test_a_copied_token_opens_nothing_once_its_device_is_signed_out(
    client, app, session, workshop, participant
):
    copied = client.get_cookie(DEVICE_COOKIE).decoded_value
    elsewhere = make_workshop(session)
    make_participant(session, elsewhere, device_hash=device_hash(SECRET, elsewhere.id, copied))
    stranger = make_participant(session, workshop)
    kept = stranger.device_hash
    mine = f"/workshops/{workshop.id}/mine"
    client.submit(f"/workshops/{workshop.id}/forget-device", {}, on=mine)

    thief = app.test_client()
    thief.session = session
    thief.set_cookie(DEVICE_COOKIE, copied)
    assert thief.get(mine).status_code == 303
    assert thief.get(f"/workshops/{elsewhere.id}/mine").status_code == 303
    assert stranger.device_hash == kept, "others stay who they are"


def test_the_page_costs_the_same_however_much_somebody_wrote(
    client, session, workshop, participant
):
    def visit():
        with statements() as asked:
            client.get(f"/workshops/{workshop.id}/mine")
        return len(asked)

    make_need(session, workshop, participant=participant)
    make_idea(session, workshop, participant=participant)
    few = visit()
    for _ in range(20):
        make_need(session, workshop, participant=participant)
        make_idea(session, workshop, participant=participant)
    assert visit() == few


# ── Legal pages ──


def complete(database_url):
    values = dict.fromkeys(NEEDED, "filled in") | {"OPERATOR_ADDRESS": "Markt 1\n12345 Musterstadt"}
    config = Config(SQLALCHEMY_DATABASE_URI=database_url, SECRET_KEY=SECRET, TESTING=True)
    app = create_app(replace(config, **values))
    app.test_client_class = CheckedClient
    return app.test_client()


@pytest.mark.parametrize("path", ["/imprint", "/privacy"])
def test_what_the_operator_has_not_filled_in_is_named_to_everybody(client, path):
    page = soup(client.get(path))
    assert [code.text for code in page.select(".fw-notice--warn code")] == list(NEEDED)


@pytest.mark.parametrize("path", ["/imprint", "/privacy"])
def test_a_complete_page_has_no_notice_and_shows_what_was_filled_in(session, database_url, path):
    client = complete(database_url)
    client.session = session
    page = soup(client.get(path))
    assert not page.select(".fw-notice--warn")
    assert "12345 Musterstadt" in page.text


def test_the_privacy_page_names_every_cookie_that_is_set(client, session, workshop, participant):
    named = {tag.text for tag in soup(client.get("/privacy")).select("th code")}
    assert named == {"device", "session", "language", "known_device"}


def test_the_licences_name_ours_and_those_of_the_parts(client):
    text = soup(client.get("/licences")).text
    for name in ("EUPL-1.2", "KERN-UX", "htmx", "Fira Sans", "OFL-1.1", "SQLAlchemy"):
        assert name in text


# ── Accessibility and feedback ──

BARRIER = {"body": "Der Fokus fehlt.", "page": "/offers", "contact": "pult@example.org"}


def test_a_flood_of_barriers_has_to_wait_and_keeps_what_was_typed(client, session, monkeypatch):
    monkeypatch.setattr("participate.pages.actions.FEEDBACK_PER_HOUR", 1)
    assert client.submit("/accessibility", BARRIER).status_code == 303
    answer = client.submit("/accessibility", BARRIER | {"body": "Noch eine."})
    assert answer.status_code == 429
    assert "Noch eine." in soup(answer).main.text
    assert len(session.scalars(select(Feedback)).all()) == 1


def test_a_barrier_can_be_reported_by_anybody(client, session):
    answer = client.submit("/accessibility", BARRIER)
    assert answer.location == "/accessibility"
    assert "Ihre Meldung ist angekommen." in client.get("/accessibility").text
    [message] = session.scalars(select(Feedback))
    assert (message.body, message.page, message.contact) == tuple(BARRIER.values())


def test_the_page_somebody_came_from_is_filled_in(client):
    page = soup(client.get("/accessibility?page=/offers/3"))
    assert page.select_one("#page")["value"] == "/offers/3"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"body": " "}, "body"),
        ({"body": "a" * 2001}, "body"),
        ({"page": "/" + "a" * 200}, "page"),
        ({"contact": "a" * 201}, "contact"),
    ],
)
def test_a_message_with_a_mistake_comes_back_filled(client, session, fields, field):
    answer = client.submit("/accessibility", BARRIER | fields)
    assert answer.status_code == 422
    page = soup(answer)
    assert page.select_one(f"#{field}-error")
    assert page.select_one("#contact")["value"] == (BARRIER | fields)["contact"]
    assert session.scalars(select(Feedback)).all() == []


def test_administrators_read_and_settle_messages(client, session, as_role):
    as_role(Role.ADMINISTRATOR)
    give_feedback(session, **BARRIER, at=NOON)
    page = soup(client.get("/feedback"))
    assert "pult@example.org" in page.text
    hidden = {tag["name"]: tag["value"] for tag in page.select("main form [type=hidden]")}
    assert client.post("/feedback", data=hidden).location == "/feedback"
    text = client.get("/feedback").text
    assert "Der Fokus fehlt." in text
    assert "pult@example.org" not in text
    assert "Erledigt am" in text


@pytest.mark.parametrize("forged", ["999", "", "x", "-1", "99999999999999999999"])
def test_a_forged_message_number_is_not_found(client, session, as_role, forged):
    as_role(Role.ADMINISTRATOR)
    give_feedback(session, **BARRIER, at=NOON)
    page = soup(client.get("/feedback"))
    hidden = {tag["name"]: tag["value"] for tag in page.select("main form [type=hidden]")}
    assert client.post("/feedback", data=hidden | {"feedback": forged}).status_code == 404


def test_nobody_has_met_a_barrier(client, as_role):
    as_role(Role.ADMINISTRATOR)
    assert "Niemand hat eine Barriere gemeldet." in client.get("/feedback").text


# ── Log ──


def entries(page):
    return [row.select("td")[1].text.strip() for row in page.select("tbody tr")]


def test_a_name_in_the_log_stays_text(client, session, as_role):
    boss = as_role(Role.ADMINISTRATOR)
    boss.display_name = "<img src=x onerror=alert(1)>"
    record(session, AccountEvent.SIGNED_IN, boss, by=boss, at=NOON)

    page = soup(client.get("/audit"))

    assert entries(page) == [f"{boss.display_name} hat sich angemeldet."]
    assert not page.select("td img")


def test_administrators_read_the_log_as_sentences(client, session, as_role):
    boss = as_role(Role.ADMINISTRATOR)
    participant = make_participant(session, make_workshop(session))
    gone = make_account(session, Role.MODERATOR)
    record(session, AccountEvent.CREATED, boss, by=None, at=NOON)
    record(session, AccountEvent.CHANGED, boss, by=participant, at=NOON)
    seal_entries(session)
    record(session, AccountEvent.CHANGED, boss, by=gone, at=NOON, roles="board")
    session.delete(gone)
    record(session, AccountEvent.SIGNED_IN, boss, by=boss, at=NOON)

    page = soup(client.get("/audit"))
    assert entries(page) == [
        f"{boss.display_name} hat sich angemeldet.",
        f"Konto {gone.id} hat Konto {boss.id} geändert.",
        f"Teilnehmende Person {participant.id} hat Konto {boss.id} geändert.",
        f"Der Server hat Konto {boss.id} angelegt.",
    ]
    assert [row.select("td")[3].text for row in page.select("tbody tr")] == [
        *("noch nicht", "noch nicht", "2", "1")
    ]
    assert "Wofür dieses Konto da ist: Mitglied im Familienbeirat" in page.text


def test_the_log_can_be_filtered_by_what_it_is_about(client, session, as_role):
    boss = as_role(Role.ADMINISTRATOR)
    give_feedback(session, **BARRIER, at=NOON)
    record(session, AccountEvent.SIGNED_IN, boss, by=boss, at=NOON)
    assert len(entries(soup(client.get("/audit")))) == 2
    page = soup(client.get("/audit?area=feedback"))
    assert len(entries(page)) == 1
    assert page.select_one("option[selected]")["value"] == "feedback"
    assert "Davon ist noch nichts geschehen." in client.get("/audit?area=voting").text
    assert len(entries(soup(client.get("/audit?area=nonsense")))) == 2


def test_the_log_comes_in_pages_and_costs_the_same_however_long(client, session, as_role):
    boss = as_role(Role.ADMINISTRATOR)
    others = [make_account(session, Role.BOARD) for _ in range(30)]
    record(session, AccountEvent.SIGNED_IN, boss, by=boss, at=NOON)
    with statements() as few:
        client.get("/audit")
    for other in others * 2:
        record(session, AccountEvent.SIGNED_IN, other, by=other, at=NOON)
    with statements() as many:
        page = soup(client.get("/audit"))
    assert len(entries(page)) == 50
    assert len(many) == len(few)
    assert len(entries(soup(client.get("/audit?page=2")))) == 11


@pytest.mark.parametrize("path", ["/audit", "/feedback"])
@pytest.mark.parametrize("role", [Role.MODERATOR, Role.CHAIR, Role.PROVIDER])
def test_others_do_not_see_what_is_for_administrators(client, as_role, path, role):
    as_role(role)
    assert client.get(path).status_code == 403


# ── Language ──


def choose(client, code, back="/imprint"):
    return client.submit("/language", {"language": code}, on=f"/language?back={back}")


def test_a_language_stays_on_the_device(client):
    answer = choose(client, "en")
    assert (answer.status_code, answer.location) == (303, "/imprint")
    assert soup(client.get("/imprint")).html["lang"] == "en"
    choose(client, "de")
    assert soup(client.get("/imprint")).html["lang"] == "de"


def test_looking_at_the_switch_changes_nothing(client):
    assert client.get("/language?language=en").status_code == 200
    assert client.get_cookie("language") is None


def test_the_second_copy_of_the_switch_brings_the_cookie_as_well(client):
    page = soup(client.get("/language?back=/imprint"))
    hidden = {tag["name"]: tag["value"] for tag in page.select("main form input")}
    for _copy in range(2):
        answer = client.post("/language", data=hidden | {"language": "en"})
        assert answer.location == "/imprint"
        assert "language=en" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize(
    "path", ["/privacy", "/sign-in", "/offers?q=Kita&page=2", "/workshops/7?a=ä", "/nowhere"]
)
def test_every_footer_leads_to_the_switch_and_from_there_back(client, path):
    link = soup(client.get(path)).select_one("footer a[href^='/language?']")["href"]
    back = soup(client.get(link)).select_one("main input[name=back]")["value"]
    assert {"de", "en"} <= {tag["lang"] for tag in soup(client.get(path)).select("footer bdi")}
    assert choose(client, "en", back=quote(back)).location == back
    assert unquote(back) == path


def test_who_was_refused_comes_back_to_the_form_not_to_an_address_that_shows_nothing(client):
    refused = client.post("/accessibility")
    back = soup(refused).select_one("footer a[href^='/language?']")["href"]
    assert back == "/language?back=/accessibility"
    refused = client.post("/sign-out")
    assert soup(refused).select_one("footer a[href^='/language?']")["href"] == "/language?back=/"


@pytest.mark.parametrize("code", ["tlh", "", "../en"])
def test_a_language_nobody_speaks_here_is_refused(client, code):
    answer = choose(client, code)
    assert answer.status_code == 422
    assert client.get_cookie("language") is None


def test_changing_the_language_never_leads_to_another_site(client):
    assert choose(client, "en", back="//evil.example").location == "/"
