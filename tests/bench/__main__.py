"""Runs every measurement once and prints it as a table: `make bench`.

Each scenario alternates, in rounds, with a route of bare Flask that answers as many bytes, and for
forms reads one. Two ratios come of it: of answers in a second, where client and servers share the
processors, and of processor time in the workers for one answer, which no client can blur. The
median of the rounds counts. Only ratios within one run hold: machines differ, and so do minutes.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path
from statistics import median
from uuid import uuid4

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from participate.workshops.visitor import DEVICE_COOKIE
from tests.bench import load
from tests.bench.first_screen import first_screen
from tests.bench.served import Server, bare_flask, product, without_dots
from tests.bench.town import Town, fill
from tests.factories import SECRET

ROUNDS, WARM = 5, 64


@dataclass(frozen=True)
class Scenario:
    """What is asked of the product, again and again, and how many times in a round."""

    name: str
    requests: Iterator[load.Request]
    number: int
    posts: bool = False
    status: int = 200


@dataclass(frozen=True)
class Figures:
    """Of one server in one scenario: answers in a second, and milliseconds of processor each."""

    rate: float
    cpu: float


def main() -> int:
    """Measure, print, and say by the exit code whether every answer was the one asked for."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {"DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.db'}", "SECRET_KEY": SECRET}
        command = [sys.executable, "-m", "participate", "init"]
        subprocess.run(command, env=os.environ | settings, check=True)  # noqa: S603
        print("Filling the town …", flush=True)  # noqa: T201
        engine = create_engine(settings["DATABASE_URL"])
        with Session(engine) as session:
            town = fill(session)
            session.commit()
        engine.dispose()
        with product(settings) as ours, bare_flask() as bare:
            rows = [measured(one, ours, bare) for one in scenarios(ours, town)]
            memory, bare_memory = ours.memory(), bare.memory()
            shell = first_screen(ours.port, bare.port, town)
            with without_dots(settings) as silent:
                statement = cost_of_a_vote(ours, silent, town)
    print(table(rows))  # noqa: T201
    print(f"\nMemory per worker (PSS): {listed(memory)} MB; bare Flask: {listed(bare_memory)} MB")  # noqa: T201
    print(statement)  # noqa: T201
    print(shell)  # noqa: T201
    return 0


def listed(figures: list[float]) -> str:
    """Return figures side by side."""
    return " and ".join(f"{one:.0f}" for one in figures)


def scenarios(ours: Server, town: Town) -> Iterator[Scenario]:
    """Return what phones and families ask for."""
    few, many = f"/workshops/{town.few}/ideas", f"/workshops/{town.many}/ideas"
    fresh = (f"fresh={number}" for number in count())  # an address that nobody asked for before
    yield Scenario("idea list, 236 ideas, again", cycle([load.get(few)]), 2_400)
    yield Scenario("idea list, 236 ideas, new", (load.get(f"{few}?{x}") for x in fresh), 160)
    yield Scenario("idea list, 10,000 ideas, again", cycle([load.get(many)]), 2_400)
    yield Scenario("idea list, 10,000 ideas, new", (load.get(f"{many}?{x}") for x in fresh), 160)
    joined = cycle([load.get(few, f"{DEVICE_COOKIE}={phone}") for phone in town.phones])
    yield Scenario("idea list, 236 ideas, 320 participants", joined, 320)
    page = f"{few}/{town.idea}"
    yield Scenario("idea page, 40 comments, again", cycle([load.get(page)]), 2_400)
    yield Scenario("idea page, 40 comments, new", (load.get(f"{page}?{x}") for x in fresh), 160)
    search = "/offers?search=Ferienbetreuung"
    yield Scenario("directory search, again", cycle([load.get(search)]), 2_400)
    yield Scenario("directory search, new", (load.get(f"{search}&{x}") for x in fresh), 160)
    yield Scenario("vote", votes(ours, town), 640, posts=True)
    state = f"/workshops/{town.few}/state?seen=1&on=now"
    look = load.get(state, knows=state_on(ours.port, state))
    yield Scenario("a phone looks, nothing is new", cycle([look]), 2_400, status=304)


def cost_of_a_vote(ours: Server, silent: Server, town: Town) -> str:
    """Say how a vote compares with the same form sent to a server that writes none of it."""
    forms, number = votes(ours, town), 640
    mine, theirs = [], []
    for server in (ours, silent):
        load.burst(server.port, forms, WARM)
    for _ in range(ROUNDS):
        for server, runs in ((ours, mine), (silent, theirs)):
            runs.append(figures(server, lambda at=server: load.burst(at.port, forms, number)))
    us, them = middle(mine), middle(theirs)
    return (
        "Vote against the same POST without its statements:"
        f" {us.rate:,.0f} and {them.rate:,.0f} in a second, {us.rate / them.rate:.0%};"
        f" {us.cpu:.2f} and {them.cpu:.2f} ms of processor time, {them.cpu / us.cpu:.0%}"
    )


def votes(ours: Server, town: Town) -> Iterator[load.Request]:
    """Return presses on the ballot: every phone in turn, another idea each time."""
    path = f"/workshops/{town.few}/rounds/{town.round_}/ballot"
    phones = [ballot_of(ours.port, path, phone) for phone in town.phones]
    for turn in count():
        for number, (cookies, token) in enumerate(phones):
            idea = town.standing[(number + turn) % len(town.standing)]
            body = f"csrf_token={token}&once={uuid4()}&idea={idea}&dots={turn % 2}"
            yield load.post(path, body, cookies, htmx=True)


def state_on(port: int, path: str) -> str:
    """Ask for the state of a workshop as a phone does; return its ETag."""
    line = load.Line(port)
    with line.socket:
        line.ask(load.get(path))
    tag = re.search(rb"etag: ([^\r]+)", line.head, re.IGNORECASE)
    if tag is None:
        raise RuntimeError(f"no state on {path}")
    return tag[1].decode()


def ballot_of(port: int, path: str, phone: str) -> tuple[str, str]:
    """Open the ballot on a phone; return its cookies and the token of its forms."""
    line, device = load.Line(port), f"{DEVICE_COOKIE}={phone}"
    with line.socket:
        line.ask(load.get(path, device))
    session = re.search(rb"set-cookie: (session=[^;]+)", line.head, re.IGNORECASE)
    token = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', line.body)
    if session is None or token is None:
        raise RuntimeError(f"no ballot on {path}: {line.head.decode()}")
    return f"{device}; {session[1].decode()}", token[1].decode()


def measured(scenario: Scenario, ours: Server, bare: Server) -> tuple[str, Figures, Figures, int]:
    """Run one scenario in rounds, in turn with bare Flask."""
    warm = load.burst(ours.port, scenario.requests, WARM)
    size = max(answer.size for answer in warm.answers)
    if scenario.status == 304:
        plain = cycle([load.get("/known", knows='"1.0.de"')])
    elif scenario.posts:
        plain = cycle([load.post(f"/form/{size}", "csrf_token=x&once=y&idea=1&dots=1")])
    else:
        plain = cycle([load.get(f"/page/{size}")])
    load.burst(bare.port, plain, WARM)
    mine, theirs = [], []
    for _ in range(ROUNDS):
        mine.append(
            figures(
                ours,
                lambda: load.burst(ours.port, scenario.requests, scenario.number),
                scenario.status,
            )
        )
        theirs.append(figures(bare, lambda: load.burst(bare.port, plain, 2_400), scenario.status))
    print(f"  {scenario.name}", flush=True)  # noqa: T201
    return scenario.name, middle(mine), middle(theirs), size


def figures(server: Server, run: Callable[[], load.Run], status: int = 200) -> Figures:
    """Run a burst; every answer must be a page, or have the status that is named."""
    before = server.cpu_seconds()
    done = run()
    used, number = server.cpu_seconds() - before, len(done.answers)
    if done.statuses() != {status}:
        raise RuntimeError(f"answered with {done.statuses()}")
    return Figures(number / done.seconds, used / number * 1000)


def middle(runs: list[Figures]) -> Figures:
    """Return the median of each figure."""
    return Figures(median(run.rate for run in runs), median(run.cpu for run in runs))


def table(rows: list[tuple[str, Figures, Figures, int]]) -> str:
    """Return the figures as a table in Markdown."""
    lines = [
        "| what | bytes | pages/s | bare Flask | ratio | CPU ms | bare Flask | ratio |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, ours, bare, size in rows:
        rate, cpu = ours.rate / bare.rate, bare.cpu / ours.cpu
        lines.append(
            f"| {name} | {size:,} | {ours.rate:,.0f} | {bare.rate:,.0f} | {rate:.0%}"
            f" | {ours.cpu:.2f} | {bare.cpu:.2f} | {cpu:.0%} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
