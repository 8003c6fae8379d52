"""Walking through every door of the town as one visitor, in every state and representation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, SoupStrainer
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from participate.workshops.rules import spaced
from tests.conftest import empty
from tests.matrix.forms import filled_in
from tests.matrix.states import State
from tests.matrix.town import MISSING, Stored, bare_browser, cookies_of, furnish
from tests.pages import HTMX, ONE_TIME
from tests.world import World

#: What each representation has to be, once somebody is let in.
TYPES = {
    "page": "text/html",
    "part": "text/html",
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ics": "text/calendar",
    "atom": "application/atom+xml",
    "png": "image/png",
    "svg": "image/svg+xml",
    "text": "text/plain",
}
#: Forms that count wrong attempts, so that what they refuse leaves a trace on purpose.
COUNTING = {
    "accounts.change_password",
    "accounts.passkeys",
    "accounts.remove_own_factor",
    "accounts.sign_in",
    "workshops.join",
    "workshops.join_by_code",
    "workshops.resume",
}


class Door(NamedTuple):
    """What somebody can ask for: a line of the table."""

    state: str
    method: str
    endpoint: str


@dataclass(frozen=True)
class Knock:
    """One request at a door, and what came of it."""

    door: Door
    representation: str
    path: str
    said: str
    response: TestResponse


def outcome(response: TestResponse, method: str) -> str:
    """Return the word for what happened, as it stands in the table."""
    location = response.headers.get("Location") or response.headers.get("HX-Redirect")
    if location is None:
        return {200: "yes", 204: "yes", 403: "no"}.get(
            response.status_code, str(response.status_code)
        )
    path = urlsplit(location).path
    if path == "/sign-in":
        return "sign-in"
    if re.fullmatch(r"/workshops/\d+/join", path):
        return "join"
    return "yes" if method == "POST" else "on"


def doors(app: Flask, state: State) -> Iterator[tuple[Rule, str]]:
    """List every route that the state concerns, with each of its methods."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            if rule.endpoint != "web.asset" and state.concerns(rule):
                yield rule, method


class Town:
    """The furnished town in its database, in any of its states; built once, then put back."""

    def __init__(self, app: Flask, session: Session, engine: Engine) -> None:
        empty(engine)
        session.expire_all()
        self.app, self.session, self.engine = app, session, engine
        self.world = furnish(session)
        self.ids = self.world.ids  #: in the state that was entered last
        session.commit()
        self.untouched = self.stored = Stored(engine)
        self.browser, self._known = bare_browser(app), dict[str, tuple[str, str]]()

    def enter(self, state: State) -> World:
        """Put the town into a state; `ids` is then what its addresses are made of."""
        self.session.rollback()
        self.session.expire_all()
        self.untouched.put_back()
        world = replace(self.world, ids=dict(self.world.ids))
        state.change(self.session, world)
        self.session.commit()
        self.ids = world.ids
        self.stored = Stored(self.engine)
        return world

    def cookies(self, visitor: str) -> tuple[str, str]:
        """Return the cookies of a visitor and the token for their forms."""
        if visitor not in self._known:
            self._known[visitor] = cookies_of(self.app, self.session, self.world, visitor)
            self.session.rollback()
        return self._known[visitor]

    def ask(self, visitor: str, method: str, path: str, part: bool, form: Any) -> TestResponse:
        """Send one request as a visitor; nothing that it sets on the browser is kept."""
        cookies, token = self.cookies(visitor)
        headers = dict(HTMX) if part else {}
        if visitor != "public" or method == "POST":
            headers["Cookie"] = cookies
        data = {"csrf_token": token, **form} if method == "POST" else None
        return self.browser.open(path, method=method, data=data, headers=headers)


def knock(
    town: Town,
    state: State,
    rule: Rule,
    visitor: str,
    door: Door,
    representation: str,
) -> Knock:
    """Try one door once, and leave the town as it was.

    What a GET or a refusal leaves is compared with what was there: not one row may differ. And
    what is kept from somebody looks like what is not there at all.
    """

    def sent(ids: dict[str, Any]) -> tuple[str, TestResponse]:
        _domain, path = rule.build({name: ids[name] for name in rule.arguments}) or ("", "")
        path += state.asks.get(rule.endpoint, "").format(**ids)
        form = filled_in(rule.endpoint, ids) if door.method == "POST" else {}
        return path, town.ask(visitor, door.method, path, representation == "part", form)

    ids = town.ids | ({"extension": representation} if "extension" in rule.arguments else {})
    path, response = sent(ids)
    said, here = outcome(response, door.method), f"{door} as {visitor}, as {representation}"
    assert response.status_code < 500, here
    if town.stored.changed():
        said = "yes" if said == "sign-in" else said  # signing out leads there, too
        refused = door.method == "GET" or (said != "yes" and rule.endpoint not in COUNTING)
        assert not refused, f"{here} changed rows"
        town.stored.put_back()
    secret = state.hides or (said == "404" and last_part(rule))
    if secret in MISSING and said != "yes" and visitor not in state.known_to:
        gone, real = ids | {secret: MISSING[secret]}, str(ids[secret])
        alike = seen(response) == seen(sent(gone)[1], MISSING[secret], real)
        if not alike:  # unless the clock went on in between
            alike = seen(sent(ids)[1]) == seen(sent(gone)[1], MISSING[secret], real)
        assert alike, f"{here} tells that it is there"
        if town.stored.changed():
            town.stored.put_back()
    return Knock(door, representation, path, said, response)


def asked(
    town: Town, rule: Rule, visitor: str, representation: str, more: dict[str, str]
) -> TestResponse:
    """Return what a visitor gets who looks at a door."""
    ids = town.ids | ({"extension": representation} if "extension" in rule.arguments else {})
    _domain, path = rule.build({name: ids[name] for name in rule.arguments}) or ("", "")
    path += more.get(rule.endpoint, "")
    return town.ask(visitor, "GET", path, representation == "part", {})


def last_part(rule: Rule) -> str:
    """Return which variable part of an address comes last; nothing if it has none."""
    return re.findall(r"<\w+:(\w+)>", rule.rule)[-1] if rule.arguments else ""


def seen(response: TestResponse, missing: object = "", real: str = "") -> tuple[object, ...]:
    """Return all that tells answers apart, but for the name that whoever asks has typed."""
    text = ONE_TIME.sub(r'\1x"', response.text)
    location = response.headers.get("Location") or response.headers.get("HX-Redirect", "")
    if missing:
        for old, new in ((str(missing), real), (spaced(str(missing)), spaced(real))):
            text, location = text.replace(old, new), location.replace(old, new)
    return response.status_code, location, response.mimetype, text


def offered(town: Town, knock: Knock) -> Iterator[Door]:
    """List the doors of this town that a whole page leads to, by a link or by a form."""
    if knock.representation != "page" or knock.said != "yes" or not knock.response.data:
        return
    routes = town.app.url_map.bind("localhost")
    page = BeautifulSoup(knock.response.text, "html.parser", parse_only=SoupStrainer(["a", "form"]))
    for tag in page.find_all(True):
        method = str(tag.get("method") or "get").upper()
        address = urlsplit(str(tag.get("href") or tag.get("action") or knock.path))
        if address.netloc or address.scheme or not address.path:
            continue
        endpoint, parts = routes.match(address.path, method=method)
        if all(str(town.ids.get(name)) == str(value) for name, value in parts.items()):
            yield Door(knock.door.state, method, endpoint)
