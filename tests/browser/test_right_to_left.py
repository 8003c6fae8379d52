"""In Arabic the pages of those who take part run from right to left, and nothing else breaks."""

import re

import pytest
from playwright.sync_api import expect

from participate.workshops.rules import StepKind
from tests.conftest import CODE
from tests.factories import make_comment, make_idea, make_need, make_round, make_step, make_workshop

TITLE = "Ein Bus bis 20 Uhr."
#: Where a thing begins and ends on the page, in pixels from the left.
SPAN = "thing => { const box = thing.getBoundingClientRect(); return [box.left, box.right]; }"

FROM_LAST_LETTER_TO_DOT = """heading => {
  const text = heading.firstChild, range = document.createRange();
  const left = at => {
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return range.getBoundingClientRect().left;
  };
  const dot = text.data.indexOf(".");
  return left(dot) - left(dot - 1);
}"""


@pytest.fixture
def workshop(session, live_server):
    workshop = make_workshop(session, code=CODE, step=StepKind.VOTE, place="Rathaus")
    make_step(workshop, StepKind.RESULTS)
    make_need(session, workshop)
    idea = make_idea(session, workshop, title=TITLE)
    make_comment(session, idea)
    make_round(session, workshop, ideas=[idea])
    session.commit()
    return workshop


@pytest.fixture
def narrow(open_page, workshop):
    """A phone, 320 pixels wide, whose owner chose Arabic while joining."""
    page = open_page(320, 640)
    page.goto(f"/join?code={CODE}")
    page.get_by_role("button", name="العربية").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("المشاركة")
    expect(page.get_by_role("textbox")).to_have_value(re.compile("SAN ?D42"))
    page.check("input[value=pupils]")
    page.get_by_role("button", name="شاركوا الآن").click()
    expect(page.locator("main")).to_contain_text("أنتم معنا.")
    return page


@pytest.mark.long
def test_every_page_of_a_workshop_fits_and_nothing_stands_in_the_way(
    narrow, axe, session, workshop
):
    here = f"/workshops/{workshop.id}"
    paths = [
        "/",
        "/workshops",
        here,
        f"{here}/now",
        f"{here}/needs",
        f"{here}/needs/new",
        f"{here}/ideas",
    ]
    paths += [f"{here}/ideas/new", f"{here}/rounds", f"{here}/mine", "/join", "/accessibility"]
    paths += ["/language", "/nowhere", "/imprint"]
    for path in paths:
        narrow.goto(path)
        assert narrow.evaluate("document.documentElement.scrollWidth") == 320, path
        assert narrow.evaluate("document.dir") == ("ltr" if path == "/imprint" else "rtl"), path
        axe(narrow)


def test_german_words_codes_and_arrows_keep_or_turn_their_direction(narrow, workshop):
    narrow.goto(f"/workshops/{workshop.id}/ideas")
    narrow.get_by_role("link", name=TITLE).click()
    heading = narrow.get_by_role("heading", level=1)
    expect(heading).to_have_text(TITLE)
    # The letters before the full stop begin left of it, and the whole ends where the page begins.
    dot = heading.evaluate(FROM_LAST_LETTER_TO_DOT)
    assert dot > 0
    arrow = narrow.locator("main .fw-ico").first
    assert arrow.evaluate("icon => getComputedStyle(icon).transform").startswith("matrix(-1")

    narrow.goto(f"/workshops/{workshop.id}/mine")
    code = narrow.locator(".fw-code").first
    assert code.evaluate("code => getComputedStyle(code).direction") == "ltr"
    brand, menu = narrow.locator(".fw-brand"), narrow.locator(".fw-nav a").first
    assert brand.evaluate(SPAN)[1] > 300
    assert menu.evaluate(SPAN)[1] > 300
