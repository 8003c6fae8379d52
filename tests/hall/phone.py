"""A phone as a server sees one: its connection, its cookies, and the forms of its pages."""

import asyncio
import gzip
import html
import re
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import urlencode, urljoin, urlsplit

#: What a browser says of itself over plain HTTP, where none of them asks for Brotli.
HEADERS = (
    "User-Agent: Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/130 Mobile Safari\r\n"
    "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n"
    "Accept-Encoding: gzip, deflate\r\n"
    "Accept-Language: de-DE,de;q=0.9\r\n"
)
INPUT = re.compile(r"<input\b[^>]*>")
ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
REDIRECTS_MAX = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]  #: names in small letters; of several cookies the last one
    cookies: tuple[str, ...]
    raw: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.raw) if packed else self.raw).decode()


@dataclass
class Journal:
    """What happened, on all phones: how long each request took, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def note(self, what: str, seconds: float) -> None:
        """Write down one answer."""
        self.seconds.setdefault(what, []).append(seconds)


class Line(asyncio.Protocol):
    """One connection that stays open; one request at a time."""

    def __init__(self) -> None:
        self.rest = bytearray()
        self.waits: asyncio.Future[Answer] | None = None
        self.wire: asyncio.Transport | None = None
        self.head: tuple[int, dict[str, str], tuple[str, ...], int] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to write."""
        assert isinstance(transport, asyncio.Transport)
        self.wire = transport

    def data_received(self, data: bytes) -> None:
        """Put together what comes, until it is a whole answer."""
        self.rest += data
        if self.head is None:
            end = self.rest.find(b"\r\n\r\n")
            if end < 0:
                return
            self.head = _read_head(self.rest[:end].decode("latin-1"))
            del self.rest[: end + 4]
        status, headers, cookies, size = self.head
        if len(self.rest) >= size and self.waits is not None:
            body = bytes(self.rest[:size])
            del self.rest[:size]
            self.head, waits, self.waits = None, self.waits, None
            if not waits.done():
                waits.set_result(Answer(status, headers, cookies, body))

    def connection_lost(self, exc: Exception | None) -> None:
        """Let whoever waits know that nothing comes any more."""
        self.wire = None
        if self.waits is not None and not self.waits.done():
            self.waits.set_exception(exc or ConnectionResetError("the server hung up"))

    async def ask(self, request: bytes) -> Answer:
        """Send one request, and wait for its answer."""
        if self.wire is None:
            raise ConnectionResetError("no connection")
        self.waits = asyncio.get_running_loop().create_future()
        self.wire.write(request)
        return await self.waits


def _read_head(head: str) -> tuple[int, dict[str, str], tuple[str, ...], int]:
    first, *lines = head.split("\r\n")
    headers, cookies = {}, []
    for line in lines:
        name, _, value = line.partition(": ")
        if (name := name.lower()) == "set-cookie":
            cookies.append(value.partition(";")[0])
        headers[name] = value
    return int(first.split()[1]), headers, tuple(cookies), int(headers.get("content-length", "0"))


class Phone:
    """One browser in somebody's hand."""

    def __init__(self, port: int, journal: Journal) -> None:
        self.port, self.journal = port, journal
        self.cookies: dict[str, str] = {}
        self.path, self.page = "/", ""  #: what the screen shows
        self._line: Line | None = None

    async def get(self, path: str, what: str, *, unless: str = "") -> Answer:
        """Ask for something; `unless` names the state (ETag) that is known already."""
        return await self._ask("GET", path, what, f"If-None-Match: {unless}\r\n" if unless else "")

    async def post(
        self, path: str, fields: dict[str, str], what: str, *, htmx: bool = False
    ) -> Answer:
        """Send a form as a browser does."""
        body = urlencode(fields)
        extra = "Content-Type: application/x-www-form-urlencoded\r\n"
        extra += f"Content-Length: {len(body)}\r\n" + ("HX-Request: true\r\n" if htmx else "")
        return await self._ask("POST", path, what, extra, body)

    async def open(self, path: str, what: str) -> str:
        """Go to a page, wherever it leads on to, and return its text."""
        return await self._follow(path, await self.get(path, what), what)

    async def send(self, path: str, fields: dict[str, str], what: str) -> str:
        """Send a form that leads to another page, and return that page's text."""
        return await self._follow(path, await self.post(path, fields, what), what)

    async def _follow(self, path: str, answer: Answer, what: str) -> str:
        for _ in range(REDIRECTS_MAX):
            if answer.status not in {302, 303}:
                break
            target = urlsplit(urljoin(path, answer.headers["location"]))
            path = target.path + (f"?{target.query}" if target.query else "")
            answer = await self.get(path, what)
        if answer.status != 200:
            self.journal.faults.append(f"{what}: {answer.status} at {path}")
        self.path, self.page = path, answer.text
        return self.page

    async def _ask(self, method: str, path: str, what: str, extra: str, body: str = "") -> Answer:
        line = await self._open_line()
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        jar = f"Cookie: {cookies}\r\n" if cookies else ""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{HEADERS}{jar}{extra}"
        begun = perf_counter()
        answer = await line.ask(f"{head}\r\n{body}".encode())
        self.journal.note(what, perf_counter() - begun)
        for cookie in answer.cookies:
            name, _, value = cookie.partition("=")
            self.cookies[name] = value
        return answer

    async def _open_line(self) -> Line:
        if self._line is None or self._line.wire is None:
            loop = asyncio.get_running_loop()
            _wire, self._line = await loop.create_connection(Line, "127.0.0.1", self.port)
        return self._line

    def close(self) -> None:
        """Put the phone away."""
        if self._line is not None and self._line.wire is not None:
            self._line.wire.close()


def fields_of(page: str) -> list[dict[str, str]]:
    """Return the attributes of every input of a page, in their order."""
    inputs = INPUT.findall(page)
    return [
        {name: html.unescape(value) for name, value in ATTRIBUTE.findall(one)} for one in inputs
    ]


def typed_in(page: str) -> dict[str, str]:
    """Return what the inputs of a page hold that are no choice: names and values."""
    return {
        one["name"]: one.get("value", "")
        for one in fields_of(page)
        if "name" in one and one.get("type") not in {"radio", "checkbox", "submit"}
    }
