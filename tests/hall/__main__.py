"""Fills a hall and prints how it went: `make hall`, `make hall PHONES=500 DATABASE=postgresql`."""

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.hall.evening import Hall
from tests.hall.phone import Journal
from tests.hall.play import Played, play
from tests.servers import postgresql_in, stop_postgresql

#: How many phones, and the milliseconds that 99 of 100 requests shall stay below.
GOALS = {500: 25, 1_000: 50, 2_000: 100}
HEAD = "| what | requests | half below ms | 99 of 100 below | longest |\n|---|---|---|---|---|"


def main() -> int:
    """Play every evening that was asked for; 1 when anything was lost, doubled or refused."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("phones", nargs="*", type=int, default=list(GOALS))
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--joining", type=float, default=Hall.joining, help="seconds")
    parser.add_argument("--voting", type=float, default=Hall.voting, help="seconds")
    wish, good = parser.parse_args(), True
    for kind in wish.database or ["sqlite", "postgresql"]:
        for phones in wish.phones:
            with database(kind) as address:
                played = play(address, Hall(phones, wish.joining, wish.voting))
            print(f"\n{phones:,} phones, {kind}\n\n{told(phones, played)}", flush=True)  # noqa: T201
            good &= not played.journal.faults and not played.differences
    return 0 if good else 1


@contextmanager
def database(kind: str) -> Iterator[str]:
    """Yield the address of an empty database, kept as a town's is: acknowledged is on disk."""
    folder = Path(tempfile.mkdtemp(prefix="hall-"))
    try:
        if kind == "sqlite":
            yield f"sqlite:///{folder / 'hall.db'}"
        else:
            yield postgresql_in(folder).get_uri()
            stop_postgresql(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def told(phones: int, played: Played) -> str:
    """Return the figures of one evening, in Markdown."""
    faults = Counter(played.journal.faults)
    most = below([one for each in played.journal.seconds.values() for one in each], 0.99)
    goal = f" (goal: {GOALS[phones]})" if phones in GOALS else ""
    return "\n".join(
        [
            table(played.journal),
            "",
            f"99 of 100 requests below {most:.0f} ms{goal}; "
            f"{played.votes:,} votes acknowledged; ballots that are not what a phone was told: "
            f"{played.differences}; errors: {sum(faults.values())}"
            + "".join(f"; {number} times {what}" for what, number in faults.most_common(5)),
            f"Memory per worker (PSS): {' and '.join(f'{one:.0f}' for one in played.memory)} MB",
        ]
    )


def table(journal: Journal) -> str:
    """Return how long each kind of request took."""
    lines = [HEAD]
    for what, seconds in journal.seconds.items():
        figures = " | ".join(f"{below(seconds, part):.1f}" for part in (0.5, 0.99, 1))
        lines.append(f"| {what} | {len(seconds):,} | {figures} |")
    return "\n".join(lines)


def below(seconds: list[float], part: float) -> float:
    """Return the milliseconds that this part of all answers took at most."""
    ordered = sorted(seconds)
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)] * 1000


if __name__ == "__main__":
    sys.exit(main())
