"""A dead spot in the hall: the page says so and keeps what was typed, until it can be sent."""

import pytest
from playwright.sync_api import expect

from participate.workshops.rules import StepKind
from tests.browser.stage import join
from tests.conftest import CODE
from tests.factories import make_idea, make_workshop

SENTENCE = "Geschrieben im Funkloch."
NO_NET = "Keine Verbindung."


@pytest.fixture
def place(session, live_server):
    """A workshop in which ideas are proposed, and one idea to talk about."""
    workshop = make_workshop(session, code=CODE, step=StepKind.PROPOSE_IDEAS)
    idea = make_idea(session, workshop)
    place = f"/workshops/{workshop.id}", f"/workshops/{workshop.id}/ideas/{idea.id}"
    session.commit()
    return place


@pytest.fixture
def guest(phone, place):
    join(phone)
    return phone


def test_a_comment_waits_on_the_page(guest, axe, place):
    _workshop, idea = place
    guest.goto(idea)
    guest.get_by_label("Was möchten Sie sagen?").fill(SENTENCE)
    guest.context.set_offline(True)
    guest.get_by_role("button", name="Kommentar absenden").click()

    expect(guest.get_by_role("alert")).to_contain_text(NO_NET)
    expect(guest.get_by_label("Was möchten Sie sagen?")).to_have_value(SENTENCE)
    axe(guest)

    guest.context.set_offline(False)
    expect(guest.get_by_text(NO_NET)).to_be_hidden()
    guest.get_by_role("button", name="Kommentar absenden").click()
    expect(guest.locator(".fw-comment")).to_contain_text(SENTENCE)


def test_a_form_without_htmx_stays_too(guest, place):
    workshop, _idea = place
    guest.goto(f"{workshop}/ideas/new")
    guest.get_by_label("Ihre Idee in einem Satz").fill(SENTENCE)
    guest.context.set_offline(True)
    guest.get_by_role("button", name="Idee absenden").click()

    expect(guest.get_by_role("alert")).to_contain_text(NO_NET)
    expect(guest.get_by_label("Ihre Idee in einem Satz")).to_have_value(SENTENCE)


def test_a_server_out_of_reach_is_no_other_matter(guest, place):
    """The phone believes it is online; what was sent comes to nothing all the same."""
    _workshop, idea = place
    guest.goto(idea)
    guest.get_by_label("Was möchten Sie sagen?").fill(SENTENCE)
    guest.route("**/comment*", lambda route: route.abort())
    guest.get_by_role("button", name="Kommentar absenden").click()

    expect(guest.get_by_role("alert")).to_contain_text(NO_NET)
    expect(guest.get_by_label("Was möchten Sie sagen?")).to_have_value(SENTENCE)


def test_what_asks_by_itself_says_nothing(guest, place):
    workshop, _idea = place
    guest.route("**/state*", lambda route: route.abort())
    with guest.expect_request("**/state*"):
        guest.goto(f"{workshop}/needs")

    expect(guest.get_by_text(NO_NET)).to_be_hidden()
