"""What pages are made of, so that anything else on a page can only come from a text."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.pages import HTMX
from tests.world import World, browser_of

VISITORS = ("public", "participant", "provider", "chair", "moderator", "administrator")
#: Attributes that hold an address, and what ours look like. Links in texts lead elsewhere, too.
ADDRESSES = {"href", "src", "action", "formaction", "data", "poster", "xlink:href", "srcdoc"}
OURS = re.compile(r"(?:/(?!/)|#|https?://|mailto:|tel:|otpauth:|data:image/)")


@dataclass
class Known:
    """The elements our templates make, each with its attributes."""

    pairs: set[tuple[str, str]] = field(default_factory=set)
    #: Tags that were looked at, as they stand in pages, and have no fault.
    fine: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, app: Flask, session: Session, world: World) -> "Known":
        """Look at every page there is, as everybody, and at each form with nothing and too much."""
        known = cls()
        session.commit()
        for visitor in VISITORS:
            browser = browser_of(app, session, world, visitor)
            for rule in app.url_map.iter_rules():
                if "GET" in rule.methods and rule.endpoint != "web.asset":
                    for headers in ({}, HTMX):
                        asked = {"query_string": {"search": "x", "q": "x"}, "headers": headers}
                        answer = FlaskClient.get(browser, world.path(rule), **asked)
                        if answer.mimetype == "text/html":
                            known.learn(answer.text)
            known.learn(browser.post("/join", data={"code": "no token"}).text)
        return known

    def learn(self, html: str) -> None:
        """Take a page of harmless texts as an example."""
        for tag, attributes in tags(html):
            self.pairs |= {(tag, "")} | {(tag, name) for name, _value in attributes}


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))


def tags(html: str) -> list[tuple[str, list[tuple[str, str | None]]]]:
    """Return every element of a page, with its attributes."""
    parser = _Tags()
    parser.feed(html)
    parser.close()
    return parser.found


#: What a refused form adds to the elements of its page.
SAID = {"aria-invalid", "aria-describedby", "autofocus", "data-focus", "tabindex", "class", "open"}


#: A tag as our templates write it, of which no parser makes anything else: whatever begins with
#: `<` in a page is one of these, or the page is read letter by letter.
PLAIN = re.compile(
    r"""/[a-z][a-z0-9]*\s*|!doctype\ html|
    [a-z][a-z0-9]*(?:\s+[a-z][a-z0-9:-]*(?:="[^"<>]*"|='[^'<>]*'|=[a-z]+)?)*\s*/?""",
    re.VERBOSE | re.IGNORECASE,
)


def faults(html: str, known: Known) -> list[str]:
    """Return what no template of ours makes: an element, an attribute, an address, a script."""
    pieces = html.split("<")[1:]
    new = {piece.partition(">")[0] for piece in pieces} - known.fine
    if all(">" in piece for piece in pieces) and all(map(PLAIN.fullmatch, new)):
        found = [fault for tag in new for fault in _faults(f"<{tag}>", known)]
        if not found:
            known.fine |= new
        return found
    return _faults(html, known)


def _faults(html: str, known: Known) -> list[str]:
    found = []
    for tag, attributes in tags(html):
        names = {name for name, _value in attributes}
        if (tag, "") not in known.pairs:
            found.append(f"<{tag}>")
        found += [
            f"<{tag} {name}>"
            for name in names
            if (tag, name) not in known.pairs and name not in SAID
        ]
        if tag == "script" and "nonce" not in names:
            found.append("a script of somebody else")
        found += [
            f"<{tag} {name}={value!r}>"
            for name, value in attributes
            if name in ADDRESSES and value and not OURS.match(value)
        ]
    return found
