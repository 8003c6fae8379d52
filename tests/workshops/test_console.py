"""The console: where somebody who was trained a year ago finds the next thing to do."""

import pytest

from participate.accounts.rules import Role
from participate.ideas.models import Report
from participate.ideas.rules import ReportReason
from participate.workshops.rules import StepKind, StepState, WorkshopStatus
from tests.factories import (
    NOON,
    make_account,
    make_idea,
    make_step,
    make_workshop,
    stored,
)
from tests.pages import HTMX, soup


@pytest.fixture
def moderator(session, sign_in):
    moderator = make_account(session, Role.MODERATOR)
    session.commit()
    sign_in(moderator)
    return moderator


@pytest.mark.parametrize(
    ("kind", "where", "words"),
    [
        (StepKind.WELCOME, "poster", "Plakat mit dem Code zeigen"),
        (StepKind.COLLECT_NEEDS, "needs/new", "Bedarf für jemanden eintragen"),
        (StepKind.GROUP, "needs/wall", "Bedarfe auf der Wand ordnen"),
        (StepKind.PROPOSE_IDEAS, "ideas/new", "Idee für jemanden eintragen"),
        (StepKind.DISCUSS, "ideas", "Ideen lesen"),
        (StepKind.VOTE, "rounds/new", "Abstimmung öffnen"),
        (StepKind.RESULTS, "rounds", "Ergebnis ansehen"),
        (StepKind.BREAK, "needs/wall", "Bedarfe auf der Wand ordnen"),
    ],
)
def test_each_step_leads_to_what_it_is_for(client, session, moderator, kind, where, words):
    workshop = make_workshop(session, step=kind)
    session.commit()

    button = soup(client.get(f"/workshops/{workshop.id}/console")).select_one(
        "main a.kern-btn--primary"
    )

    assert button["href"] == f"/workshops/{workshop.id}/{where}"
    assert button.get_text(strip=True) == words
    assert client.get(button["href"]).status_code == 200


def test_when_all_steps_are_done_the_board_comes_next(client, session, moderator):
    workshop = make_workshop(session, step=None)
    make_step(workshop, StepKind.VOTE, state=StepState.DONE)
    session.commit()

    button = soup(client.get(f"/workshops/{workshop.id}/console")).select_one(
        "main a.kern-btn--primary"
    )

    assert button["href"] == "/board/assign"


def test_it_asks_how_many_reports_wait(client, session, moderator):
    workshop = make_workshop(session, step=StepKind.DISCUSS)
    page = f"/workshops/{workshop.id}/reports"
    session.commit()
    asking = soup(client.get(f"/workshops/{workshop.id}/console")).select_one(f"[hx-get='{page}']")
    assert asking.select_one("a")["href"] == page, "without JavaScript it is a link"
    assert "warte" not in soup(client.get(page, headers=HTMX)).text

    idea = make_idea(session, workshop)
    for _ in range(2):
        stored(session, Report(idea=idea, reason=ReportReason.INSULT, reported_at=NOON))
    session.commit()

    part = soup(client.get(page, headers=HTMX))
    assert part.select_one(".fw-tag").text == "2 Meldungen warten"
    assert not part.select("h1")


@pytest.mark.parametrize("page", ["", "/agenda"])
def test_a_draft_can_be_published_where_it_is_looked_over(client, session, moderator, page):
    workshop = make_workshop(session, status=WorkshopStatus.DRAFT)
    make_step(workshop, StepKind.WELCOME)
    session.commit()
    address = f"/workshops/{workshop.id}"
    button = f"form[action='{address}/publish'] button"

    shown = soup(client.get(address + page)).select_one(button)
    client.submit(f"{address}/publish", {}, on=address + page)

    assert shown.get_text(strip=True) == "Werkstatt veröffentlichen"
    assert not soup(client.get(address + page)).select(button)


def test_a_draft_is_not_said_to_be_seen_by_all(client, session, moderator):
    workshop = make_workshop(session, status=WorkshopStatus.DRAFT)
    session.commit()
    address = f"/workshops/{workshop.id}"

    client.submit(
        f"{address}/edit",
        {
            "title": "Nord",
            "starts_on": "2026-09-24",
            "starts_time": "18:00",
            "ends_time": "19:30",
        },
    )
    said = soup(client.get(address)).select_one("[role=status]").text

    assert "Die Werkstatt ist noch ein Entwurf." in said
    assert "sehen es jetzt alle" not in said
    poster = soup(client.get(f"{address}/poster")).select_one(".fw-no-print").text
    assert "Der Code öffnet noch nichts." in poster


@pytest.mark.parametrize(("step", "calm"), [(None, True), (StepKind.BREAK, False)])
def test_the_colour_of_now_belongs_to_a_step_that_runs(client, session, moderator, step, calm):
    workshop = make_workshop(session, step=step)
    make_step(workshop, StepKind.VOTE)
    session.commit()

    bar = soup(client.get(f"/workshops/{workshop.id}/console")).select_one(".fw-step")

    assert ("fw-step--idle" in bar["class"]) is calm
