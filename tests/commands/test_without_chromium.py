"""Without Chromium the browser tests say by name that they were not run, and what brings it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_each_browser_test_is_skipped_by_name_with_the_line_that_installs_it():
    settings = os.environ | {"PATH": "/nowhere"}
    command = [sys.executable, "-m", "pytest", "-rs", "-p", "no:cacheprovider", "-p", "no:xdist"]
    done = subprocess.run(  # noqa: S603
        [*command, "tests/browser/test_needs_wall.py"],
        cwd=ROOT,
        env=settings,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "apt-get install chromium" in done.stdout
    assert "test_one_note_moves_by_keyboard_and_keeps_the_focus" in done.stdout
    assert " passed" not in done.stdout
