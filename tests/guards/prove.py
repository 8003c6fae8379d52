"""What comes of taking a guard away: which cell turns red, alone or together with its partners.

Where no cell can show it, because no page leads there, a test that a package has does.
"""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice

from tests.guards import ROOT, switch
from tests.guards.document import Row
from tests.guards.rule import Kind
from tests.guards.walk import Walker, probe_of
from tests.matrix.unseen import ASKED

LET_IN, SAID_OTHERWISE, FAILED, BY_TEST = "let in", "said otherwise", "failed", "a test fails"
#: Cells that are tried for a better answer than that somebody is refused in other words.
BETTER = 5
#: Cells that are tried at most.
CELLS = 40
#: How many guards may keep one cell closed.
PARTNERS = 6


@dataclass
class Shown:
    """How a guard was shown to be needed: in which cell, and what happened there without it."""

    cell: str = ""
    said: str = ""
    partners: list[str] = field(default_factory=list)  #: what was taken away with it

    @property
    def how(self) -> str:
        """Return in a word what happened: one of the constants above, or nothing."""
        if not self.said:
            return ""
        if is_test(self.cell):
            return BY_TEST
        told = self.said.rpartition(": ")[2]
        opens = told in {"yes", "on", "tells"} or "leads to" in self.said or "tells" in self.said
        if opens or "changed rows" in self.said:
            return LET_IN
        return SAID_OTHERWISE if self.said.startswith("Door(") else FAILED

    def data(self) -> dict[str, object]:
        return asdict(self) | {"how": self.how}


def shown(walker: Walker, guard: str, cells: list[str]) -> Shown:
    """Take a guard away and try the cells that met it, until somebody is let in who must not be."""
    found, tries = Shown(), iter(_ordered(walker, cells))
    for cell in tries:
        if said := walker.red(probe_of(cell), guard):
            found = Shown(cell, said)
            break
    for cell in islice(tries, BETTER):
        if found.how == LET_IN:
            break
        if said := walker.red(probe_of(cell), guard):
            found = better if (better := Shown(cell, said)).how == LET_IN else found
    return found


def shown_again(walker: Walker, row: Row) -> Shown:
    """Try what turned red earlier: with its partners gone alone, nobody may be let in."""
    if is_test(row.cell):
        return Shown() if passes(row.cell, row.guard) else Shown(row.cell, BY_TEST)
    probe = probe_of(row.cell)
    if not walker.exists(probe) or not switch.guards.keys() >= {row.guard, *row.partners}:
        return Shown()
    found = Shown(row.cell, walker.red(probe, row.guard, *row.partners), row.partners)
    return found if found.said and _kept(walker, found) else Shown()


def is_test(cell: str) -> bool:
    """Whether the table names a test, not a cell of the matrix."""
    return "::" in cell


def passes(test: str, guard: str) -> bool:
    """Whether a test is green without a guard. It has to be there, and to be run."""
    command = [sys.executable, "-m", "pytest", "-qq", "-p", "tests.guards.without", test]
    environment = os.environ | {"GUARD_GONE": guard}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)  # noqa: S603
    assert done.returncode in {0, 1}, f"{test}\n{done.stdout.decode()}\n{done.stderr.decode()}"
    return done.returncode == 0


def _kept(walker: Walker, found: Shown) -> bool:
    """Whether a guard alone keeps a cell closed that its partners kept closed as well.

    Without them it stays as it is; or somebody is refused in other words, and is let in without it.
    """
    before = Shown(found.cell, walker.red(probe_of(found.cell), *found.partners))
    return not before.said or (before.how == SAID_OTHERWISE and found.how == LET_IN)


def chain(walker: Walker, cell: str) -> Iterator[tuple[str, Shown]]:
    """Take away whoever refuses in a cell, and whoever refuses then, until somebody is let in.

    Each guard is shown with those that have to be gone for it to be the only one.
    """
    probe, gone = probe_of(cell), list[str]()
    walker.red(probe)
    while len(gone) < PARTNERS:
        for other in _refusing(gone):
            found = Shown(cell, walker.red(probe, *gone, other), list(gone))
            if found.how in {"", SAID_OTHERWISE}:
                gone.append(other)
                break
            for guard in (*gone, other):
                others = [one for one in (*gone, other) if one != guard]
                if _kept(walker, one := Shown(cell, found.said, others)):
                    yield guard, one
        else:
            return


def _refusing(gone: list[str]) -> list[str]:
    """List the guards that had something to refuse in the request before, the last one first."""
    met = [one for one in switch.met if one not in gone]
    return [one for one in reversed(met) if switch.guards[one].kind is not Kind.CONDITION]


def _ordered(walker: Walker, cells: list[str]) -> list[str]:
    """Take cells of every kind before a second one of any: first those in which one is refused.

    Of a guard that is met everywhere no more than `CELLS` are tried.
    """
    seen, twice = Counter[tuple[str, ...]](), tuple(ASKED)
    ranked = []
    for number, cell in enumerate(cells):
        state, method, endpoint, *_who = cell.split("; ")
        key = (method, endpoint, str(state in ASKED))
        seen[key] += 1
        rank = seen[key] + (0 if walker.refuses(cell) else 2 if cell.startswith(twice) else 4)
        ranked.append((rank, number, cell))
    return [cell for *_rank, cell in sorted(ranked)[:CELLS]]
