"""Pages that are kept for everybody: as they are now, and never somebody's own."""

from datetime import timedelta

import pytest
from flask import session as cookie
from flask.testing import FlaskClient
from sqlalchemy import select

from participate.core import clock
from participate.core.audience import Audience
from participate.core.db import Versions
from participate.extensions import db
from participate.ideas.models import Idea
from participate.web import kept
from participate.web.guard import open_to
from participate.web.kept import SECONDS_MAX, same_for_all
from participate.web.language import LANGUAGE_COOKIE
from participate.workshops.models import Workshop
from participate.workshops.rules import WorkshopStatus, device_hash
from participate.workshops.visitor import DEVICE_COOKIE
from tests.factories import SECRET, make_idea, make_participant, make_workshop
from tests.statements import statements

#: How often to look whether nobody wrote in between: other tests share the server.
TRIES = 25


@pytest.fixture
def workshop(session):
    """A workshop with one idea."""
    workshop = make_workshop(session)
    make_idea(session, workshop, title="Schatten am Sandkasten")
    session.commit()
    return workshop


@pytest.fixture
def ideas(workshop):
    """The address of its list of ideas."""
    return f"/workshops/{workshop.id}/ideas"


def test_the_second_visitor_gets_the_page_without_asking_the_database(client, app, ideas):
    def twice():
        first = client.get(ideas)
        with statements() as asked:
            second = FlaskClient(app).get(ideas)
        return asked, first, second

    # Tests beside this one write to the same server, and that drops a page as it should.
    _asked, first, second = next(pair for pair in (twice() for _ in range(TRIES)) if not pair[0])

    assert "Schatten am Sandkasten" in first.text
    assert (second.text, second.headers) == (first.text, first.headers)


def test_looking_at_an_idea_leaves_no_cookie(client, session, workshop, ideas):
    idea = session.scalars(select(Idea)).one()

    assert "Set-Cookie" not in client.get(f"{ideas}/{idea.id}").headers


def test_what_anybody_wrote_stands_on_the_page_at_once(client, session, workshop, ideas):
    client.get(ideas)
    make_idea(session, workshop, title="Bänke am Brunnen")
    session.commit()

    assert "Bänke am Brunnen" in client.get(ideas).text


def test_a_page_that_was_withdrawn_is_gone_at_once(client, session, workshop, ideas):
    assert client.get(ideas).status_code == 200
    workshop.status = WorkshopStatus.DRAFT
    session.commit()

    assert client.get(ideas).status_code == 404


def test_a_page_made_for_somebody_is_nobody_elses(client, app, session, workshop, ideas):
    hashed = device_hash(SECRET, workshop.id, "phone")
    make_participant(session, workshop, device_hash=hashed)
    session.commit()
    phone = FlaskClient(app)
    phone.set_cookie(DEVICE_COOKIE, "phone")

    assert "only=mine" in phone.get(ideas).text
    assert "only=mine" not in client.get(ideas).text
    assert "only=mine" in phone.get(ideas).text


def test_each_language_and_each_part_has_a_page_of_its_own(client, ideas):
    german, part = client.get(ideas).text, client.get(ideas, headers={"HX-Request": "true"}).text
    client.set_cookie(LANGUAGE_COOKIE, "en")
    english = client.get(ideas).text

    assert "Ideen durchsuchen" in german
    assert "Search ideas" in english
    assert "<main" not in part


def test_an_answer_with_a_cookie_is_not_kept(app, client):
    @app.get("/greet")
    @open_to(Audience.EVERYONE)
    @same_for_all
    def greet() -> str:
        cookie["seen"] = 1
        return f"<!doctype html><html lang=de><title>x</title><h1>{next(numbers)}</h1>"

    numbers = iter(range(9))

    first, second = (FlaskClient(app).get("/greet") for _ in range(2))

    assert "Set-Cookie" in first.headers
    assert first.text != second.text


def test_a_page_is_made_anew_when_time_has_passed(client, app, monkeypatch, ideas):
    client.get(ideas)
    later = clock.now() + timedelta(seconds=SECONDS_MAX)
    monkeypatch.setattr(clock, "now", lambda: later)
    with statements() as asked:
        client.get(ideas)

    assert asked


def test_no_more_than_so_many_pages_are_kept(client, app, monkeypatch, ideas):
    monkeypatch.setattr(kept, "PAGES_MAX", 3)
    for number in range(5):
        client.get(ideas, query_string={"search": number})

    assert len(app.wsgi_app.pages) == 3


def test_no_more_is_kept_than_so_many_bytes(client, app, monkeypatch, ideas):
    size = len(client.get(ideas).data)
    monkeypatch.setattr(kept, "ALL_BYTES_MAX", 3 * size + 1_000)
    for number in range(5):
        client.get(ideas, query_string={"search": number})
        client.get(ideas, query_string={"search": 0})

    pages = app.wsgi_app.pages.values()
    assert app.wsgi_app.size == sum(len(page.body) for page in pages)
    assert 2 * size < app.wsgi_app.size <= 3 * size + 1_000


def test_a_version_changes_with_every_write_and_with_nothing_else(app, session):
    with app.app_context():
        versions = Versions(db.engine)

    def unchanged_by_a_look():
        before = versions.now()
        session.scalars(select(Workshop)).all()
        session.rollback()
        return versions.now() == before

    looks = [unchanged_by_a_look() for _ in range(TRIES)]  # others write beside this test
    make_workshop(session)
    begun = versions.now()
    session.commit()
    after = versions.now()
    with app.app_context():
        db.engine.dispose()

    assert any(looks)
    assert after != begun
