"""What is not for everybody opens for nobody without a session: not after it ended either (H10)."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from participate.accounts.models import AccountSession
from participate.core.audience import Audience
from participate.core.clock import now
from participate.web.guard import audiences_of
from tests.world import browser_of, build_world

#: What is no page for eyes alone, and is worth most to others.
FILES = {"workshops.qr", "workshops.poster"}


def private(app, world):
    """Every address that is not for everybody, by the name of its page."""
    return {
        rule.endpoint: world.path(rule)
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and Audience.EVERYONE not in audiences_of(app, rule.endpoint)
    }


def refused(answer):
    led = answer.headers.get("Location", "")
    return led.startswith("/sign-in") or led.endswith("/join") or answer.status_code in {403, 404}


@pytest.mark.parametrize("ended", ["never was", "signed out", "ran out", "switched off"])
def test_without_a_session_nothing_private_opens(app, session, ended):
    world = build_world(session)
    browser = browser_of(app, session, world, "public" if ended == "never was" else "moderator")
    addresses = private(app, world)
    assert addresses.keys() >= FILES
    if ended != "never was":
        assert not refused(browser.get(addresses["workshops.qr"]))
    if ended == "signed out":
        copied = browser.get_cookie("session").value
        browser.submit("/sign-out", {}, on="/desk")
        browser.set_cookie("session", copied)
    elif ended == "ran out":
        session.execute(update(AccountSession).values(seen_at=now() - timedelta(days=90)))
    elif ended == "switched off":
        world.things["moderator"].active = False

    for endpoint, path in addresses.items():
        answer = browser.get(path)
        assert refused(answer), endpoint
        assert b"<svg" not in answer.data[:200], endpoint
