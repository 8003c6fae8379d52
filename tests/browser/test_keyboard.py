"""The core flows by keyboard alone, on 360 pixels with text of 200 %, with scripts and without.

Nothing is clicked, and no page is typed into the address bar once somebody is in: each thing is
reached with the Tab key, is to be seen when it has the focus, and says so.
"""

import re

import pytest
from playwright.sync_api import expect

from participate.accounts.actions import create_account
from participate.accounts.rules import Role
from participate.core.clock import now
from participate.requirements.actions import publish_release
from participate.requirements.queries import snapshot
from participate.requirements.rules import RequirementStatus, content_digest
from participate.workshops.actions import open_step
from participate.workshops.rules import StepKind
from tests.browser.stage import PASSWORD
from tests.conftest import CODE
from tests.factories import (
    make_account,
    make_idea,
    make_requirement,
    make_round,
    make_step,
    make_workshop,
)

pytestmark = pytest.mark.once

FURTHEST = 120  #: presses of Tab; whoever needs more is lost
#: Says whether what has the focus is inside the window and marked: itself, its label, or its card.
MARKED = """() => {
  const one = document.activeElement;
  const ring = (what, part) => what && parseFloat(getComputedStyle(what, part).outlineWidth) >= 2
    && getComputedStyle(what, part).outlineStyle !== "none";
  const marked = ring(one) || ring(one, "::after") || ring(one.nextElementSibling);
  const box = (ring(one.nextElementSibling) ? one.nextElementSibling : one).getBoundingClientRect();
  return marked && box.bottom > 0 && box.top < innerHeight && box.right > 0
    && box.left < innerWidth;
}"""


class Hands:
    """Somebody who uses no mouse."""

    def __init__(self, page):
        self.page = page

    def reach(self, role, name, **which):
        """Press Tab until this has the focus; it has to be in sight then, and marked."""
        wanted = self.page.get_by_role(role, name=name, **which).first
        expect(wanted).to_be_attached()
        for _press in range(FURTHEST):
            if wanted.evaluate("one => one === document.activeElement"):
                self.page.wait_for_function(MARKED)
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"{role} {name} cannot be reached on {self.page.url}")

    def follows(self, name, role="link"):
        self.reach(role, name)
        with self.page.expect_event("framenavigated"):
            self.page.keyboard.press("Enter")
        self.page.wait_for_load_state()

    def presses(self, name):
        self.reach("button", name)
        with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            self.page.keyboard.press("Enter")

    def writes(self, name, text):
        self.reach("textbox", name)
        self.page.keyboard.type(text)

    def picks(self, name):
        """Choose one of several, with the arrows."""
        wanted = self.page.get_by_role("radio", name=name)
        first = wanted.evaluate(
            "one => document.querySelectorAll(`[name='${one.name}']`)[0].labels[0].innerText.trim()"
        )
        self.reach("radio", first)
        while not wanted.evaluate("one => one === document.activeElement"):
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press(" ")
        expect(wanted).to_be_checked()


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def take(request, open_page):
    """Give somebody a device with large text."""

    def take(width=360):
        page = open_page(width, 740, java_script_enabled=request.param)
        fonts = {"standard": 32, "fixed": 26}
        page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": fonts})
        page.emulate_media(reduced_motion="reduce")
        return Hands(page)

    return take


@pytest.fixture
def town(session, live_server):
    """A workshop that collects needs, and later talks and votes on two ideas; a release."""
    workshop = make_workshop(session, code=CODE, step=StepKind.COLLECT_NEEDS)
    for kind in (StepKind.DISCUSS, StepKind.VOTE):
        make_step(workshop, kind)
    ideas = [make_idea(session, workshop, title=name) for name in ("Schatten", "Wasser")]
    make_round(session, workshop, question="Was zuerst?", most_per_idea=3, ideas=ideas)
    make_requirement(session, ideas[0], status=RequirementStatus.ADOPTED)
    moderator = make_account(session, Role.MODERATOR)
    seen = content_digest(snapshot(session, number=1, title="", notes="", published_at=now()))
    words = {"title": "Erste", "notes": "", "seen": seen}
    publish_release(session, number=1, by=moderator, at=now(), **words)
    signs_in = {"email": "m@example.org", "name": "M", "password": PASSWORD}
    roles = {Role.MODERATOR}
    create_account(session, by=None, roles=roles, at=now(), **signs_in)
    session.commit()

    def goes_on():
        open_step(session, workshop.next_step, by=moderator, at=now())
        session.commit()

    return goes_on


def test_who_takes_part_needs_no_mouse(take, town):
    guest = take()
    page = guest.page
    page.goto(f"/w/{CODE}")
    guest.picks("Schülerinnen und Schüler")
    guest.presses("Jetzt mitmachen")
    expect(page.locator("main")).to_contain_text("Sie sind dabei.")

    guest.follows("Bedarf mitteilen")
    guest.writes("Als …", "Schülerin")
    guest.writes("brauche ich …", "einen ruhigen Ort")
    guest.picks("Grundschule")
    guest.presses("Bedarf absenden")
    expect(page.locator("main")).to_contain_text("Ihr Bedarf ist angekommen.")

    town()
    guest.follows("Ideen")
    guest.follows("Schatten")
    guest.writes("Was möchten Sie sagen?", "Ja, bitte.")
    guest.presses("Kommentar absenden")
    expect(page.locator(".fw-comment")).to_contain_text("Ja, bitte.")

    town()
    guest.follows("Jetzt")
    guest.follows("Zur Abstimmung")
    for given in (1, 2):
        guest.presses("Einen Punkt mehr für: Wasser")
        expect(page.locator("#dots-left")).to_contain_text(f"Noch {5 - given} Punkte")
    guest.presses("Einen Punkt weniger für: Wasser")
    expect(page.locator("#dots-left")).to_contain_text("Noch 4 Punkte")


def test_who_moderates_needs_no_mouse(take, town):
    moderator = take(width=1280)
    page = moderator.page
    page.goto("/sign-in")
    moderator.writes("E-Mail-Adresse", "m@example.org")
    moderator.writes("Passwort", PASSWORD)
    moderator.presses("Anmelden")
    expect(page).to_have_url(re.compile("/desk"))

    moderator.follows("Konsole öffnen")
    moderator.presses(re.compile("Schritt beenden und"))
    expect(page.locator("main").get_by_role("status").first).to_contain_text("Auf allen Handys")

    moderator.follows("Ideen lesen")
    moderator.follows("Wasser")
    moderator.follows("Mit Grund ausblenden")
    moderator.writes("Begründung", "Steht schon da.")
    moderator.presses("Idee ausblenden")
    expect(page.locator("main")).to_contain_text("ausgeblendet")

    moderator.follows("Anforderungen")
    moderator.follows("Fassungen")
    with page.expect_download() as waiting:
        moderator.reach("link", re.compile("CSV"))
        page.keyboard.press("Enter")
    assert waiting.value.suggested_filename.endswith(".csv")
