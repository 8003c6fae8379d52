"""Runs tests without one guard: `GUARD_GONE="name" python -m pytest -p tests.guards.without …`."""

import os

from tests.guards import switch

switch.install()
switch.gone.add(os.environ["GUARD_GONE"])


def pytest_sessionfinish() -> None:
    """See that the guard is one: a name that is not there would let every test pass."""
    assert switch.guards.keys() >= switch.gone, f"no such guard was imported: {switch.gone}"
