"""Hostile texts through every field, argument, header, file name, address and import.

None is a fault of ours, none becomes an element or an attribute of a page, and what is stored is
what was sent, as `core.text.clean` leaves it. `make hostile` takes all of them, other runs a
sample: see `tests.hostile`. A walk goes on after a finding, and says all of them at its end.
"""

import io
import os
import sqlite3
import time
from contextlib import closing
from itertools import cycle, islice

import pytest
from flask.testing import FlaskClient
from sqlalchemy import String, select, text

from participate.accounts.visitor.sessions import KNOWN_COOKIE
from participate.core.db import Base
from participate.core.text import SEARCH_MAX, clean
from participate.ideas.models import Comment, Idea
from participate.imports.actions import import_ideas
from participate.imports.formats import from_thf
from participate.needs.forms import NEW
from participate.offers.rules import LINE_MAX
from participate.web.language import LANGUAGE_COOKIE
from participate.workshops.visitor import DEVICE_COOKIE
from tests.factories import NOON, SECRET
from tests.hostile import ALL, PARTS, SEED, needs_the_texts, note, part
from tests.house.markup import Known, faults
from tests.house.test_bad_input import forms_on
from tests.house.test_mass_assignment import as_sent
from tests.imports.thf import a_comment, a_file, a_proposal
from tests.matrix.town import PASSWORD, Stored, bare_browser, furnish
from tests.pages import HTMX, ONE_TIME, check
from tests.world import browser_of

pytestmark = [needs_the_texts, pytest.mark.long]
every_part = pytest.mark.parametrize("number", range(PARTS))
VISITORS = ("public", "participant", "provider", "chair", "moderator", "administrator")
#: Forms whose texts are compared and never stored, and what each form knows itself by.
NOT_STORED = {"search", "code", "password", "new_password", "new_password_again", "q"}
NEVER = ("sign-out", "forget-device")
#: The name of a passkey is stored once there is one.
LATER = {("/account/passkeys", "name")}
#: What a form needs to be taken, beside what its page says and `test_mass_assignment` knows.
FITTING = {
    "decided_on": "2026-05-04",
    "starts_time": "18:00",
    "ends_time": "20:00",
    "ends_on": "",
    "password": PASSWORD,
}
#: A text so short that it could pass for a number, a key or a day: it goes alone, too.
TINY = 12
#: As much as a field without a limit takes at once, and an address.
MOST = 4_000
#: Forms taken before the town is put back: reading a database that was replaced takes long.
OFTEN = 30
#: Of so many forms that were taken, a whole run reads the page of one: it shows one as the other.
READ = 8
#: What pages read from their address.
ASKED = (
    *("search", "q", "group", "life_phase", "field_of_action", "cluster", "page", "sort", "only"),
    *("kind", "show", "view", "outcome", "area", "phase", "age", "free", "sources", "next", "back"),
    *("code", "k", "need", "idea", "to", "comment", "workshop", "seen", "on", "left", "move"),
    *("rename", "arrived", "joined", "entered", "topic", "_external", "_method", "endpoint"),
)
HEADERS = (
    *("Referer", "User-Agent", "Accept", "Accept-Language", "Accept-Encoding", "Origin", "Cookie"),
    *("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "Authorization"),
    *("If-None-Match", "If-Modified-Since", "Range", "HX-Request", "HX-Target", "HX-Trigger"),
    *("HX-Current-URL", "HX-Prompt", "HX-Boosted", "X-CSRFToken", "X-Request-ID", "Via", "Host"),
)
COOKIES = ("session", DEVICE_COOKIE, LANGUAGE_COOKIE, KNOWN_COOKIE)


def packed(some, most):
    """Join texts as long as they fit into a field, the longest first; return these values."""
    room = {}
    for one in sorted((one for one in some if len(one) <= most), key=len, reverse=True):
        left = next((size for size in range(len(one) + 1, most + 1) if room.get(size)), None)
        value = one if left is None else f"{room[left].pop()} {one}"
        room.setdefault(most - len(value), []).append(value)
    return [value for values in room.values() for value in values]


def too_long(some, most):
    """Join what is too long for a field: such values come back, and are not stored."""
    return packed([one for one in some if len(one) > most], MOST)


def tiny(some):
    return [one for one in some if len(one) <= TINY]


KNOWN = Known()


class Town:
    """A town that is put back as it was after every form that was taken."""

    def __init__(self, app, session, engine):
        self.app, self.session, self.engine = app, session, engine
        self.world = furnish(session)
        session.commit()
        self.taken = 0
        self.before = None
        self.rows = Stored(engine)
        if engine.dialect.name == "sqlite":  # a copy of the file is faster
            self.before = sqlite3.connect(":memory:")
            with closing(sqlite3.connect(engine.url.database)) as now:
                now.backup(self.before)
        quoted = engine.dialect.identifier_preparer.quote
        self.all_texts = text(
            " UNION ALL ".join(
                f"SELECT {quoted(column.name)} FROM {quoted(table.name)}"  # noqa: S608
                for table in Base.metadata.sorted_tables
                for column in table.columns
                if isinstance(column.type, String) and type(column.type).__name__ != "Enum"
            )
        )

    def put_back(self):
        if self.before is None:
            self.rows.put_back()
        elif self.rows.written():
            with closing(sqlite3.connect(self.engine.url.database)) as now:
                self.before.backup(now)
            self.rows.written()

    def stored(self):
        with self.engine.connect() as connection:
            return set(connection.scalars(self.all_texts))


def known_to(town):
    """Return what pages are made of; a process looks once."""
    if not KNOWN.pairs:
        KNOWN.pairs |= Known.of(town.app, town.session, town.world).pairs
        town.put_back()
    return Known(set(KNOWN.pairs))


@pytest.fixture
def town(app, session, engine):
    made = Town(app, session, engine)
    yield made
    if made.before is not None:
        made.before.close()


class Told:
    """What one walk did, and what it found."""

    def __init__(self, known=None):
        self.known, self.seen = known, 0
        self.did = {"fields": 0, "values": 0, "requests": 0, "taken": 0}
        self.found, self.began = [], time.perf_counter()

    def ask(self, browser, path, method="GET", /, **asked):
        """Ask for a page, look at it, and return it; no browser of the tests looks as well."""
        self.did["requests"] += 1
        answer = FlaskClient.open(browser, path, method=method, **asked)
        wrong = [f"status {answer.status_code}"] if answer.status_code >= 500 else []
        if answer.mimetype == "text/html" and self.known is not None:
            wrong += faults(answer.text, self.known)
            wrong += self.invalid(answer)
        if wrong:
            self.found.append(f"{wrong[:5]} at {method} {path} with {asked!r:.2000}")
        return answer

    def invalid(self, answer):
        """Let each page of a sample be valid, and one in fifty of a whole run: it takes long."""
        self.seen += 1
        if (ALL and self.seen % 50) or answer.status_code in {204, 302, 303}:
            return []
        try:
            check(answer.text)
        except Exception as error:  # what is wrong is the finding
            return [repr(error)[:300]]
        return []

    def end(self):
        """Write down what was done, and fail on what was found."""
        note(**self.did, findings=len(self.found), seconds=time.perf_counter() - self.began)
        assert self.did["requests"], "nothing was asked for"
        assert not self.found, "\n".join([f"{os.environ[SEED]=}", *self.found[:40]])


def pages_for(town, visitor):
    """Every address, and a browser of this visitor, that neither checks nor commits."""
    browser = browser_of(town.app, town.session, town.world, visitor)
    rules = [rule for rule in town.app.url_map.iter_rules() if "GET" in rule.methods]
    return browser, [town.world.path(rule) for rule in rules if rule.endpoint != "web.asset"]


#: What nobody types into.
CHOSEN = {"hidden", "radio", "checkbox", "submit", "button", "number"}


def doors(town, visitor):
    """Each form that this visitor meets: what it says by itself, what is typed, what is chosen."""
    browser, paths = pages_for(town, visitor)
    found = {}
    for path in paths:
        for action, form in forms_on(browser, path):
            if not any(word in action for word in NEVER):
                found.setdefault(action.partition("#")[0], asked_by(town, form))
    return browser, found


def asked_by(town, form):
    base = as_sent(form) | {one: FITTING[one] for one in FITTING if form.select(f"[name={one}]")}
    if form["action"].endswith("/wall"):
        base |= {"needs": town.world.ids["need_id"], "into": NEW}
    if form["action"].endswith("/requirements/new"):
        base["ideas"] = town.world.ids["idea_id"]
    fields = {
        one["name"]: int(one.get("maxlength", MOST))
        for one in form.select("textarea[name], input[name]")
        if one.get("type", "text") not in CHOSEN
    }
    chosen = {one["name"] for one in form.select("[name]")} - {*fields, "csrf_token"}
    return base, fields, sorted(chosen)


def of_others(visitor, action):
    """Say whether another visitor sends the same form. The moderator knows the own password."""
    shared = ("/join", "/resume", "/sign-in", "/accessibility", "/links", "/language")
    if visitor != "public" and (action.startswith(shared) or action.endswith("/join")):
        return True
    own = action == "/account" or action.startswith("/account/")
    if own and visitor in {"chair", "administrator"}:
        return True
    if visitor == "moderator" and action.endswith(("/account", "/ideas/new", "/comment")):
        return True
    return visitor == "administrator" and action.startswith("/offers")


class Walk(Told):
    """One visitor's way through all forms, with every text in every field."""

    def __init__(self, town, visitor, known):
        super().__init__(known)
        self.town = town
        self.browser, self.doors = doors(town, visitor)
        self.cookies = dict(self.browser._cookies)
        #: How often a form was taken since the town was put back, and which are taken once only.
        self.unlike, self.once_only = 0, set()

    def send(self, action, data):
        headers = HTMX if self.did["requests"] % 2 else {}
        return self.ask(self.browser, action, "POST", data=data, headers=headers)

    def put_back(self):
        """Put the town back, and this visitor's cookies: some forms sign out or in."""
        self.town.put_back()
        self.browser._cookies = dict(self.cookies)
        self.unlike = 0

    def free(self, action, base, fields):
        """Return the fields that take any text, of a form that is taken as it is."""
        found = {}
        for name, most in fields.items():
            for headers in ({}, HTMX):
                typed = {"data": base | {name: "Ein Wort"}, "headers": headers}
                answer = FlaskClient.post(self.browser, action, **typed)
                self.known.learn(answer.text)
                if led := led_to(answer):
                    found[name] = most
                    self.known.learn(FlaskClient.get(self.browser, led).text)
                self.put_back()
        return found

    def learn(self, action, base, fields, chosen):
        """Take this form with nothing in it, and with nothing chosen, for an example."""
        for names in (fields, chosen):
            nothing = {"data": base | dict.fromkeys(names, "")}
            for headers in ({}, HTMX):
                answer = FlaskClient.post(self.browser, action, **nothing, headers=headers)
                self.known.learn(answer.text)
                self.put_back()

    def through(self, action, some):
        base, fields, chosen = self.doors[action]
        self.learn(action, base, fields, chosen)
        free = self.free(action, base, fields)
        for typed in series({name: packed(some, most) for name, most in free.items()}):
            self.taken(action, base, typed)
        self.put_back()
        for typed in series({name: too_long(some, most) for name, most in free.items()}):
            self.sent(action, base, typed)
        others = [*(name for name in fields if name not in free), *chosen]
        for one in packed(some, MOST) + tiny(some):
            self.sent(action, base, dict.fromkeys(others, one))
        self.did["fields"] += len(fields) + len(chosen)
        self.did["values"] += len(some) * (len(fields) + len(chosen))

    def sent(self, action, base, typed):
        if typed:
            if self.send(action, base | typed).status_code == 400:
                self.found.append(f"{action} was not looked at with {typed!r:.300}")
            self.put_back()

    def taken(self, action, base, typed):
        """Send what fits; when it was taken, it is there as it was sent, and its page shows it.

        The town is put back when the form is not taken a second time, or was taken often enough.
        """
        answer = self.send(action, base | typed)
        led, lost = led_to(answer), self.lost(action, typed)
        if self.unlike and (led is None or lost):
            self.put_back()
            answer = self.send(action, base | typed)
            led, lost = led_to(answer), self.lost(action, typed)
            if led and not lost:
                self.once_only.add(action)
        if led:
            self.found += [
                f"{name} of {action} is not kept: {typed[name]!r:.2000}" for name in lost
            ]
            self.did["taken"] += 1
            if not ALL or self.did["taken"] % READ == 1:
                self.ask(self.browser, led)
            self.unlike += 1
        if action in self.once_only or self.unlike > OFTEN:
            self.put_back()

    def lost(self, action, typed):
        """Return the fields whose texts are not in the database as they were typed."""
        there = self.town.stored()
        return [
            name
            for name, value in typed.items()
            if name not in NOT_STORED and (action, name) not in LATER
            if clean(value) and clean(value) not in there
        ]


def led_to(answer):
    """Return where a form that was taken leads to."""
    if answer.status_code not in {204, 303}:
        return None
    return answer.headers.get("Location") or answer.headers.get("HX-Redirect")


def series(values):
    """Yield what is typed into each field, until each has had all of its values."""
    longest = max(map(len, values.values()), default=0)
    rows = {name: islice(cycle(some), longest) for name, some in values.items() if some}
    for row in zip(*rows.values(), strict=True):
        yield dict(zip(rows, row, strict=True))


@every_part
@pytest.mark.parametrize("visitor", VISITORS)
def test_every_field_takes_every_text_and_keeps_it(town, visitor, number):
    known = known_to(town)
    walk = Walk(town, visitor, known)

    for action in walk.doors:
        if not of_others(visitor, action):
            walk.through(action, part(number))

    walk.end()
    assert walk.did["taken"] or visitor == "public"


#: Who looks where; the first of them that is let in looks at an address.
LOOKERS = ("public", "participant", "moderator", "administrator", "chair", "provider")


def looked_at(town):
    """Yield each address with a browser that is let in there."""
    seen = set()
    for visitor in LOOKERS:
        browser, paths = pages_for(town, visitor)
        for path in paths:
            if path not in seen and browser.get(path).status_code == 200:
                seen.add(path)
                yield browser, path


def read_by(browser, path):
    """Return the arguments that a page reads, and one that none reads: links repeat it, too."""

    def page(name):
        answer = FlaskClient.get(browser, path, query_string={name: "zzmark"})
        return ONE_TIME.sub("", answer.text.replace(name, "zzname"))

    if not ALL or browser.get(path).mimetype != "text/html":
        return ["zzname", "search", "q", "next"]
    usual = page("zzname")
    return ["zzname", *(name for name in ASKED if page(name) != usual)]


@every_part
def test_every_argument_of_an_address_takes_every_text(town, number):
    told = Told(known_to(town))
    short = tiny(part(number))[:: 1 if ALL else 4]
    searched = packed(part(number), SEARCH_MAX) + too_long(part(number), SEARCH_MAX)

    for browser, path in looked_at(town):
        names = read_by(browser, path)
        for one in short if len(names) > 1 else []:
            told.ask(browser, path, query_string=dict.fromkeys(ASKED, one))
        values = packed(part(number), MOST) if {"search", "q"}.isdisjoint(names) else searched
        for at, value in enumerate(values):
            headers = HTMX if at % 2 else {}
            told.ask(browser, path, query_string=dict.fromkeys(names, value), headers=headers)
        told.did["fields"] += len(names)
        told.did["values"] += len(part(number)) * len(names)

    assert told.did["fields"] > 100, "hardly an address was looked at"
    told.end()


def as_header(value):
    """Return a text as a client can send it in a header: one line, byte by byte."""
    return value.replace("\r", " ").replace("\n", " ").encode("utf-8", "replace").decode("latin-1")


@every_part
def test_every_header_takes_every_text(town, number):
    told, some = Told(known_to(town)), part(number)
    browser, _paths = pages_for(town, "participant")
    workshop = town.world.ids["workshop_id"]
    paths = cycle(["/", "/join", "/nowhere", f"/workshops/{workshop}/ideas", "/healthz", "/desk"])

    for at, path in zip(range(len(some)), paths, strict=False):
        headers = {
            name: as_header(some[(at + step) % len(some)]) for step, name in enumerate(HEADERS)
        }
        known = {name: one for name, one in headers.items() if name not in {"Cookie", "Host"}}
        theirs = zip(COOKIES, [*some[at:], *some], strict=False)
        cookies = "; ".join(f"{name}={as_header(one)}" for name, one in theirs)
        for sent in (headers, known, known | {"Cookie": cookies}):
            # A browser with cookies of its own would send these instead.
            asking = bare_browser(town.app) if "Cookie" in sent else browser
            answer = told.ask(asking, path, headers=sent)
            # Pages that let somebody join renew the cookie of the device, whatever it says.
            said = str([one for one in answer.headers if one[0] != "Set-Cookie"])
            repeated = [one for one in sent.values() if one in said]
            told.found += [f"{path} repeats {one!r}" for one in repeated if len(one) > 3]

    assert told.did["requests"] == 3 * len(some)
    told.did["fields"], told.did["values"] = len(HEADERS), len(HEADERS) * len(some)
    told.end()


@every_part
def test_every_file_name_takes_every_text(town, number):
    browser, found = doors(town, "moderator")
    told = Told(known_to(town))
    action = next(action for action in found if action.endswith("/ideas/new"))
    base, fields, _chosen = found[action]

    for value in packed(part(number), LINE_MAX):
        name = as_header(value).replace('"', "'") + ".svg"
        files = {
            one: (io.BytesIO(b"<svg onload=alert(1)>"), name, "image/svg+xml") for one in fields
        }
        data = {key: text for key, text in base.items() if key not in fields} | files
        kind = "multipart/form-data"
        answer = told.ask(browser, action, "POST", data=data, content_type=kind)
        if answer.status_code != 422:
            told.found.append(f"{answer.status_code} for a file called {value!r}")

    assert told.did["requests"] == len(packed(part(number), LINE_MAX))
    told.did["fields"], told.did["values"] = len(fields), len(part(number)) * len(fields)
    told.end()


@every_part
def test_every_part_of_an_address_takes_every_text(town, number):
    told = Told(known_to(town))
    browser, _paths = pages_for(town, "moderator")
    rules = [
        rule
        for rule in town.app.url_map.iter_rules()
        if "GET" in rule.methods and any(kind == "string" for kind in kinds(rule).values())
    ]

    for rule in rules:
        typed = [name for name, kind in kinds(rule).items() if kind == "string"]
        ids = {name: town.world.ids.get(name, "x") for name in rule.arguments}
        for value in packed(part(number), 1_000) + tiny(part(number)):
            _domain, path = rule.build(ids | dict.fromkeys(typed, value))
            told.ask(browser, path)
        told.did["fields"] += len(typed)
        told.did["values"] += len(typed) * len(part(number))

    assert len(rules) > 6
    told.end()


def kinds(rule):
    """Return what kind each argument of a route is."""
    return {
        name: "string" if type(one).__name__ == "UnicodeConverter" else "other"
        for name, one in rule._converters.items()
    }


@every_part
def test_every_imported_proposal_keeps_every_text(town, client, session, number):
    together = packed(part(number), 500) + too_long(part(number), 500)
    some = ["harmless", *(one for one in together if clean(one))]
    proposals = {
        str(at): a_proposal(
            title=one[:500],
            description=one,
            category=one[:120],
            comments={str(10**6 + at): a_comment(text=one)},
        )
        for at, one in enumerate(some, 1)
        if clean(one[:500])
    }
    told = Told(known_to(town))
    found = from_thf.read(a_file(proposals))
    made = import_ideas(session, found, source="thf", workshop_title="Feld", secret=SECRET, at=NOON)
    stored = {one.source_id: one for one in session.scalars(select(Idea))}
    said = session.scalars(select(Comment.body)).all()

    for at, one in enumerate(some, 1):
        if str(at) in proposals:
            idea = stored[f"thf:proposal:{at}"]
            kept = (idea.title, idea.body) == (clean(one[:500]), clean(one)) and clean(one) in said
            told.found += [] if kept else [f"not kept as it is: {one!r}"]

    session.commit()
    ids = session.scalars(select(Idea.id).where(Idea.workshop_id == made.workshop.id)).all()
    workshop_id = made.workshop.id
    session.rollback()
    for idea_id in ids:
        path = f"/workshops/{workshop_id}/ideas/{idea_id}"
        if idea_id == ids[0]:
            told.known.learn(FlaskClient.get(client, path).text)  # the harmless one
        assert told.ask(client, path).status_code == 200
    told.did["fields"], told.did["values"] = 4, 4 * len(part(number))
    told.end()
