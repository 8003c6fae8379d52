"""A text that somebody has begun waits in their tab until it has arrived, and for nobody else."""

import pytest
from playwright.sync_api import expect

from participate.accounts.rules import Role
from participate.core.clock import now
from participate.workshops.actions import open_step
from participate.workshops.rules import StepKind
from tests.browser.stage import join
from tests.conftest import CODE
from tests.factories import make_account, make_idea, make_step, make_workshop

SENTENCE = "einen Ort, an dem es nach der Schule ruhig ist"


@pytest.fixture
def workshop(session, live_server):
    workshop = make_workshop(session, code=CODE, step=StepKind.COLLECT_NEEDS)
    make_step(workshop, StepKind.BREAK)
    make_step(workshop, StepKind.PROPOSE_IDEAS)
    session.flush()
    return workshop


@pytest.fixture
def place(session, workshop):
    """Where it is. To look at it again would hold SQLite's one lock."""
    place = f"/workshops/{workshop.id}"
    session.commit()
    return place


@pytest.fixture
def open_(session, workshop):
    """Open a step of the workshop, as a moderator does."""

    def open_(number):
        moderator = make_account(session, Role.MODERATOR)
        open_step(session, workshop.steps[number], by=moderator, at=now())
        session.commit()

    return open_


@pytest.fixture
def guest(phone, place):
    join(phone)
    return phone


def test_it_outlives_a_reload_and_a_step_between(guest, place, open_):
    form = f"{place}/needs/new"
    guest.goto(form)
    guest.locator("#i_need").press_sequentially(SENTENCE)
    guest.reload()
    expect(guest.locator("#i_need")).to_have_value(SENTENCE)

    open_(1)
    guest.click("text=Zum neuen Schritt")
    open_(0)
    guest.goto(form)
    expect(guest.locator("#i_need")).to_have_value(SENTENCE)

    guest.get_by_label("Als …").fill("Schülerin")
    guest.click("text=Bedarf absenden")
    expect(guest.locator("main")).to_contain_text("Ihr Bedarf ist angekommen.")
    guest.goto(form)
    expect(guest.locator("#i_need")).to_have_value("")


def test_what_came_too_late_waits_for_the_step(guest, place, open_):
    form = f"{place}/ideas/new"
    open_(2)
    guest.goto(form)
    guest.get_by_label("Ihre Idee in einem Satz").fill(SENTENCE)
    open_(1)
    bar = guest.locator(".fw-step")
    expect(bar).to_contain_text("Was Sie schreiben, wird nicht mehr angenommen.")
    guest.get_by_role("button", name="absenden").click()
    expect(guest.get_by_label("Ihre Idee in einem Satz")).to_have_value(SENTENCE)

    open_(2)
    guest.goto(form)
    expect(guest.get_by_label("Ihre Idee in einem Satz")).to_have_value(SENTENCE)
    guest.get_by_role("button", name="absenden").click()
    expect(guest.locator("h1")).to_have_text(SENTENCE)
    guest.goto(form)
    expect(guest.get_by_label("Ihre Idee in einem Satz")).to_have_value("")


def test_a_comment_that_was_said_is_not_offered_again(guest, session, workshop, place, open_):
    page = f"{place}/ideas/{make_idea(session, workshop).id}"
    session.commit()
    open_(2)
    guest.goto(page)
    guest.locator("#body").press_sequentially(SENTENCE)
    guest.reload()
    expect(guest.locator("#body")).to_have_value(SENTENCE)
    guest.get_by_role("button", name="Kommentar absenden").click()
    expect(guest.locator(".fw-comment")).to_contain_text(SENTENCE)
    expect(guest.locator("#body")).to_have_value("")
    guest.reload()
    expect(guest.locator("#body")).to_have_value("")


def test_who_joins_on_the_same_device_finds_nothing(guest, place):
    form = f"{place}/needs/new"
    guest.goto(form)
    guest.locator("#i_need").press_sequentially(SENTENCE)
    guest.context.clear_cookies()
    join(guest)
    guest.goto(form)
    expect(guest.locator("#i_need")).to_have_value("")
