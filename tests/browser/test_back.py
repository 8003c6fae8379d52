"""Somebody is not sure whether it went through, goes back, and sends it once more."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from participate.ideas.models import Comment, Idea
from participate.needs.models import Need
from participate.workshops.rules import StepKind
from tests.browser.test_steps import join
from tests.conftest import CODE
from tests.factories import make_idea, make_workshop


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def page(request, open_page):
    return open_page(360, 740, java_script_enabled=request.param)


def open_at(session, step):
    """Return the path of a workshop that has this step open, and of an idea in it."""
    workshop = make_workshop(session, code=CODE, step=step)
    idea = make_idea(session, workshop, title="Ein Zaun")
    here = f"/workshops/{workshop.id}"
    there = f"{here}/ideas/{idea.id}"
    session.commit()
    return here, there


def send_again(page, button, **typed):
    """Send, go back to the form, fill it in again where the browser forgot it, and send."""
    form = page.url
    for sent in range(2):
        if sent:
            page.go_back()
        for name, words in typed.items():
            page.locator(f"main [name={name}]").first.fill(words)
        page.get_by_role("button", name=button).first.click(no_wait_after=True)
        expect(page).not_to_have_url(form)
        expect(page.locator("main")).to_contain_text(words)


def texts(session, column):
    found = session.scalars(select(column).order_by(column)).all()
    session.rollback()
    return found


def test_a_need_counts_once(page, session, live_server):
    here, _idea = open_at(session, StepKind.COLLECT_NEEDS)
    join(page)
    page.goto(f"{here}/needs/new")
    send_again(page, "Bedarf absenden", as_a="Opa", i_need="eine Bank am Sandkasten")
    assert texts(session, Need.i_need) == ["eine Bank am Sandkasten"]


def test_an_idea_counts_once(page, session, live_server):
    here, _idea = open_at(session, StepKind.PROPOSE_IDEAS)
    join(page)
    page.goto(f"{here}/ideas/new")
    send_again(page, "Idee absenden", title="Eine Bank am Sandkasten")
    assert texts(session, Idea.title) == ["Ein Zaun", "Eine Bank am Sandkasten"]


def test_a_comment_counts_once(open_page, session):
    """With scripts the comment appears on the same page: there is nowhere to go back to."""
    page = open_page(360, 740, java_script_enabled=False)
    _here, idea = open_at(session, StepKind.PROPOSE_IDEAS)
    join(page)
    page.goto(f"{idea}/comment")
    send_again(page, "Kommentar absenden", body="Das fehlt uns sehr.")
    assert texts(session, Comment.body) == ["Das fehlt uns sehr."]
