"""Asking a server the same kind of thing over and over, as fast as it answers."""

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from time import perf_counter

#: What one phone sends: a whole request as it goes over the wire.
Request = bytes
CONNECTIONS = 16


@dataclass(frozen=True)
class Answer:
    """What came back: its status and the bytes of its body."""

    status: int
    size: int


def get(path: str, cookie: str = "", *, knows: str = "") -> Request:
    """Return a request for a page, from somebody who `knows` one state of it (its ETag)."""
    return _request("GET", path, cookie, b"", f"If-None-Match: {knows}" if knows else "")


def post(path: str, body: str, cookie: str = "", *, htmx: bool = False) -> Request:
    """Return a request that sends a form."""
    return _request("POST", path, cookie, body.encode(), "HX-Request: true" if htmx else "")


def _request(method: str, path: str, cookie: str, body: bytes, header: str) -> Request:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if header:
        lines.append(header)
    if method == "POST":
        lines.append("Content-Type: application/x-www-form-urlencoded")
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


class Line:
    """One connection that stays open."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.rest = self.head = self.body = b""

    def ask(self, request: Request) -> Answer:
        """Send one request and read its answer to the end."""
        self.socket.sendall(request)
        while b"\r\n\r\n" not in self.rest:
            self._more()
        self.head, _gap, self.rest = self.rest.partition(b"\r\n\r\n")
        lines = self.head.lower().split(b"\r\n")
        sizes = [line for line in lines if line.startswith(b"content-length:")]
        size = int(sizes[0].split(b":")[1]) if sizes else 0
        while len(self.rest) < size:
            self._more()
        self.body, self.rest = self.rest[:size], self.rest[size:]
        return Answer(int(lines[0].split()[1]), size)

    def _more(self) -> None:
        came = self.socket.recv(262_144)
        if not came:
            raise ConnectionError("the server hung up")
        self.rest += came


@dataclass(frozen=True)
class Run:
    """One burst: how long it took, and what was answered."""

    seconds: float
    answers: tuple[Answer, ...]

    def statuses(self) -> set[int]:
        """Return every status that came back."""
        return {answer.status for answer in self.answers}


def burst(port: int, requests: Iterator[Request], number: int) -> Run:
    """Send `number` requests over `CONNECTIONS` connections at once."""
    each = [list(islice(requests, number // CONNECTIONS)) for _ in range(CONNECTIONS)]
    lines = [Line(port) for _ in each]
    ask: Callable[[tuple[Line, list[Request]]], list[Answer]]
    ask = lambda pair: [pair[0].ask(request) for request in pair[1]]  # noqa: E731
    begun = perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        answers = [one for part in pool.map(ask, zip(lines, each, strict=True)) for one in part]
    seconds = perf_counter() - begun
    for line in lines:
        line.socket.close()
    return Run(seconds, tuple(answers))
