"""`make bench`, in small: every scenario is asked for, answered and written down. Time is not."""

import pytest

from tests.bench import __main__ as bench
from tests.bench import first_screen, town
from tests.browser.conftest import CHROMIUM

SMALL = {"FEW": 30, "MANY": 60, "OFFERS": 60, "COMMENTS": 4}


@pytest.mark.long
@pytest.mark.skipif(not CHROMIUM, reason="the first screen needs Chromium")
def test_says_what_every_page_costs(monkeypatch, capsys):
    for name, number in SMALL.items():
        monkeypatch.setattr(town, name, number)
    monkeypatch.setattr(bench, "ROUNDS", 1)
    monkeypatch.setattr(first_screen, "TIMES", 1)

    assert bench.main() == 0

    said = capsys.readouterr().out
    rows = [line for line in said.splitlines() if line.startswith("| ") and "%" in line]
    assert len(rows) == 11
    for what in (
        "Memory per worker",
        "Vote against the same POST",
        "First screen",
        "On a slow line",
    ):
        assert what in said
