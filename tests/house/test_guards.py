"""Every guard is in the table of `docs/guards.md`, and taking it away turns something red.

All of them are taken away by `make guards`; here a sample is, another one each day.
"""

import subprocess
import sys

import pytest

from participate.core.clock import now
from tests.guards import ROOT
from tests.guards.document import rows
from tests.guards.rewrite import all_guards

SAMPLE = 3


def test_every_guard_stands_in_the_table():
    """A guard that is new, or written in another way, has to be shown: `make guards`."""
    there, written = [guard.name for guard in all_guards()], [row.guard for row in rows()]
    assert len(there) == len(set(there))
    assert sorted(set(there) - set(written)) == [], "Run `make guards`: these are not in its table"
    assert sorted(set(written) - set(there)) == [], "Run `make guards`: these are gone"


def test_every_guard_is_shown():
    assert [row.guard for row in rows() if not row.cell] == []


@pytest.mark.long
def test_a_sample_turns_red():
    seed = now().date().toordinal()
    command = [sys.executable, "-m", "tests.guards.sample", str(SAMPLE), str(seed)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, f"seed {seed}:\n{done.stdout}\n{done.stderr}"
    assert done.stdout.count("red: ") == SAMPLE
