"""The table held against the town: what is to be tried, and whether it is as the table says."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from werkzeug.routing import Rule

from tests.matrix.elsewhere import EVERY_STATE as STATES
from tests.matrix.table import read_table
from tests.matrix.town import Stored
from tests.matrix.unseen import AS_IT_IS, ASKED, Unseen, add, kept_from, looks
from tests.matrix.walk import TYPES, Door, Knock, Town, asked, doors, knock, offered, seen

#: When a file was made: in what somebody takes along, and in a calendar.
MADE_AT = re.compile(rb'"made_at": "[^"]+"|DTSTAMP:\w+')


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
        if door.state in ASKED:
            self.compare(visitor, [probe])
            return
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
            closed = row.cells[visitor] in closed_to(found, other)
            forged = state.forged and other.endpoint == door.endpoint
            assert forged or not closed, f"{here} leads to {other}"
            self.led += 1

    def looks(self, visitor: str) -> list[Probe]:
        """List what is to be looked at twice: each page and each file, as it is for a visitor."""
        return [
            Probe(Door(state, method, rule.endpoint), visitor, one)
            for state, asked_for in ASKED.items()
            for rule, method in doors(self.town.app, AS_IT_IS)
            if method == "GET" and looks(visitor, rule)
            for one in self.table[Door("usual", method, rule.endpoint)].representations
            if one != "part" and (not asked_for or rule.endpoint in asked_for)
        ]

    def compare(self, visitor: str, probes: list[Probe]) -> None:
        """Fail if any of these pages tells a visitor of what is kept from them."""
        kept = {one: tuple(kept_from(visitor, one.door.endpoint)) for one in probes}
        for unseen in set(kept.values()):
            mine = [one for one in probes if kept[one] == unseen]
            told = self._differing(visitor, mine, unseen)
            told = told and self._differing(visitor, told, unseen)  # or did the clock go on?
            assert not told, f"{told[0].door} as {visitor}, as {told[0].representation}: tells"

    def _differing(
        self, visitor: str, probes: list[Probe], unseen: tuple[Unseen, ...]
    ) -> list[Probe]:
        """Return which of these pages are others once there is more that a visitor may not see."""
        self._entered, world = None, self.town.enter(AS_IT_IS)

        def look(probe: Probe) -> object:
            rule = self.rules[Door("usual", "GET", probe.door.endpoint)]
            response = asked(
                self.town, rule, visitor, probe.representation, ASKED[probe.door.state]
            )
            html = response.mimetype == "text/html"
            return seen(response) if html else MADE_AT.sub(b"", response.data)

        before = [look(one) for one in probes]
        add(self.town.session, world, unseen)
        return [one for one, page in zip(probes, before, strict=True) if look(one) != page]

    def leave(self, other: Stored) -> None:
        """Put another town into the database, until the next cell is judged."""
        if self._entered is not None:
            self._entered = None
            other.put_back()


def closed_to(found: Knock, other: Door) -> set[str]:
    """Return what a cell must not say where a page leads; only its own form may come too late."""
    return {"no", "404"} if other.endpoint == found.door.endpoint else {"no", "404", "409"}
