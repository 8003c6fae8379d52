"""Where people work: how its pages stand on a wide screen."""

import pytest
from flask.sessions import SecureCookieSessionInterface

from participate.accounts.rules import Role
from participate.accounts.visitor import TOKEN
from participate.voting.actions import cast_ballot, close_round
from participate.workshops.rules import StepKind
from tests.factories import (
    NOON,
    make_account,
    make_idea,
    make_need,
    make_participant,
    make_round,
    make_session,
    make_workshop,
)

START = """(name) => {
  const box = document.querySelector(name);
  return box.getBoundingClientRect().left + parseFloat(getComputedStyle(box).paddingLeft);
}"""


@pytest.fixture
def staff(app, session, desk, live_server):
    """A laptop on which somebody with every role is signed in, and a workshop that runs."""
    workshop = make_workshop(session, step=StepKind.GROUP)
    make_need(session, workshop)
    account = make_account(session, *Role)
    cookie = SecureCookieSessionInterface().get_signing_serializer(app)
    value = cookie.dumps({TOKEN: make_session(session, account)})
    workshop_id = workshop.id
    session.commit()  # and nothing is read behind it: SQLite has one writer, the server
    desk.context.add_cookies([{"name": "session", "value": value, "url": live_server}])
    return desk, workshop_id


@pytest.mark.parametrize(
    "path",
    [
        "/desk",
        "/board",
        "/accounts",
        "/offers/mine",
        "/workshops/new",
        "/requirements",
        "/requirements/new",
        "/releases",
        "/gaps",
        "/workshops/{workshop}/console",
        "/workshops/{workshop}/needs/wall",
        "/workshops/{workshop}/rounds",
    ],
)
def test_a_page_begins_below_the_beginning_of_its_header(staff, path):
    page, workshop = staff
    page.goto(path.format(workshop=workshop))

    beginnings = {part: page.evaluate(START, part) for part in (".fw-header__bar", "main")}
    beginnings["footer"] = page.evaluate(START, ".fw-footer > .fw-wrap")
    if page.locator(".fw-step > .fw-wrap").count():
        beginnings["step"] = page.evaluate(START, ".fw-step > .fw-wrap")
    assert len(set(beginnings.values())) == 1, beginnings


COVERED = """() => {
  const one = document.activeElement, strip = document.querySelector(".fw-strip");
  if (one === document.body || strip.contains(one) || one.closest(".fw-nav")) return false;
  const box = one.getBoundingClientRect(), bar = strip.getBoundingClientRect();
  return box.bottom > bar.top && box.top < bar.bottom;
}"""


@pytest.mark.parametrize("width", [360, 1280])
def test_what_has_the_focus_is_not_behind_the_strip(staff, width):
    page, _ = staff
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 700})
    page.goto("/requirements/new")
    seen = set()

    while "Impressum" not in seen:
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.innerText || document.activeElement.name"))
        page.wait_for_function(f"() => !({COVERED})()")
    assert {"title", "story", "rationale", "owner"} <= seen


LINES = """(head) => {
  const words = document.createRange();
  words.selectNodeContents(head.querySelector("a") || head);
  return words.getClientRects().length;
}"""


@pytest.mark.parametrize("width", [360, 1280])
def test_the_heads_of_a_result_stay_whole_words(open_page, session, live_server, width):
    workshop = make_workshop(session)
    ideas = [make_idea(session, workshop, title=one) for one in ("Ferienbetreuung", "Radweg")]
    round_ = make_round(session, workshop, ideas=ideas)
    for group in ("parents", "pupils", "institutions", "companies", "town"):
        for _ in range(5):
            voter = make_participant(session, workshop, group_key=group)
            cast_ballot(session, round_, by=voter, marks={ideas[0].id: 1})
    close_round(session, round_, by=make_account(session, Role.MODERATOR), at=NOON)
    path = f"/workshops/{workshop.id}/rounds/{round_.id}/result?view=table"
    session.commit()
    page = open_page(width, 800)

    page.goto(path)

    for word in ("Platz", "Punkte", "Ferienbetreuung"):
        head = page.locator("th", has_text=word).first
        lines = head.evaluate(LINES)
        assert lines == 1, f"{word}: {lines} lines"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_hint_above_one_field_does_not_push_it_below_its_neighbours(staff):
    desk, workshop_id = staff
    desk.goto(f"/workshops/{workshop_id}/agenda")

    fields = desk.get_by_role("form", name="Schritt hinzufügen").locator("select, input:visible")

    assert fields.count() == 3
    bottoms = fields.evaluate_all(
        "fields => fields.map(field => field.getBoundingClientRect().bottom)"
    )
    assert max(bottoms) - min(bottoms) < 4  # the line below a list belongs to what is around it
