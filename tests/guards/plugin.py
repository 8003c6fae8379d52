"""Runs tests with switches beside the guards: `pytest -p tests.guards.plugin`.

For guards that no page reaches, because a form or a view never lets it come that far: which tests
meet them, and whether these turn red. `GUARDS_GONE` names what is taken away, one a line;
`GUARDS_MET` the file into which each test writes what it met.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.guards import switch

switch.install()
switch.gone.update(filter(None, os.environ.get("GUARDS_GONE", "").splitlines()))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    switch.met.clear()
    try:
        yield
    finally:
        if path := os.environ.get("GUARDS_MET"):
            with Path(path).open("a", encoding="utf-8") as file:
                file.write(json.dumps([item.nodeid, list(switch.met)]) + "\n")
