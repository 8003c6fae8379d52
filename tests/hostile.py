"""Texts that nobody here wrote, meant to break programs; and how many of them a run takes.

A run takes a sample, drawn with a seed that it prints at its end. `HOSTILE_SEED=…` draws the same
sample again, `HOSTILE=all` takes everything (`make hostile`), and writes what it came to into the
document.
"""

import json
import os
import random
import re
import tempfile
import time
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDER = ROOT.parent / "shared" / "data" / "hostile"
DOCUMENT = ROOT / "docs" / "hostile.md"
ALL = os.environ.get("HOSTILE") == "all"
#: Texts of a sample, and parts that all of them come in, so that processes can share the work.
SAMPLE, PARTS = 24, 12 if ALL else 1
#: How the process that draws tells the others (pytest-xdist), and where they write what they did.
SEED, FIGURES = "HOSTILE_SEED", "HOSTILE_FIGURES"

needs_the_texts = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"no hostile texts at {FOLDER}")
began = pytest.StashKey[float]()


def pytest_configure(config: pytest.Config) -> None:
    """Draw the seed once for all processes of a run."""
    config.stash[began] = time.monotonic()
    os.environ.setdefault(SEED, str(random.SystemRandom().randrange(10**6)))
    if not hasattr(config, "workerinput"):  # a run that a test starts has figures of its own
        handle, os.environ[FIGURES] = tempfile.mkstemp(prefix="hostile-")
        os.close(handle)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was tried, and how to try the same once more."""
    lines = Path(os.environ[FIGURES]).read_text("utf-8").splitlines()
    if not lines:
        return
    total: Counter[str] = Counter()
    for line in lines:
        total.update(json.loads(line))
    took = time.monotonic() - terminalreporter.config.stash[began]
    said = f"{len(texts())} texts, {total['values']} values in {total['requests']} requests"
    terminalreporter.write_line(f"hostile: {said} · {SEED}={os.environ[SEED]}")
    if ALL and not terminalreporter.stats.get("failed"):
        write(total, took / 60)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave no file behind."""
    if not hasattr(config, "workerinput"):
        Path(os.environ.pop(FIGURES)).unlink()


def write(total: Counter[str], minutes: float) -> None:
    """Put the figures of a whole run into the document."""
    figures = "".join(f"- {name}: {count:,}\n" for name, count in sorted(total.items()))
    said = f"- texts: {len(texts()):,}\n{figures}- minutes: {minutes:.0f}\n- on: {date.today()}\n"  # noqa: DTZ011
    marks = "<!-- written by make hostile -->"
    before, _mark, rest = DOCUMENT.read_text("utf-8").partition(marks)
    after = rest.partition(marks)[2]
    DOCUMENT.write_text(f"{before}{marks}\n{said}{marks}{after}", "utf-8")


def note(**did: int) -> None:
    """Add to what the run has done."""
    with Path(os.environ[FIGURES]).open("a", encoding="utf-8") as file:
        file.write(json.dumps(did) + "\n")


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
