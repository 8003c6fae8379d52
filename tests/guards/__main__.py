"""Takes every guard away, one by one, and walks the matrix: `make guards` (docs/guards.md).

First the cell is tried that the table names. Only guards without one, or whose cell does not turn
red any more, are looked for: then the matrix is walked once to learn which cells meet them.

`MINUTES=3` stops after about that long; the next call goes on where this one stopped, as long as
neither the application nor the matrix was changed. `ONLY=ideas/` tries those guards alone.
"""

import json
import os
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import Any

from tests.guards import ROOT, document
from tests.guards.known import modules
from tests.guards.prove import chain, shown, shown_again
from tests.guards.rewrite import all_guards
from tests.guards.rule import Guard
from tests.guards.walk import Walker, standing_town
from tests.matrix.town import EVERYBODY
from tests.matrix.unseen import READERS
from tests.world import VISITORS

#: Seconds after which what was found is written down.
KEEP = 15
STATE = ROOT / "var" / "guards.json"


def main() -> int:
    """Go on with the work; 0 when every guard was shown, 2 when time was up before that."""
    end = monotonic() + 60 * float(os.environ.get("GUARDS_MINUTES", "inf"))
    state = so_far()
    with standing_town() as matrix:
        if not work(Walker(matrix), state, end):
            say("Time is up. Call again to go on.")
            return 2
    if not os.environ.get("ONLY"):
        document.write(all_guards(), state["shown"])
    return summed_up(state)


def work(walker: Walker, state: dict[str, Any], end: float) -> bool:
    """Show each guard that was not shown yet; False when time is up before that."""
    guards = [one for one in all_guards() if one.name.startswith(os.environ.get("ONLY", ""))]
    confirm(walker, guards, state["shown"])
    kept = monotonic()
    for _step in steps(walker, guards, state):
        if monotonic() > min(end, kept + KEEP):
            write(state)
            kept = monotonic()
        if monotonic() > end:
            return False
    write(state)
    return True


def steps(walker: Walker, guards: list[Guard], state: dict[str, Any]) -> Iterator[None]:
    """Walk the matrix, try each guard that is left alone, and then together with others."""
    left = [one.name for one in guards if one.name not in state["shown"]]
    if left:
        yield from recorded(walker, state["cells"])
    for guard in left:
        met = [cell for one in state["cells"].values() for cell in one.get(guard, ())]
        state["shown"][guard] = shown(walker, guard, met).data() | {"met": len(met)}
        yield
    if not all(one["cell"] for one in state["shown"].values()):
        yield from chained(walker, state)


def recorded(walker: Walker, cells: dict[str, Any]) -> Iterator[None]:
    """Learn which cells meet which guard. Who is nobody any more sees what the public sees."""
    for visitor in EVERYBODY:
        for twice in (False, True) if visitor in READERS else (False,):
            key = f"{visitor}, twice" if twice else visitor
            if key not in cells:
                cells[key] = walker.record(visitor, twice=twice)
                say(f"{key}: {len(cells[key])} guards were met")
                yield


def chained(walker: Walker, state: dict[str, Any]) -> Iterator[None]:
    """Show guards that stand behind others."""
    for visitor in VISITORS:
        cells = [] if visitor in state["chained"] else walker.closed(visitor)
        for cell in cells:
            for name, found in chain(walker, cell):
                if name in state["shown"] and not state["shown"][name]["cell"]:
                    state["shown"][name] = found.data()
            yield
        state["chained"] = sorted({*state["chained"], visitor})


def confirm(walker: Walker, guards: list[Guard], known: dict[str, Any]) -> None:
    """Try the cells that the table names; what turns red as it says is shown once more."""
    rows = {row.guard: row for row in document.rows()}
    for guard in guards:
        row = rows.get(guard.name)
        if guard.name not in known and row is not None and row.cell:
            found = shown_again(walker, row)
            if found.cell:
                known[guard.name] = found.data()


def summed_up(state: dict[str, Any]) -> int:
    """Say how many guards were shown, and in which way."""
    results = list(state["shown"].values())
    for name, one in state["shown"].items():
        if not one["cell"]:
            say(f"NOT SHOWN ({one['met']} cells met it): {name}")
    alone = sum(bool(one["cell"] and not one["partners"]) for one in results)
    together = sum(bool(one["partners"]) for one in results)
    missing = len(results) - alone - together
    say(
        f"{len(results)} guards: {alone} red alone, {together} with their partners,"
        f" {missing} not shown."
    )
    return 1 if missing else 0


def so_far() -> dict[str, Any]:
    """Return what an earlier call found, if it looked at the same tree."""
    tree = digest()
    if STATE.exists():
        state: dict[str, Any] = json.loads(STATE.read_text("utf-8"))
        if state["tree"] == tree:
            return state
    return {"tree": tree, "cells": {}, "shown": {}, "chained": []}


def digest() -> str:
    """Return a digest of everything that decides what comes out."""
    found = sha256()
    folders = (ROOT / "templates", ROOT / "tests" / "matrix", ROOT / "tests" / "guards")
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    files += [ROOT / "tests" / "house" / "permissions.txt", *modules()]
    for path in sorted(path for path in files if path.suffix != ".pyc"):
        found.update(str(path).encode() + path.read_bytes())
    return found.hexdigest()


def write(state: dict[str, Any], path: Path = STATE) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(state), "utf-8")
    beside.replace(path)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
