"""The table held against the town: what is to be tried, and whether it is as the table says."""

from collections.abc import Iterator
from typing import NamedTuple

from werkzeug.routing import Rule

from tests.matrix.states import STATES
from tests.matrix.table import read_table
from tests.matrix.town import Stored
from tests.matrix.walk import TYPES, Door, Knock, Town, doors, knock, offered


class Probe(NamedTuple):
    """One cell of the table, in one representation."""

    door: Door
    visitor: str
    representation: str


class Matrix:
    """Knows the table, and asks the town."""

    def __init__(self, town: Town) -> None:
        self.town, self.table = town, read_table()
        self.states = {state.name: state for state in STATES}
        self.rules: dict[Door, Rule] = {
            Door(state.name, method, rule.endpoint): rule
            for state in STATES
            for rule, method in doors(town.app, state)
        }
        self._entered: str | None = ""
        self.led = 0  #: to how many doors the pages led that were looked at

    def probes(self, *visitors: str) -> Iterator[Probe]:
        """List what is to be tried, state by state."""
        for door in self.rules:
            for visitor in visitors:
                for one in self.table[door].representations:
                    yield Probe(door, visitor, one)

    def judge(self, probe: Probe) -> None:
        """Fail unless exactly that happens which the table says.

        And no page leads anybody to a door that is closed to them.
        """
        door, visitor, representation = probe
        if self._entered != door.state:
            self.town.enter(self.states[door.state])
            self._entered = door.state
        state, rule = self.states[door.state], self.rules[door]
        found = knock(self.town, state, rule, visitor, door, representation)
        here = f"{door} as {visitor}, as {representation}"
        assert found.said == self.table[door].cells[visitor], f"{here}: {found.said}"
        if found.response.status_code == 200:
            assert found.response.mimetype == TYPES[representation], here
        for other in offered(self.town, found):
            row = self.table.get(other) or self.table[other._replace(state="usual")]
            assert row.cells[visitor] not in closed_to(found, other), f"{here} leads to {other}"
            self.led += 1

    def leave(self, other: Stored) -> None:
        """Put another town into the database, until the next cell is judged."""
        if self._entered is not None:
            self._entered = None
            other.put_back()


def closed_to(found: Knock, other: Door) -> set[str]:
    """Return what a cell must not say where a page leads; only its own form may come too late."""
    return {"no", "404"} if other.endpoint == found.door.endpoint else {"no", "404", "409"}
