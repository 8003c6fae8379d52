"""Texts that nobody here wrote, meant to break programs; and how many of them a run takes.

A run takes a sample, drawn with a seed that it prints at its end. `HOSTILE_SEED=…` draws the same
sample again, `HOSTILE=all` takes everything (`make hostile`).

All of it comes in pieces. What a piece did is kept, so that a run that ends early, or after
`HOSTILE_MINUTES`, is taken up by the next one; a change to the program begins anew. With the last
piece the figures go into the document.
"""

import json
import os
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
FOLDER = ROOT.parent / "shared" / "data" / "hostile"
DOCUMENT = ROOT / "docs" / "hostile.md"
ALL = os.environ.get("HOSTILE") == "all"
#: Texts of a sample, and parts that all of them come in, so that processes can share the work.
SAMPLE, PARTS = 24, 4 if ALL else 1
#: How the process that draws tells the others (pytest-xdist), and where they write what they did.
SEED, FIGURES = "HOSTILE_SEED", "HOSTILE_FIGURES"
#: What the pieces of a whole run did so far.
KEPT = ROOT / "var" / "hostile.jsonl"
PIECE, PIECES = "piece", "HOSTILE_PIECES"
ABOUT = {PIECE, "number", "pieces", "of"}
MINUTES = float(os.environ.get("HOSTILE_MINUTES", "inf"))

needs_the_texts = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"no hostile texts at {FOLDER}")
began = pytest.StashKey[float]()


def pytest_configure(config: pytest.Config) -> None:
    """Draw the seed once for all processes of a run."""
    config.stash[began] = time.monotonic()
    os.environ.setdefault(SEED, str(random.SystemRandom().randrange(10**6)))
    if not hasattr(config, "workerinput"):  # a run that a test starts has figures of its own
        handle, os.environ[FIGURES] = tempfile.mkstemp(prefix="hostile-")
        os.close(handle)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the pieces of a whole run that were done before."""
    if ALL:
        known = done()
        earlier = [one for one in items if one.nodeid in known]
        config.hook.pytest_deselected(items=earlier)
        os.environ[PIECES] = str(sum("number" in params_of(one) for one in items))
        items[:] = [one for one in items if one.nodeid not in known]
        items.sort(key=lambda one: params_of(one).get("number", 0))  # some texts everywhere first


def params_of(item: pytest.Item) -> dict[str, Any]:
    """Return what a test is parametrized with."""
    callspec = getattr(item, "callspec", None)
    return callspec.params if callspec is not None else {}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Begin no other piece when the time is over."""
    if ALL and time.monotonic() - item.config.stash[began] > MINUTES * 60:
        pytest.skip("its time is over: the next run takes it up")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was tried, and how to try the same once more."""
    lines = Path(os.environ[FIGURES]).read_text("utf-8").splitlines()
    if not lines:
        return
    total = added(map(json.loads, lines))
    said = f"{len(texts())} texts, {total['values']} values in {total['requests']} requests"
    terminalreporter.write_line(f"hostile: {said} · {SEED}={os.environ[SEED]}")
    if ALL:
        write(list(done().values()))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave no file behind."""
    if not hasattr(config, "workerinput"):
        Path(os.environ.pop(FIGURES)).unlink()


def added(figures: Iterable[dict[str, Any]]) -> Counter[str]:
    """Add up what pieces did."""
    total: Counter[str] = Counter()
    for one in figures:
        total.update({name: count for name, count in one.items() if name not in ABOUT})
    return total


@cache
def program() -> str:
    """Return what the program and the walks are, in one word."""
    files = [*ROOT.glob("participate/**/*.py"), *ROOT.glob("templates/**/*.html")]
    walks = [ROOT / "tests" / "hostile.py", ROOT / "tests" / "world.py"]
    walks += [ROOT / "tests" / "house" / f"{name}.py" for name in ("test_hostile", "markup")]
    whole = sha256()
    for path in sorted([*files, *walks]):
        whole.update(path.read_bytes())
    return whole.hexdigest()


def done() -> dict[str, dict[str, Any]]:
    """Return what the pieces of this program did so far, by their names."""
    lines = KEPT.read_text("utf-8").splitlines() if KEPT.exists() else []
    kept = [json.loads(line) for line in lines]
    return {one[PIECE]: one for one in kept if one["of"] == program()}


def write(pieces: list[dict[str, Any]]) -> None:
    """Put the figures into the document, and how much of a whole run they are."""
    total = added(pieces)
    total["seconds"] = round(total["seconds"])
    walks = {re.sub(r"\d+\]$", "", one[PIECE]): one["fields"] for one in pieces}
    total["fields"] = sum(walks.values())  # each piece of a walk goes through the same
    del total["findings"]  # only pieces without any are kept
    figures = "".join(f"- {name}: {count:,}\n" for name, count in sorted(total.items()))
    how_much = (
        f"- pieces without a finding: {len(pieces)} of {pieces[0]['pieces'] if pieces else 'all'}\n"
    )
    said = f"- texts: {len(texts()):,}\n{how_much}{figures}- on: {date.today()}\n"  # noqa: DTZ011
    marks = "<!-- written by make hostile -->"
    before, _mark, rest = DOCUMENT.read_text("utf-8").partition(marks)
    after = rest.partition(marks)[2]
    DOCUMENT.write_text(f"{before}{marks}\n{said}{marks}{after}", "utf-8")


def note(**did: float) -> None:
    """Add to what the run has done; a whole run keeps what this piece did, if it found nothing."""
    with Path(os.environ[FIGURES]).open("a", encoding="utf-8") as file:
        file.write(json.dumps(did) + "\n")
    if ALL and not did["findings"]:
        piece = os.environ["PYTEST_CURRENT_TEST"].rpartition(" ")[0]
        number = int(re.findall(r"\d+", piece)[-1])
        about = {PIECE: piece, "number": number, "pieces": os.environ[PIECES], "of": program()}
        with KEPT.open("a", encoding="utf-8") as file:
            file.write(json.dumps(did | about) + "\n")


@cache
def everything() -> list[str]:
    """Return every text of the three lists, each once."""
    found = json.loads((FOLDER / "blns.json").read_text("utf-8"))
    for name in ("xss-payload-list.txt", "csv-payload.txt"):
        found += re.split(r"\r?\n", (FOLDER / name).read_text("utf-8", "surrogateescape"))
    return list(dict.fromkeys(text for text in found if text))


@cache
def texts() -> list[str]:
    """Return what this run takes: everything, or a sample."""
    if ALL:
        return everything()
    return random.Random(int(os.environ[SEED])).sample(everything(), SAMPLE)  # noqa: S311


def part(number: int) -> list[str]:
    """Return one of `PARTS` parts of what this run takes."""
    return texts()[number::PARTS]
