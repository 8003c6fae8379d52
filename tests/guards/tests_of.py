"""Guards that no cell reaches, and the tests of their package that turn red without them."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.guards import ROOT

#: How many tests are tried for one guard.
TRIED = 6
PYTEST = [
    sys.executable,
    "-m",
    "pytest",
    "-q",
    "-p",
    "tests.guards.plugin",
    "-p",
    "no:cacheprovider",
]


def tests_that_meet(package: str) -> dict[str, list[str]]:
    """Run the tests of a package once with all guards; return which of them met which guard."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "met"
        run([f"tests/{package}"], GUARDS_MET=str(path))
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
    found: dict[str, list[str]] = {}
    for test, met in map(json.loads, lines):
        for guard in met:
            found.setdefault(guard, []).append(test)
    return found


def red_test(guard: str, tests: list[str]) -> str:
    """Return the first of these tests that turns red without a guard; nothing if none does."""
    for test in tests[:TRIED]:
        if turns_red(guard, test):
            return test
    return ""


def turns_red(guard: str, test: str) -> bool:
    """Whether a test that is green with a guard is red without it."""
    return run([test], GUARDS_GONE=guard) == 1 and run([test]) == 0


def run(tests: list[str], **settings: str) -> int:
    """Run some tests with switches beside the guards; return what pytest says."""
    return subprocess.run(  # noqa: S603
        [*PYTEST, *tests],
        cwd=ROOT,
        env=os.environ | settings,
        check=False,
        capture_output=True,
    ).returncode
