"""On a phone: one row stays one row, and no bar covers what somebody reads or fills in."""

import pytest
from playwright.sync_api import expect

from participate.accounts.rules import Role
from participate.core.passwords import password_hash
from participate.ideas.rules import CommentKind
from participate.workshops.rules import StepKind
from tests.browser.stage import PASSWORD, Person, join
from tests.conftest import CODE
from tests.factories import (
    make_account,
    make_comment,
    make_idea,
    make_need,
    make_offer,
    make_step,
    make_workshop,
)

TOPS = "links => new Set(links.map(link => Math.round(link.getBoundingClientRect().top))).size"
#: On how many lines the words of each thing stand.
LINES = """things => things.map(thing => {
  const words = document.createRange();
  words.selectNodeContents(thing);
  return words.getClientRects().length;
})"""
#: Whether a finger on the middle of a thing touches it, or its label.
IN_REACH = """thing => {
  const box = thing.getBoundingClientRect();
  const touched = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return thing.contains(touched) || touched?.closest('label')?.control === thing;
}"""


@pytest.fixture
def workshop(session, live_server):
    workshop = make_workshop(session, code=CODE, step=StepKind.COLLECT_NEEDS)
    session.commit()
    return workshop


@pytest.mark.parametrize("width", [320, 360])
def test_the_kinds_of_comment_stand_in_one_row(open_page, session, workshop, width):
    idea = make_idea(session, workshop)
    for kind in [*CommentKind] * 3:
        make_comment(session, idea, kind=kind)
    session.commit()
    page = open_page(width, 740)
    page.goto(f"/workshops/{workshop.id}/ideas/{idea.id}")

    links = page.locator("nav[aria-label='Kommentare filtern'] a")

    expect(links).to_have_count(5)
    assert links.evaluate_all(TOPS) == 1


def test_a_title_of_many_words_takes_one_line_of_the_header(phone, session, workshop):
    address = f"/workshops/{workshop.id}/now"
    phone.goto(address)
    short = phone.locator(".fw-brand").bounding_box()["height"]
    workshop.title = "Familienwerkstatt Südstadt: die ersten sechs Jahre mit dem Kind"
    session.commit()

    phone.goto(address)

    expect(phone.locator(".fw-brand")).to_contain_text("sechs Jahre")
    assert phone.locator(".fw-brand").bounding_box()["height"] == short
    assert phone.evaluate("document.documentElement.scrollWidth") == 360


def test_no_head_of_a_table_breaks_within_a_word(phone, live_server):
    phone.goto("/licences")

    heads = phone.locator("thead th")

    assert heads.count() > 3
    lines = "heads => heads.map(head => head.offsetHeight)"
    assert len(set(heads.evaluate_all(lines))) == 1


def test_an_address_is_read_beside_the_button_not_squeezed_into_it(phone, session, live_server):
    address = "beratung.fuer.alleinerziehende@familienzentrum-nordstadt.example.org"
    offer = make_offer(session, email=address)
    session.commit()
    phone.goto(f"/offers/{offer.id}")

    button = phone.get_by_role("link", name="E-Mail schreiben")

    assert button.get_attribute("href") == f"mailto:{address}"
    assert button.bounding_box()["height"] <= 48
    expect(phone.get_by_text(address)).to_be_visible()


def test_the_field_that_is_jumped_to_is_not_under_a_bar(open_page, workshop):
    phone = open_page(360, 740, reduced_motion="reduce")  # else it would glide there
    join(phone)
    phone.goto(f"/workshops/{workshop.id}/needs/new")
    for field in ("#as_a", "#i_need", "#so_that", "#life_phase-3", "summary"):
        phone.locator(field).first.focus()
        phone.keyboard.press("Tab")
        assert phone.evaluate(f"({IN_REACH})(document.activeElement)"), field


def test_a_moderator_sees_each_step_and_its_buttons_in_two_rows(
    phone, session, workshop, live_server
):
    for _number in range(3):
        make_step(workshop, StepKind.VOTE)
    account = make_account(session, Role.MODERATOR, password_hash=password_hash(PASSWORD))
    email = account.email
    session.commit()
    Person(phone, live_server).signs_in(email)
    phone.goto(f"/workshops/{workshop.id}/agenda")

    tools = phone.locator("li", has=phone.get_by_role("button", name="Früher")).first

    assert tools.locator(".fw-plan__tools .fw-control").evaluate_all(TOPS) == 1


def test_letters_of_double_size_have_the_whole_line_of_a_narrow_phone(
    open_page, session, workshop, live_server
):
    account = make_account(session, Role.MODERATOR, password_hash=password_hash(PASSWORD))
    email = account.email
    make_idea(session, workshop)
    session.commit()
    phone = open_page(320, 640)
    sizes = {"fontSizes": {"standard": 32, "fixed": 26}}  # as set in a browser: text, not zoom
    phone.context.new_cdp_session(phone).send("Page.setFontSizes", sizes)
    Person(phone, live_server).signs_in(email)

    for page, part in (("agenda", ".fw-plan strong"), ("now", "h1"), ("ideas", ".fw-card h3")):
        phone.goto(f"/workshops/{workshop.id}/{page}")
        assert phone.evaluate("document.documentElement.scrollWidth") == 320, page
        assert phone.locator(part).first.evaluate("one => one.parentElement.offsetWidth") > 240


def test_in_forced_colours_only_the_place_one_is_at_has_a_line(open_page, live_server):
    phone = open_page(360, 740, forced_colors="active")
    phone.goto("/requirements")
    line = "links => links.map(link => getComputedStyle(link).borderBlockEndColor)"

    for bar in (".fw-nav a", ".fw-tabs a"):
        others = set(phone.locator(f"{bar}:not([aria-current])").evaluate_all(line))
        current = set(phone.locator(f"{bar}[aria-current]").evaluate_all(line))
        assert len(others) == len(current) == 1, bar
        assert others != current, bar


@pytest.mark.parametrize("width", [320, 360])
def test_the_names_above_the_ways_of_gaps_do_not_break(open_page, session, live_server, width):
    make_need(session, make_workshop(session))
    session.commit()
    page = open_page(width, 740)
    page.goto("/gaps")

    names = page.locator(".fw-thread-head .fw-thread > span")

    assert names.count() == 5
    assert names.evaluate_all(LINES) == [1] * 5
    boxes = [names.nth(number).bounding_box() for number in range(5)]
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_a_table_of_sentences_is_never_cut_and_stays_a_table(open_page, live_server, width):
    page = open_page(width, 740)
    page.goto("/privacy")

    cut = "tables => tables.filter(table => table.scrollWidth > table.clientWidth).length"
    assert page.locator(".fw-scroll").evaluate_all(cut) == 0
    stacked = page.locator("tbody tr").first.evaluate(
        "row => row.children[1].offsetTop > row.children[0].offsetTop"
    )
    assert stacked is (width < 640)
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    roles = [node["role"]["value"] for node in tree if not node["ignored"]]
    rows = page.locator("tbody tr").count()
    assert roles.count("table") == 2
    assert roles.count("columnheader") == 6
    assert (roles.count("rowheader"), roles.count("cell")) == (rows, 2 * rows)
