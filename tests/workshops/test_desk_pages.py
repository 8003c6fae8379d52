"""What moderators see and press, and what the public sees of it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from participate.accounts.rules import Role
from participate.web.qr import qr_svg
from participate.workshops.models import Workshop
from participate.workshops.rules import StepKind, WorkshopStatus, join_code, join_key, spaced
from tests.factories import (
    NOON,
    SECRET,
    make_account,
    make_participant,
    make_step,
    make_workshop,
)
from tests.pages import HTMX, soup
from tests.statements import statements

FORM = {
    "title": "Nordstadt",
    "description": "Was fehlt?",
    "place": "Bürgerhaus",
    "partners": "Kita Sonnenhof",
    "starts_on": "2026-09-24",
    "starts_time": "18:00",
    "ends_time": "19:30",
    "ends_on": "",
}


@pytest.fixture
def moderator(session, sign_in):
    moderator = make_account(session, Role.MODERATOR)
    session.commit()
    sign_in(moderator)
    return moderator


@pytest.fixture
def at(monkeypatch):
    for module in ("presenting", "taking_part"):
        monkeypatch.setattr(f"participate.workshops.views.{module}.this_moment", lambda: NOON)


def text(page, selector="main"):
    return " ".join(soup(page).select_one(selector).get_text(" ").split())


def press(client, page, words, **kwargs):
    """Press the button that says these words."""
    shown = soup(client.get(page))
    buttons = shown.select("main form button, .fw-step form button")
    button = next(button for button in buttons if words in button.text)
    form = button.find_parent("form")
    data = {tag["name"]: tag["value"] for tag in form.select("input[type=hidden]")}
    return client.post(form["action"], data=data, **kwargs)


def test_prepare_look_over_publish_open_and_close(client, session, moderator):
    answer = client.submit("/workshops/new", FORM)
    workshop = session.scalars(select(Workshop)).one()
    assert answer.location == f"/workshops/{workshop.id}/agenda"
    assert workshop.starts_at.isoformat() == "2026-09-24T16:00:00+00:00", "18:00 in Berlin"
    page = text(client.get(answer.location))
    assert "18:00 Ankommen" in page
    assert "Ende nach Plan 19:30 Uhr" in page

    console = f"/workshops/{workshop.id}/console"
    assert press(client, console, "Werkstatt veröffentlichen").location == console
    assert press(client, console, "„Ankommen“ öffnen").location == console
    press(client, console, "Schritt beenden und „Bedarfe sammeln“ öffnen")
    session.rollback()
    assert workshop.step is StepKind.COLLECT_NEEDS
    press(client, console, "Nur diesen Schritt beenden")
    session.rollback()
    assert workshop.step is None
    press(client, console, "„Ankommen“ wieder öffnen")
    session.rollback()
    assert workshop.step is StepKind.WELCOME


def test_the_console_leads_to_what_was_reported(client, session, moderator):
    workshop = make_workshop(session)
    session.commit()

    page = soup(client.get(f"/workshops/{workshop.id}/console"))

    assert page.select_one(f"main a[href='/workshops/{workshop.id}/reports']")


def test_a_second_moderator_with_an_old_console_is_told(client, session, moderator):
    workshop = make_workshop(session)
    for kind in (StepKind.DISCUSS, StepKind.VOTE):
        make_step(workshop, kind)
    console = f"/workshops/{workshop.id}/console"
    shown = soup(client.get(console))
    form = next(f for f in shown.select(".fw-step form") if "Schritt beenden und" in f.text)
    stale = {tag["name"]: tag["value"] for tag in form.select("input[type=hidden]")}
    press(client, console, "Schritt beenden und „Ideen besprechen“ öffnen")

    answer = client.post(form["action"], data=stale | {"once": "another click"})
    assert answer.status_code == 409
    assert f"{moderator.display_name} war schneller und hat den Schritt um" in text(answer)
    session.rollback()
    assert workshop.step is StepKind.DISCUSS


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, "Geben Sie der Werkstatt einen Titel."),
        ({"title": "x" * 121}, "zu lang"),
        ({"starts_on": "31.02.2026"}, "Schreiben Sie den Tag so"),
        ({"starts_on": "0001-01-01"}, "Bitte prüfen Sie das Jahr."),
        ({"starts_on": ""}, "Geben Sie den Tag an."),
        ({"starts_time": "abends"}, "Schreiben Sie die Uhrzeit so"),
        ({"ends_time": "17:59"}, "Das Ende muss nach dem Beginn liegen."),
        ({"ends_on": "2026-09-23"}, "Das Ende muss nach dem Beginn liegen."),
    ],
)
def test_mistakes_keep_everything_typed(client, session, moderator, change, said):
    answer = client.submit("/workshops/new", FORM | change)

    assert answer.status_code == 422
    assert said in text(answer)
    shown = soup(answer)
    for name, value in (FORM | change).items():
        field = shown.select_one(f"[name={name}]")
        assert (field.text.strip() if field.name == "textarea" else field["value"]) == value
    assert session.scalar(select(func.count()).select_from(Workshop)) == 0


def test_days_may_be_written_as_people_do(client, session, moderator):
    client.submit("/workshops/new", FORM | {"starts_on": "24.9.2026", "ends_on": "25.09.2026"})
    workshop = session.scalars(select(Workshop)).one()
    assert workshop.ends_at - workshop.starts_at == timedelta(days=1, hours=1.5)


def test_editing_shows_what_is_there_and_saves(client, session, moderator):
    workshop = make_workshop(session, place="Rathaus")
    path = f"/workshops/{workshop.id}/edit"
    shown = soup(client.get(path))
    assert shown.select_one("[name=starts_time]")["value"] == "14:00"
    assert client.submit(path, FORM).location == f"/workshops/{workshop.id}"
    session.rollback()
    assert (workshop.title, workshop.place) == ("Nordstadt", "Bürgerhaus")


def test_the_agenda_is_edited_line_by_line(client, session, moderator):
    workshop = make_workshop(session, step=None)
    for kind in (StepKind.COLLECT_NEEDS, StepKind.VOTE):
        make_step(workshop, kind)
    agenda = f"/workshops/{workshop.id}/agenda"
    client.submit(agenda, {"kind": "break", "title": "Obst", "minutes": "10"})
    session.rollback()
    assert [step.title for step in workshop.steps] == ["", "", "Obst"]

    first = workshop.steps[0]
    edit = f"/workshops/{workshop.id}/steps/{first.id}/edit"
    bad = client.submit(edit, {"kind": "vote", "title": "Los", "minutes": "0"})
    assert bad.status_code == 422
    assert "Ein Schritt dauert 1 bis 480 Minuten." in text(bad)
    assert soup(bad).select_one("[name=title]")["value"] == "Los"
    for odd in ("viel", "9" * 5000, "1.5", ""):
        assert client.submit(edit, {"minutes": odd}).status_code == 422
    assert (
        client.submit(edit, {"kind": "welcome", "title": "Los", "minutes": "5"}).status_code == 303
    )

    press(client, agenda, "Später: Los")
    session.rollback()
    assert [step.title for step in workshop.steps] == ["", "Los", "Obst"]
    press(client, edit, "Schritt entfernen")
    session.rollback()
    assert [step.title for step in workshop.steps] == ["", "Obst"]


def test_who_is_here_in_every_group_with_a_picture_and_a_number(client, session, moderator):
    workshop = make_workshop(session)
    for group, people in (("parents", 4), ("pupils", 1)):
        for _person in range(people):
            make_participant(session, workshop, group_key=group)
    make_participant(session, make_workshop(session))
    console = f"/workshops/{workshop.id}/console"
    part = client.get(console, headers=HTMX)

    assert text(part, ".fw-figure") == "5"
    counts = [item.select_one(".fw-num").text for item in soup(part).select(".fw-bars li")]
    assert counts == ["4", "1", "0", "0", "0"]
    widths = [bar["width"] for bar in soup(part).select("rect")]
    assert widths == ["100%", "25%", "0%", "0%", "0%"]
    assert part.text.strip() in client.get(console).text


def test_code_picture_and_poster(client, session, moderator):
    workshop = make_workshop(session, place="Bürgerhaus")
    code = spaced(join_code(SECRET, workshop.id, 1))
    assert code in text(client.get(f"/workshops/{workshop.id}/console"))

    poster = client.get(f"/workshops/{workshop.id}/poster")
    assert code in text(poster)
    assert f"/w/{code.replace(' ', '')}" in text(poster)
    assert "Kein Handy dabei?" in text(poster)
    picture = client.get(soup(poster).select_one("img")["src"])
    assert picture.mimetype == "image/svg+xml"
    assert picture.data.startswith(b"<?xml")


def test_picture_and_poster_lead_to_the_public_address(
    client, session, moderator, app, monkeypatch
):
    workshop = make_workshop(session)
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://familie.example.org")
    drawn = []

    def draw(address):
        drawn.append(address)
        return qr_svg(address)

    monkeypatch.setattr("participate.workshops.views.leading.qr_svg", draw)

    poster = text(client.get(f"/workshops/{workshop.id}/poster")).replace(" ", "")
    assert "familie.example.org/w/" in poster
    client.get(f"/workshops/{workshop.id}/qr.svg")
    code, key = join_code(SECRET, workshop.id, 1), join_key(SECRET, workshop.id, 1)
    assert drawn == [f"https://familie.example.org/w/{code}?k={key}"]


def test_the_list_shows_what_runs_comes_and_is_past(client, session, at):
    hours = timedelta(hours=1)
    running = make_workshop(session, starts_at=NOON - hours, ends_at=NOON + hours)
    coming = make_workshop(session, starts_at=NOON + hours, ends_at=NOON + 2 * hours)
    past = make_workshop(session, starts_at=NOON - 2 * hours, ends_at=NOON - hours)
    draft = make_workshop(session, status=WorkshopStatus.DRAFT)

    page = soup(client.get("/workshops"))
    assert [link.text for link in page.select("main li h2")] == [running.title, coming.title]
    assert [tag.text for tag in page.select(".fw-tag--now")] == ["Läuft gerade"]
    assert page.select_one("form[action='/join'] input[name=code]")
    titles = soup(client.get("/workshops?show=past")).select("main li h2")
    assert [link.text for link in titles] == [past.title]
    assert draft.title not in client.get("/workshops?show=drafts").text
    assert client.get("/workshops?show=odd&page=99999999999999999999").status_code == 200


def test_moderators_see_drafts_and_can_prepare(client, session, moderator):
    draft = make_workshop(session, status=WorkshopStatus.DRAFT)
    page = client.get("/workshops?show=drafts")
    assert draft.title in text(page)
    assert soup(page).select_one("a[href='/workshops/new']")


def test_what_to_do_with_a_draft_is_to_publish_it_and_not_to_take_part(client, session, moderator):
    draft = make_workshop(session, status=WorkshopStatus.DRAFT)
    page = soup(client.get(f"/workshops/{draft.id}"))
    [main] = page.select("main .kern-btn--primary")
    assert main.text.strip() == "Werkstatt veröffentlichen"
    assert page.select(f"main a[href='/workshops/{draft.id}/join']") == []


def test_an_empty_list_says_so(client, session):
    assert "Gerade ist keine Werkstatt geplant." in text(client.get("/workshops"))
    assert "Es hat noch keine Werkstatt stattgefunden." in text(client.get("/workshops?show=past"))


@pytest.mark.parametrize("rows", [20, 200])
def test_the_list_asks_the_database_as_often_for_200_as_for_20(client, session, rows):
    soon = {"starts_at": NOON.replace(year=2099), "ends_at": NOON.replace(year=2100)}
    for _row in range(rows):
        make_workshop(session, **soon)
    session.commit()
    with statements() as asked:
        page = client.get("/workshops")
    assert len(soup(page).select("main li h2")) == 20
    assert len([line for line in asked if line.startswith("SELECT")]) <= 3


def test_the_public_page(client, session, at):
    workshop = make_workshop(
        session,
        place="Bürgerhaus",
        partners="Kita Sonnenhof",
        description="Was fehlt?\n\nMehr: https://example.org <b>fett</b>",
    )
    make_step(workshop, StepKind.VOTE, title="Punkte vergeben")
    page = client.get(f"/workshops/{workshop.id}")

    said = text(page)
    for words in ("Mo., 4. Mai 2026, 14:00 Uhr", "Bürgerhaus", "Kita Sonnenhof", "14:15 Punkte"):
        assert words in said.replace("\u00a0", " ")
    assert "<b>fett</b>" in said, "shown, not obeyed"
    assert soup(page).select_one("a[href='https://example.org']")
    links = {link["href"] for link in soup(page).select("main a")}
    assert {f"/workshops/{workshop.id}/{to}" for to in ("join", "needs", "ideas")} <= links


def test_a_draft_is_nowhere_for_the_public(client, session):
    draft = make_workshop(session, status=WorkshopStatus.DRAFT)
    for page in ("", "/now", "/join"):
        assert client.get(f"/workshops/{draft.id}{page}").status_code == 404


def test_a_step_of_another_workshop_is_not_found(client, session, moderator):
    mine, other = make_workshop(session), make_workshop(session)
    path = f"/workshops/{mine.id}/steps/{other.steps[0].id}/edit"
    assert client.get(path).status_code == 404


def test_coming_back_on_another_device(client, session, participant, app):
    from participate.workshops.rules import code_hash, resume_code  # noqa: PLC0415

    code = resume_code(SECRET, participant.id)
    participant.resume_hash = code_hash(SECRET, code)
    tablet = app.test_client()
    tablet.session = session
    assert tablet.submit("/resume", {"code": "K7M4PXQ3RT"}).status_code == 422
    answer = tablet.submit("/resume", {"code": spaced(code).lower()})

    now = f"/workshops/{participant.workshop_id}/now"
    assert answer.location == now
    assert participant.pseudonym in text(tablet.get(now))
    assert participant.pseudonym not in text(client.get(now)), "signed out on the old device"
