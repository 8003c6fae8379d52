"""Which pages are looked at: each HTML route, for whom and in which state it looks different."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from participate.accounts.models import Account
from participate.core.audience import Audience
from participate.factory import create_app
from participate.web.guard import open_to
from participate.web.language import LANGUAGE_COOKIE, LANGUAGES
from tests.looks.states import GUESSED, LOOKS, NET, USUAL
from tests.looks.town import VISITORS, Looked
from tests.matrix.states import State
from tests.matrix.table import read_table
from tests.matrix.town import bare_browser

#: A door that is shut shows one of two pages; each is looked at once.
SHUT = {403, 404}
#: The languages in which pages are looked at once more: one from right to left, one that is easy.
LANGUAGES_TOO = ("ar", "de@leicht")
WRONG = "NNNNNN"
FAULT = "/a-page-that-breaks"
TAG, SHAPE = re.compile(r"<[^>]*>"), re.compile(r'<(\w+)(?:[^>]*? class="([^"]*)")?')
#: What is drawn anew for each page, and so looks like nothing: keys to type in.
DRAWN = r"\b[A-Z2-7 ]{20,}\b"


@dataclass(frozen=True)
class Place:
    """A page to be looked at, and how somebody comes to see it."""

    state: str
    visitor: str
    endpoint: str
    path: str
    status: int = 200
    language: str = "de"
    #: What is done there before one looks: a key of `camera.DEEDS`.
    deed: str = ""
    html: str = field(default="", repr=False, compare=False)

    @property
    def name(self) -> str:
        """What its picture is called."""
        parts = [self.endpoint, self.visitor, self.state if self.state != USUAL else ""]
        parts += [self.deed, self.language if self.language != "de" else ""]
        parts += [str(self.status) if self.status not in (200, 422) else ""]
        return re.sub(r"[^\w.]+", "-", "_".join(filter(None, parts)))


class Finder:
    """Asks for every page as everybody, and keeps what looks different from what is kept."""

    def __init__(self, town: Looked) -> None:
        self.town, self.browser = town, bare_browser(town.app)
        self._seen: set[tuple[str, ...]] = set()
        accounts = town.session.query(Account.email, Account.display_name)
        names = [re.escape(one) for row in accounts for one in row]
        self._same = re.compile("|".join([*names, DRAWN]))
        town.session.rollback()

    def places(self, *, all_states: bool = True) -> Iterator[tuple[str, list[Place]]]:
        """Walk through all states; while a list is in use the town is in its state."""
        pages = pages_of(self.town.app)
        for state in LOOKS if all_states else LOOKS[:1]:
            self.town.enter(state)
            looks = [x for rule in pages if state.concerns(rule) for x in self._looks(state, rule)]
            yield state.name, looks
            if state.name == USUAL:
                yield "other languages", list(self._translated(looks))
                yield "with mistakes", list(self._mistaken(looks))
                yield "faults", [self._nowhere(), self._fault()]
            if state.name == NET:
                yield (
                    "without net",
                    [
                        replace(one, deed="without-net")
                        for one in looks
                        if one.endpoint == "needs.new" and one.visitor == "participant"
                    ],
                )
        self.town.enter(GUESSED)
        yield GUESSED.name, list(self._guessed())
        self.town.put_back()

    def _looks(self, state: State, rule: Rule) -> Iterator[Place]:
        _domain, path = (
            rule.build({name: self.town.ids[name] for name in rule.arguments}) or ("",) * 2
        )
        path += state.asks.get(rule.endpoint, "").format(**self.town.ids)
        for visitor in VISITORS:
            answer = self._ask(visitor, path)
            page = answer.location is None and answer.text.startswith("<!doctype")
            if page and self._is_new(rule.endpoint, answer):
                yield Place(
                    state.name, visitor, rule.endpoint, path, answer.status_code, html=answer.text
                )

    def _is_new(self, endpoint: str, answer: TestResponse) -> bool:
        shut = answer.status_code in SHUT
        look = (str(answer.status_code),) if shut else (endpoint, look_of(answer.text, self._same))
        new = look not in self._seen
        self._seen.add(look)
        return new

    def _translated(self, looks: list[Place]) -> Iterator[Place]:
        """List the first page of each route that is there in a language, in that language."""
        for language in LANGUAGES_TOO:
            asked = set()
            for place in looks:
                if place.endpoint in asked or not LANGUAGES[language].has(place.endpoint):
                    continue
                asked.add(place.endpoint)
                html = self._ask(place.visitor, place.path, language=language).text
                yield replace(place, language=language, html=html)

    def _mistaken(self, looks: list[Place]) -> Iterator[Place]:
        """List the pages that come back when their form is sent empty."""
        for place in looks:
            form = first_form(place.html)
            if form is None or place.status != 200:
                continue
            path = str(form.get("action") or place.path)
            answer = self._ask(place.visitor, path, form=emptied(form))
            if answer.status_code == 422 and self._is_new(place.endpoint, answer):
                yield replace(place, deed="with-mistakes", status=422, html=answer.text)
        self.town.put_back()

    def _guessed(self) -> Iterator[Place]:
        """List the pages that ask for patience."""
        for endpoint, path in (
            ("workshops.join_by_code", "/join"),
            ("workshops.resume", "/resume"),
        ):
            form = first_form(self._ask("participant", path).text)
            assert form is not None
            answer = self._ask("participant", path, form=emptied(form) | {"code": WRONG})
            yield Place(
                GUESSED.name,
                "participant",
                endpoint,
                path,
                answer.status_code,
                deed="with-a-wrong-code",
                html=answer.text,
            )

    def _nowhere(self) -> Place:
        path = "/nowhere"
        html = self._ask("public", path).text
        return Place(USUAL, "public", "nowhere", path, 404, html=html)

    def _fault(self) -> Place:
        """Return the page about a fault of ours, which no address of the town leads to."""
        app = create_app(self.town.config)
        app.testing = False
        app.add_url_rule(FAULT, "fault", open_to(Audience.EVERYONE)(lambda: 1 / 0))
        logging.disable()
        answer = app.test_client().get(FAULT)
        logging.disable(logging.NOTSET)
        return Place(USUAL, "public", "fault", FAULT, answer.status_code, html=answer.text)

    def _ask(
        self, visitor: str, path: str, *, language: str = "", form: dict[str, str] | None = None
    ) -> TestResponse:
        cookies = [self.town.cookies[visitor]] + [f"{LANGUAGE_COOKIE}={language}"] * bool(language)
        method = "GET" if form is None else "POST"
        headers = {"Cookie": "; ".join(filter(None, cookies))}
        return self.browser.open(path, method=method, data=form, headers=headers)


def pages_of(app: Flask) -> list[Rule]:
    """List the routes that show a page, in the order of their addresses."""
    shown = {
        door.endpoint
        for door, row in read_table().items()
        if door.method == "GET" and "page" in row.representations
    }
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint in shown]
    return sorted((one for one in rules if "GET" in (one.methods or ())), key=lambda one: one.rule)


def look_of(html: str, same: re.Pattern[str]) -> str:
    """Return what somebody sees of a page between its head and its foot: words and shapes.

    `same` is what differs and does not look different: the names of accounts, keys that were drawn.
    """
    page = html[html.index("<main") :].partition("<footer")[0]
    shapes = "".join(f"{tag}.{names}" for tag, names in SHAPE.findall(page))
    return same.sub("", " ".join(TAG.sub(" ", page).split())) + shapes


def first_form(html: str) -> Tag | None:
    """Return the first form of a page that asks for something."""
    asks = "input:not([type=hidden]), textarea, select"
    forms = BeautifulSoup(html, "html.parser").select("main form[method=post]")
    return next((form for form in forms if form.select(asks)), None)


def emptied(form: Tag) -> dict[str, str]:
    """Return what a form sends when nothing is filled in or chosen."""
    fields = form.select("input[name]:not([type=radio], [type=checkbox]), textarea[name]")
    hidden = {
        str(one["name"]): str(one.get("value", "")) for one in fields if one.get("type") == "hidden"
    }
    return {str(one["name"]): "" for one in fields} | hidden
