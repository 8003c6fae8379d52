"""Who may do what: one table for every route and everybody, walked cell by cell.

A cell says what happens: `yes` (let in, whatever the form then says), `join` and `sign-in` (led
there), `no` (403), `404` (not even told that it exists).
"""

import re
from hashlib import sha256
from pathlib import Path

import pytest

from participate.core.db import Base
from tests.conftest import empty
from tests.world import VISITORS, browser_of, build_world

TABLE = Path(__file__).with_name("permissions.txt")


def outcome(response):
    location = response.headers.get("Location", "")
    if response.status_code in {302, 303} and location.startswith("/sign-in"):
        return "sign-in"
    if response.status_code in {302, 303} and re.fullmatch(r"/workshops/\d+/join", location):
        return "join"
    return {403: "no", 404: "404"}.get(response.status_code, "yes")


def digest(engine):
    """All rows of all tables, so that a refusal can be seen to have changed none."""
    with engine.connect() as connection:
        whole = [
            sorted(map(repr, connection.execute(table.select())))
            for table in Base.metadata.sorted_tables
        ]
    return sha256(repr(whole).encode()).hexdigest()


def doors(app):
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods & {"GET", "POST"}):
            if rule.endpoint != "web.asset":
                yield rule, method


def token_of(browser):
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get("/join").text)
    assert found, "the page to join has no form"
    return found[1]


def walk(app, session, engine, visitor):
    """Try every door as one visitor; yield (endpoint, method, what happened).

    What a GET or a refusal leaves is compared with what was there: not one row may differ.
    """
    fresh = False
    for rule, method in doors(app):
        if not fresh:
            empty(engine)
            session.expire_all()
            world = build_world(session)
            browser = browser_of(app, session, world, visitor)
            token = token_of(browser)
            fresh, before = True, digest(engine)
        data = {"csrf_token": token} if method == "POST" else None
        response = browser.open(world.path(rule), method=method, data=data)
        said, here = outcome(response), f"{method} {rule.rule} as {visitor}"
        assert response.status_code < 500, here
        changed = digest(engine) != before
        if said == "sign-in" and changed:
            said = "yes"  # signing out leads there, too; for a refusal the table now says no
        assert not changed or (method == "POST" and said == "yes"), f"{here} changed rows"
        fresh = said != "yes" or method == "GET"
        yield rule.endpoint, method, said


def wanted():
    head, *lines = TABLE.read_text().splitlines()
    assert tuple(head.split()[2:]) == VISITORS
    for row in lines:
        method, endpoint, *said = row.split()
        assert len(said) == len(VISITORS), f"{endpoint} has a cell too many or too few"
        for visitor, one in zip(VISITORS, said, strict=True):
            yield visitor, endpoint, method, one


@pytest.mark.parametrize("visitor", VISITORS)
def test_everybody_may_do_exactly_what_the_table_says(app, session, engine, visitor):
    table = {(endpoint, method): said for who, endpoint, method, said in wanted() if who == visitor}
    found = {
        (endpoint, method): said for endpoint, method, said in walk(app, session, engine, visitor)
    }

    assert found == table, f"the column of {visitor} in {TABLE.name}"
