"""Pages that everybody sees alike, kept until anything in the database changes.

Who has joined nothing and signed in nowhere gets the same page as the next one. A worker keeps
such pages and hands them out again before Flask is asked, for as long as the database says that
nobody has written. A page made for a visitor with any cookie but the language is never kept.

The nonce of a kept page is kept with it. It still allows no script but the page's own: whatever
somebody else wrote into the page was fixed before the nonce was drawn, and the next write, or
another address, draws a new one.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask, request
from flask.typing import ResponseReturnValue

from participate.core import clock
from participate.core.db import Versions
from participate.extensions import db
from participate.web.language import LANGUAGE_COOKIE, LANGUAGES

#: Pages that one worker keeps, and bytes of the longest and of all: compressed, as browsers ask for
#: them, a list has 5,000.
PAGES_MAX, BYTES_MAX, ALL_BYTES_MAX = 200, 80_000, 2_000_000
#: Seconds after which a page is made anew even if nobody wrote: some of them speak of the time.
SECONDS_MAX = 15
#: Characters of the longest address that is kept.
ADDRESS_MAX = 500

#: Where a view that was stamped leaves word for `KeptPages`.
_FLAG = "participate.keep"
_ONLY_LANGUAGE = re.compile(rf"(?:{LANGUAGE_COOKIE}=(?:{'|'.join(map(re.escape, LANGUAGES))}))?")
#: Headers that change what a page looks like, besides its address and its cookies.
_VARYING = (
    "HTTP_ACCEPT_ENCODING",
    "HTTP_HX_REQUEST",
    "HTTP_HX_BOOSTED",
    "HTTP_HX_TARGET",
    "HTTP_HX_HISTORY_RESTORE_REQUEST",
)
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
Key = tuple[str, ...]


def same_for_all(view: View) -> View:
    """Stamp a view whose page depends on address, language and database alone, without a person."""
    view.same_for_all = True  # type: ignore[attr-defined]
    return view


@dataclass(frozen=True, slots=True)
class _Page:
    """An answer as it went over the wire, and the state of the database it was made from."""

    state: tuple[object, int]
    status: str
    headers: list[tuple[str, str]]
    body: bytes


@dataclass
class KeptPages:
    """Stands before the application and answers in its place while nothing has changed."""

    app: Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]
    versions: Versions
    pages: OrderedDict[Key, _Page] = field(default_factory=OrderedDict)
    size: int = 0  #: bytes of all these pages
    lock: Lock = field(default_factory=Lock)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        key = _key_of(environ)
        if key is None:
            return self.app(environ, start)
        state = (self.versions.now(), int(clock.now().timestamp()) // SECONDS_MAX)
        page = self.pages.get(key)
        if page is None or page.state != state:
            return self._made(environ, start, key, state)
        start(page.status, page.headers)
        return (page.body,)

    def _made(
        self, environ: WSGIEnvironment, start: StartResponse, key: Key, state: tuple[object, int]
    ) -> Iterable[bytes]:
        """Let the application answer, and keep what may be kept."""
        said: list[Any] = []

        def note(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            said[:] = [status, headers]
            return start(status, headers, *error)

        answer = self.app(environ, note)
        if not environ.get(_FLAG) or not _is_for_everybody(*said):
            return answer
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        if len(body) <= BYTES_MAX:
            self._keep(key, _Page(state, said[0], said[1], body))
        return (body,)

    def _keep(self, key: Key, page: _Page) -> None:
        """Keep a page; the oldest ones make room for it."""
        with self.lock:
            old = self.pages.pop(key, None)
            self.pages[key] = page
            self.size += len(page.body) - (len(old.body) if old else 0)
            while len(self.pages) > PAGES_MAX or self.size > ALL_BYTES_MAX:
                self.size -= len(self.pages.popitem(last=False)[1].body)


def keep_pages(app: Flask) -> None:
    """Put the kept pages before an application, and let stamped views fill them."""

    @app.before_request
    def flag() -> None:
        view = app.view_functions.get(request.endpoint or "")
        request.environ[_FLAG] = getattr(view, "same_for_all", False)

    with app.app_context():
        kept = KeptPages(app.wsgi_app, Versions(db.engine))
        app.wsgi_app = kept  # type: ignore[method-assign, assignment]


def _is_for_everybody(status: str, headers: list[tuple[str, str]]) -> bool:
    """Say whether an answer is a page, and gives nobody a cookie of their own."""
    return status.startswith("200") and all(name.lower() != "set-cookie" for name, _ in headers)


def _key_of(environ: WSGIEnvironment) -> Key | None:
    """Return what a page depends on; None when it may depend on who asks."""
    cookies = environ.get("HTTP_COOKIE", "")
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    if environ["REQUEST_METHOD"] != "GET" or not _ONLY_LANGUAGE.fullmatch(cookies):
        return None
    if len(path) + len(query) > ADDRESS_MAX:
        return None
    return (path, query, cookies, *(environ.get(name, "") for name in _VARYING))
