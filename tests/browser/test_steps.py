"""A step changes while somebody is in the middle of a sentence."""

import pytest
from playwright.sync_api import expect

from participate.accounts.rules import Role
from participate.core.clock import now
from participate.workshops.actions import open_step
from participate.workshops.rules import StepKind
from tests.browser.stage import join
from tests.conftest import CODE
from tests.factories import make_account, make_step, make_workshop

SENTENCE = "einen Ort, an dem es nach der Schule ruhig ist"


@pytest.fixture
def workshop(session, live_server):
    workshop = make_workshop(session, code=CODE, step=StepKind.COLLECT_NEEDS)
    make_step(workshop, StepKind.VOTE)
    session.commit()
    return workshop


@pytest.fixture
def go_on(session, workshop):
    """Open the next step, as a moderator does."""

    def go_on():
        moderator = make_account(session, Role.MODERATOR)
        open_step(session, workshop.next_step, by=moderator, at=now())
        session.commit()

    return go_on


def write(page, workshop_id):
    page.goto(f"/workshops/{workshop_id}/needs/new")
    page.fill("#i_need", SENTENCE)


def test_a_half_written_sentence_outlives_the_new_step(phone, axe, workshop, go_on):
    join(phone)
    write(phone, workshop.id)
    go_on()

    bar = phone.locator(".fw-step")
    expect(bar).to_contain_text("Neuer Schritt: Abstimmen")
    expect(phone.locator("#i_need")).to_have_value(SENTENCE)
    axe(phone)
    phone.click("text=Zum neuen Schritt")
    expect(phone.locator("h1")).to_have_text("Was soll zuerst kommen?")


def test_the_page_now_goes_along_by_itself(phone, workshop, go_on):
    join(phone)
    expect(phone.locator("h1")).to_have_text("Was fehlt Ihnen?")
    go_on()
    expect(phone.locator("h1")).to_have_text("Was soll zuerst kommen?")


@pytest.mark.parametrize("status", [404, 429, 500, 503])
def test_a_server_in_trouble_does_not_wipe_out_what_was_written(phone, workshop, status):
    join(phone)
    phone.route("**/state?*", lambda route: route.fulfill(status=status, body="<h1>Trouble</h1>"))
    with phone.expect_response("**/state?*"):
        write(phone, workshop.id)
    phone.wait_for_timeout(300)
    expect(phone.locator("#i_need")).to_have_value(SENTENCE)


def test_without_scripts_one_joins_and_looks_again(open_page, workshop, go_on):
    page = open_page(360, 740, java_script_enabled=False)
    join(page)
    go_on()
    page.click("noscript a")
    expect(page.locator("h1")).to_have_text("Was soll zuerst kommen?")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_joining(open_page, axe, workshop, scheme):
    page = open_page(320, 640, color_scheme=scheme)
    page.goto(f"/w/{CODE}")
    axe(page)
    page.click("text=Jetzt mitmachen")
    axe(page)
    page.check("input[value=parents]")
    page.click("text=Jetzt mitmachen")
    expect(page.locator("main")).to_contain_text("Sie sind dabei.")
    axe(page)
    for path in ("", "/now", "/join"):
        page.goto(f"/workshops/{workshop.id}{path}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
