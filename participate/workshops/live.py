"""Telling phones that nothing is new, before Flask is asked: a hall asks all the time.

Each page asks every few seconds for the state of its workshop and names the one it knows (ETag).
A worker remembers the last one it read; whoever knows it already hears 304, and nothing else is
done. Everything else goes on to the application, `views.taking_part.state`.
"""

import re
from collections.abc import Callable, Iterable
from time import monotonic
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask

from participate.core.clock import now
from participate.core.db import looking
from participate.extensions import db
from participate.web.language import FIRST, LANGUAGE_COOKIE, LANGUAGES
from participate.workshops.queries import Pulse, find_pulse
from participate.workshops.rules import state_tag

#: Seconds for which a state is believed: so much later, at most, a phone hears of a new one.
BELIEVED = 0.5
_STATE = re.compile(r"/workshops/(\d{1,9})/state")
_LANGUAGE = re.compile(rf"(?:^|;) *{LANGUAGE_COOKIE}=([^;]*)")


class Live:
    """Stands before the application, and answers in its place while nothing is new."""

    def __init__(
        self,
        app: Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]],
        find: Callable[[int], Pulse | None],
    ) -> None:
        self._app, self._find = app, find
        #: By workshop: when it was read, and what.
        self._known: dict[int, tuple[float, Pulse]] = {}

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        seen = environ.get("HTTP_IF_NONE_MATCH")
        if seen and environ["REQUEST_METHOD"] == "GET":
            place = _STATE.fullmatch(environ["PATH_INFO"])
            if place and seen == self._tag(int(place[1]), environ.get("HTTP_COOKIE", "")):
                start("304 Not Modified", [("ETag", seen), ("Cache-Control", "private, no-cache")])
                return ()
        return self._app(environ, start)

    def _tag(self, workshop_id: int, cookies: str) -> str | None:
        read_at, pulse = self._known.get(workshop_id, (0.0, None))
        if pulse is None or monotonic() - read_at >= BELIEVED:
            if (pulse := self._find(workshop_id)) is None:
                self._known.pop(workshop_id, None)  # anybody can ask for any number
                return None
            self._known[workshop_id] = (monotonic(), pulse)
        chosen = _LANGUAGE.search(cookies)
        language = chosen[1] if chosen and chosen[1] in LANGUAGES else FIRST
        return f'"{state_tag(pulse.version, pulse.left(now()), language)}"'


def answer_phones(app: Flask) -> None:
    """Put `Live` before an application."""

    def find(workshop_id: int) -> Pulse | None:
        with app.app_context(), looking(db.session):
            return find_pulse(db.session, workshop_id)

    app.wsgi_app = Live(app.wsgi_app, find)  # type: ignore[method-assign, assignment]
