"""Hostile texts through every field, argument, header, file name, address and import.

None is a fault of ours, none becomes an element or an attribute of a page, and what is stored is
what was sent, as `core.text.clean` leaves it. `make hostile` takes all of them, other runs a
sample: see `tests.hostile`.
"""

import io
import os
import sqlite3
from itertools import cycle, islice

import pytest
from flask.testing import FlaskClient
from sqlalchemy import String, select, text

from participate.core.db import Base
from participate.core.text import clean
from participate.ideas.models import Comment, Idea
from participate.imports.actions import import_ideas
from participate.imports.formats import from_thf
from tests.factories import NOON, SECRET
from tests.hostile import ALL, PARTS, SEED, needs_the_texts, note, part
from tests.house.markup import Known, faults
from tests.house.test_bad_input import forms_on
from tests.house.test_mass_assignment import as_sent
from tests.imports.thf import a_comment, a_file, a_proposal
from tests.matrix.town import Stored
from tests.pages import HTMX, ONE_TIME
from tests.world import browser_of, build_world

pytestmark = [needs_the_texts, pytest.mark.long]
every_part = pytest.mark.parametrize("number", range(PARTS))
VISITORS = ("public", "participant", "provider", "chair", "moderator", "administrator")
#: Forms whose texts are compared and never stored, and what each form knows itself by.
NOT_STORED = {"search", "code", "password", "new_password", "new_password_again", "q"}
NEVER = ("sign-out", "forget-device")
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
    *("HX-Current-URL", "HX-Prompt", "HX-Boosted", "X-CSRFToken", "X-Request-ID", "Via"),
)


def packed(some, most):
    """Join texts as long as they fit into a field; return these, and those too long for it."""
    values, long = [], []
    for one in some:
        if len(one) > most:
            long.append(one)
        elif values and len(values[-1]) + 1 + len(one) <= most:
            values[-1] += f" {one}"
        else:
            values.append(one)
    return values, long


KNOWN = Known()


class Town:
    """A town that is put back as it was after every form that was taken."""

    def __init__(self, app, session, engine):
        self.app, self.session, self.engine = app, session, engine
        self.world = build_world(session)
        session.commit()
        self.taken = 0
        self.before = None
        self.rows = Stored(engine)
        if engine.dialect.name == "sqlite":  # a copy of the file is faster
            self.before = sqlite3.connect(":memory:")
            with sqlite3.connect(engine.url.database) as now:
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
        else:
            with sqlite3.connect(self.engine.url.database) as now:
                self.before.backup(now)

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
    return Town(app, session, engine)


def pages_for(town, visitor):
    """Every address, and a browser of this visitor, that neither checks nor commits."""
    browser = browser_of(town.app, town.session, town.world, visitor)
    rules = [rule for rule in town.app.url_map.iter_rules() if "GET" in rule.methods]
    return browser, [town.world.path(rule) for rule in rules if rule.endpoint != "web.asset"]


def doors(town, visitor):
    """Each form that this visitor meets: where it goes, what it says by itself, what is typed."""
    browser, paths = pages_for(town, visitor)
    found = {}
    for path in paths:
        for action, form in forms_on(browser, path):
            if any(word in action for word in NEVER):
                continue
            fields = {
                one["name"]: int(one.get("maxlength", 4_000))
                for one in form.select("textarea[name], input[name]")
                if one.get("type", "text")
                not in {"hidden", "radio", "checkbox", "submit", "button", "number"}
            }
            if fields:
                found.setdefault(action.partition("#")[0], (as_sent(form), fields))
    return browser, found


def of_others(visitor, action):
    """Say whether somebody before this visitor in the row has sent this form already."""
    shared = ("/join", "/resume", "/sign-in", "/accessibility", "/links")
    if visitor != "public" and (action.startswith(shared) or action.endswith("/join")):
        return True
    return visitor == "administrator" and action.startswith("/offers")


class Walk:
    """One visitor's way through all forms, with every text in every field."""

    def __init__(self, town, visitor, known):
        self.town, self.known = town, known
        self.browser, self.doors = doors(town, visitor)
        self.cookies = dict(self.browser._cookies)
        self.values = self.requests = 0

    def send(self, action, data):
        self.requests += 1
        headers = HTMX if self.requests % 2 else {}
        answer = FlaskClient.post(self.browser, action, data=data, headers=headers)
        assert answer.status_code < 500, self.told(action, data)
        assert answer.status_code != 400, "the form was not looked at"
        self.look(action, answer, data)
        return answer

    def put_back(self):
        """Put the town back, and this visitor's cookies: some forms sign out or in."""
        self.town.put_back()
        self.browser._cookies = dict(self.cookies)

    def look(self, action, answer, data):
        if answer.mimetype == "text/html":
            wrong = faults(answer.text, self.known)
            assert not wrong, (wrong, self.told(action, data))

    def told(self, action, data):
        return f"{action} with {data!r}, HOSTILE_SEED={os.environ[SEED]}"

    def free(self, action, base, fields):
        """Return the fields that take any text, of a form that is taken as it is."""
        found = {}
        for name, most in fields.items():
            answer = FlaskClient.post(self.browser, action, data=base | {name: "Ein Wort"})
            self.known.learn(answer.text)
            if led := led_to(answer):
                found[name] = most
                self.known.learn(FlaskClient.get(self.browser, led).text)
            self.put_back()
        return found

    def through(self, action, some):
        base, fields = self.doors[action]
        nothing = base | dict.fromkeys(fields, "")
        self.known.learn(FlaskClient.post(self.browser, action, data=nothing).text)
        self.put_back()
        free = self.free(action, base, fields)
        fitting = {name: packed(some, most)[0] for name, most in free.items()}
        rest = [name for name in fields if name not in free]
        self.values += len(some) * len(fields)
        for typed in series(fitting):
            self.taken(action, base, typed)
        for one in some:
            if rest:
                self.send(action, base | dict.fromkeys(rest, one))
                self.put_back()
        for typed in series({name: packed(some, most)[1] for name, most in free.items()}):
            assert self.send(action, base | typed).status_code in {204, 303, 404, 409, 422, 200}
            self.put_back()

    def taken(self, action, base, typed):
        """Send what fits; when it was taken, it is there as it was sent, and its page shows it."""
        answer = self.send(action, base | typed)
        if led := led_to(answer):
            there = self.town.stored()
            for name, value in typed.items():
                if name not in NOT_STORED and clean(value):
                    assert clean(value) in there, (name, self.told(action, typed))
            self.town.taken += 1
            self.requests += 1
            self.look(action, FlaskClient.get(self.browser, led), typed)
            self.put_back()


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

    note(fields=0, values=walk.values, requests=walk.requests, taken=town.taken)
    assert walk.requests
    if visitor != "public":
        assert town.taken


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
    known = known_to(town)
    requests = values = 0
    short = [one for one in part(number) if len(one) < 40][:: 1 if ALL else 4]
    many, _long = packed(part(number), 100)

    for browser, path in looked_at(town):
        for one in short:  # what could pass for a number, a key or a day
            answer = FlaskClient.get(browser, path, query_string=dict.fromkeys(ASKED, one))
            assert answer.status_code < 500, (path, one)
        names = read_by(browser, path)
        for value in many:
            headers = HTMX if requests % 2 else {}
            asked = {"query_string": dict.fromkeys(names, value), "headers": headers}
            answer = FlaskClient.get(browser, path, **asked)
            requests, values = requests + 1, values + len(names)
            assert answer.status_code < 500, (path, asked)
            if answer.mimetype == "text/html":
                wrong = faults(answer.text, known)
                assert not wrong, (wrong, path, asked)
        requests, values = requests + len(short), values + len(short) * len(ASKED)

    note(requests=requests, values=values)


def as_header(value):
    """Return a text as a client can send it in a header: one line, byte by byte."""
    return value.replace("\r", " ").replace("\n", " ").encode("utf-8", "replace").decode("latin-1")


@every_part
def test_every_header_takes_every_text(town, number):
    known = known_to(town)
    browser, _paths = pages_for(town, "participant")
    workshop = town.world.ids["workshop_id"]
    paths = cycle(["/", "/join", "/nowhere", f"/workshops/{workshop}/ideas", "/healthz", "/desk"])
    requests = 0

    for value, path in zip(part(number), paths, strict=False):
        for name in HEADERS:
            headers = {name: as_header(value)}
            answer = FlaskClient.get(browser, path, headers=headers)
            requests += 1
            assert answer.status_code < 500, (path, headers)
            if answer.mimetype == "text/html":
                wrong = faults(answer.text, known)
                assert not wrong, (wrong, path, headers)
            assert value not in str(answer.headers) or len(value) < 4, (path, headers)

    note(requests=requests, values=requests)


@every_part
def test_every_file_name_takes_every_text(town, number):
    browser, found = doors(town, "moderator")
    known = known_to(town)
    action = next(action for action in found if action.endswith("/ideas/new"))
    base, fields = found[action]
    requests = 0

    for value in part(number):
        name = as_header(value).replace('"', "'") or "x"
        files = {
            one: (io.BytesIO(b"<svg onload=alert(1)>"), name, "image/svg+xml") for one in fields
        }
        data = {key: text for key, text in base.items() if key not in fields} | files
        answer = FlaskClient.post(browser, action, data=data, content_type="multipart/form-data")
        requests += 1
        assert answer.status_code == 422, value
        wrong = faults(answer.text, known)
        assert not wrong, (wrong, value)

    note(requests=requests, values=requests * len(fields))


@every_part
def test_every_part_of_an_address_takes_every_text(town, number):
    known = known_to(town)
    browser, _paths = pages_for(town, "moderator")
    rules = [
        rule
        for rule in town.app.url_map.iter_rules()
        if "GET" in rule.methods and any(kind == "string" for kind in kinds(rule).values())
    ]
    requests = 0

    for rule in rules:
        for value in part(number):
            typed = [name for name, kind in kinds(rule).items() if kind == "string"]
            ids = {name: town.world.ids.get(name, "x") for name in rule.arguments}
            _domain, path = rule.build(ids | dict.fromkeys(typed, value))
            answer = FlaskClient.get(browser, path)
            requests += 1
            assert answer.status_code < 500, path
            if answer.mimetype == "text/html":
                wrong = faults(answer.text, known)
                assert not wrong, (wrong, path)

    assert len(rules) > 6
    note(requests=requests, values=requests)


def kinds(rule):
    """Return what kind each argument of a route is."""
    return {
        name: "string" if type(one).__name__ == "UnicodeConverter" else "other"
        for name, one in rule._converters.items()
    }


@every_part
def test_every_imported_proposal_keeps_every_text(town, client, session, number):
    some = ["harmless", *(one for one in part(number) if clean(one))]
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
    found = from_thf.read(a_file(proposals))
    made = import_ideas(session, found, source="thf", workshop_title="Feld", secret=SECRET, at=NOON)
    stored = {one.source_id: one for one in session.scalars(select(Idea))}
    said = session.scalars(select(Comment.body)).all()

    for at, one in enumerate(some, 1):
        if str(at) in proposals:
            idea = stored[f"thf:proposal:{at}"]
            assert (idea.title, idea.body) == (clean(one[:500]), clean(one))
            assert clean(one) in said

    session.commit()
    known, pages = known_to(town), 0
    for idea_id in session.scalars(select(Idea.id).where(Idea.workshop_id == made.workshop.id)):
        page = FlaskClient.get(client, f"/workshops/{made.workshop.id}/ideas/{idea_id}")
        pages += 1
        assert page.status_code == 200
        if pages == 1:
            known.learn(page.text)  # the harmless one
        assert not faults(page.text, known), idea_id
    note(requests=pages, values=4 * len(proposals))
