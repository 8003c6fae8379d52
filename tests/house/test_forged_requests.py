"""Looking changes nothing, and no form is taken that did not come from one of our pages.

What is compared is every row of every table.
"""

from hashlib import sha256

import pytest

from participate.core.db import Base
from tests.conftest import empty
from tests.pages import HTMX, soup
from tests.world import browser_of, build_world


def digest(engine):
    """All rows of all tables, in one number."""
    with engine.connect() as connection:
        whole = [
            sorted(map(repr, connection.execute(table.select())))
            for table in Base.metadata.sorted_tables
        ]
    return sha256(repr(whole).encode()).hexdigest()


VISITORS = ("public", "participant", "provider", "chair", "moderator", "administrator")
every_visitor = pytest.mark.parametrize("visitor", VISITORS)

#: Whatever a page reads from its address, and words that would be orders if it took them for such.
ASKED = {
    "arrived": "1",
    "joined": "1",
    "entered": "1",
    "move": "1",
    "rename": "1",
    "code": "K7M4PX",
    "k": "K7M4PX",
    "seen": "0",
    "left": "0",
    "on": "clock",
    "show": "all",
    "view": "all",
    "idea": "1",
    "need": "1",
    "cluster": "1",
    "to": "1",
    "next": "/desk",
    "back": "/desk",
    "page": "1",
    "delete": "1",
    "action": "delete",
    "_method": "DELETE",
    "method": "post",
    "confirm": "yes",
}


@pytest.mark.once
@every_visitor
def test_looking_changes_no_row(app, session, engine, visitor):
    world = build_world(session)
    browser = browser_of(app, session, world, visitor)
    session.commit()
    before = digest(engine)

    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint == "web.asset":
            continue
        for query, headers in ((None, {}), (ASKED, {}), (ASKED, HTMX)):
            answer = browser.get(world.path(rule), query_string=query, headers=headers)
            assert answer.status_code < 500
        browser.head(world.path(rule), query_string=ASKED)
        assert digest(engine) == before, f"looking at {rule.rule} changed a row"


@pytest.mark.once
@every_visitor
def test_no_form_is_taken_without_the_token_of_this_browser(app, session, engine, visitor):
    world = build_world(session)
    browser = browser_of(app, session, world, visitor)
    somebody = browser_of(app, session, world, "moderator")
    session.commit()
    stolen = soup(somebody.get("/workshops/new")).select_one("[name=csrf_token]")["value"]
    before, refused = digest(engine), 0

    for rule in app.url_map.iter_rules():
        if "POST" not in rule.methods:
            continue
        for token in ({}, {"csrf_token": ""}, {"csrf_token": stolen}):
            data = token | {"once": "forged", "title": "Forged", "reason": "Forged"}
            headers = {"Referer": "http://evil.example/", "Origin": "http://evil.example"}
            answer = browser.post(world.path(rule), data=data, headers=headers)
            led = answer.headers.get("Location", "")
            away = led.startswith("/sign-in") or led.endswith("/join")
            assert away or answer.status_code in {400, 403, 404}, (rule.rule, token)
            assert digest(engine) == before, f"a forged form to {rule.rule} changed a row"
            refused += answer.status_code == 400

    assert refused > 20


def test_no_view_is_exempt_from_tokens(app):
    csrf = app.extensions["csrf"]

    assert not csrf._exempt_views
    assert not csrf._exempt_blueprints
    assert app.config.get("WTF_CSRF_CHECK_DEFAULT", True)
    assert app.config.get("WTF_CSRF_ENABLED", True)


def test_the_digest_would_notice(session, engine):
    build_world(session)
    session.commit()
    before = digest(engine)
    empty(engine)
    assert digest(engine) != before
