"""Every route: its pages are valid, and without a barrier that axe finds.

A short form, of the town as it usually is, of mistakes in forms and of two more languages, with axe
in one mode each in turn; `make html` and `make axe` look at all states, in all modes.
"""

import re
import shutil
import subprocess
import sys

import pytest

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        shutil.which("java") is None,
        reason="no Java for the validator. Run `apt-get install default-jre-headless`",
    ),
]


def test_no_page_has_a_barrier_or_an_error_that_is_found_by_machine():
    """A process of its own looks: pytest has a browser of its own."""
    command = [sys.executable, "-m", "tests.looks", "short"]

    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603

    said = done.stdout
    axe = re.search(r"(\d+) pages, \d+ looks, (\d+) rules broken", said)
    html = re.search(r"(\d+) pages, (\d+) errors in their HTML", said)
    assert axe, said + done.stderr
    assert html, said + done.stderr
    assert (axe[2], html[2]) == ("0", "0"), said[axe.start() :]
    assert int(axe[1]) > 80
    assert int(html[1]) > 200
