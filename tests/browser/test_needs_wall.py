"""The wall in a moderator's browser: what htmx swaps, and what a keyboard and a voice notice."""

import pytest
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import expect

from participate.accounts.rules import Role
from participate.accounts.visitor import TOKEN
from participate.workshops.rules import StepKind
from tests.factories import make_account, make_cluster, make_need, make_session, make_workshop


@pytest.fixture
def open_wall(app, session, open_page, live_server):
    """Open the wall of a workshop with three free notes and a cluster, as a moderator."""
    workshop = make_workshop(session, step=StepKind.GROUP)
    make_cluster(session, workshop, headline="Rad")
    for words in ("einen Radweg", "Schatten", "eine Bank"):
        make_need(session, workshop, i_need=words)
    account = make_account(session, Role.MODERATOR)
    cookie = SecureCookieSessionInterface().get_signing_serializer(app)
    value = cookie.dumps({TOKEN: make_session(session, account)})
    address = f"/workshops/{workshop.id}/needs/wall"
    session.commit()  # and nothing is read behind it: SQLite has one writer, and that is the server

    def open_wall(width=1280, height=900, **settings):
        page = open_page(width, height, **settings)
        page.context.add_cookies([{"name": "session", "value": value, "url": live_server}])
        page.goto(address)
        return page

    return open_wall


@pytest.fixture
def wall(open_wall):
    return open_wall()


def note(page, words):
    return page.locator(".fw-note", has_text=words)


def test_ticked_notes_hang_together_without_a_new_page(wall):
    wall.evaluate("window.stays = true")
    note(wall, "Schatten").get_by_label("Ankreuzen").check()
    note(wall, "Bank").get_by_label("Ankreuzen").check()
    wall.get_by_label("Überschrift des neuen Bündels").fill("Draußen sitzen")
    wall.get_by_role("button", name="Zettel einhängen").click()

    expect(wall.locator("#wall-said .fw-notice--good strong")).to_have_text(
        "2 Zettel hängen jetzt in „Draußen sitzen“."
    )
    cluster = wall.get_by_role("region", name="Draußen sitzen")
    expect(cluster.get_by_role("heading", name="Draußen sitzen")).to_be_focused()
    expect(cluster).to_contain_text("Eben eingehängt")
    expect(cluster.locator(".fw-note")).to_have_count(2)
    expect(cluster.get_by_label("Ankreuzen").first).not_to_be_checked()
    expect(wall.get_by_label("Überschrift des neuen Bündels")).to_have_value("")
    assert wall.evaluate("window.stays"), "the page was loaded anew"


def test_one_note_moves_by_keyboard_and_keeps_the_focus(wall):
    note(wall, "Radweg").get_by_role("link", name="Verschieben").press("Enter")
    where = wall.get_by_label("Wohin gehört der Zettel?")
    expect(where).to_be_focused()
    where.select_option("Rad")
    wall.get_by_role("button", name="Zettel verschieben").press("Enter")

    expect(wall.locator("#wall-said")).to_have_text("1 Zettel hängt jetzt in „Rad“.")
    moved = wall.get_by_role("region", name="Rad").locator(".fw-note", has_text="Radweg")
    expect(moved.get_by_role("link", name="Verschieben")).to_be_focused()


def test_what_was_ticked_and_typed_outlives_moving_another_note(wall):
    note(wall, "Schatten").get_by_label("Ankreuzen").check()
    wall.get_by_label("Überschrift des neuen Bündels").fill("Draußen")
    note(wall, "Radweg").get_by_role("link", name="Verschieben").click()
    wall.get_by_label("Wohin gehört der Zettel?").select_option("Rad")
    wall.get_by_role("button", name="Zettel verschieben").click()

    expect(wall.get_by_role("region", name="Rad").locator(".fw-note")).to_have_count(1)
    expect(note(wall, "Schatten").get_by_label("Ankreuzen")).to_be_checked()
    expect(wall.get_by_label("Überschrift des neuen Bündels")).to_have_value("Draußen")


def test_a_missing_headline_is_said_and_the_ticks_stay(wall):
    note(wall, "Schatten").get_by_label("Ankreuzen").check()
    wall.get_by_role("button", name="Zettel einhängen").click()

    expect(wall.get_by_role("alert")).to_be_focused()
    expect(wall.get_by_role("alert")).to_contain_text("Geben Sie dem neuen Bündel")
    expect(note(wall, "Schatten").get_by_label("Ankreuzen")).to_be_checked()


@pytest.mark.parametrize("script", [True, False])
def test_what_hangs_them_up_stays_in_sight_on_a_phone(open_wall, script):
    phone = open_wall(360, 740, java_script_enabled=script)
    button = phone.get_by_role("button", name="Zettel einhängen")

    for words in ("Radweg", "Schatten", "Bank"):
        note(phone, words).get_by_label("Ankreuzen").scroll_into_view_if_needed()
        expect(button).to_be_in_viewport(ratio=1)
    expect(phone.get_by_text("Angekreuzt:")).to_be_visible(visible=script)


def test_how_many_notes_are_ticked_stands_beside_the_button(wall):
    ticked = wall.get_by_role("status").filter(has_text="Angekreuzt:")
    expect(ticked).to_have_text("Angekreuzt: 0")
    note(wall, "Schatten").get_by_label("Ankreuzen").check()
    note(wall, "Bank").get_by_label("Ankreuzen").check()
    expect(ticked).to_have_text("Angekreuzt: 2")
    note(wall, "Radweg").get_by_role("link", name="Verschieben").click()
    expect(wall.get_by_label("Wohin gehört der Zettel?")).to_be_visible()
    expect(ticked).to_have_text("Angekreuzt: 2")

    wall.get_by_label("Überschrift des neuen Bündels").fill("Draußen sitzen")
    wall.get_by_role("button", name="Zettel einhängen").click()
    expect(ticked).to_have_text("Angekreuzt: 0")
