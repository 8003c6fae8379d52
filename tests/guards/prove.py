"""What comes of taking a guard away: which cell turns red, alone or together with its partners."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice

from tests.guards import switch
from tests.guards.rule import Kind
from tests.guards.walk import Walker, probe_of
from tests.matrix.unseen import BESIDE

#: Cells that are tried for a better answer than that somebody is refused in other words.
BETTER = 60
#: Cells in which partners are looked for, and how many partners a guard may have there.
PARTNERED, PARTNERS = 60, 5


@dataclass
class Shown:
    """How a guard was shown to be needed: in which cell, and what happened there without it."""

    cell: str = ""
    said: str = ""
    partners: list[str] = field(default_factory=list)  #: what was taken away with it

    @property
    def how(self) -> str:
        """Return in a word what happened: `let in`, `said otherwise`, `failed`, or nothing."""
        if not self.cell:
            return ""
        told = self.said.rpartition(": ")[2]
        opens = told in {"yes", "on", "tells"} or "leads to" in self.said or "tells" in self.said
        if opens or "changed rows" in self.said:
            return "let in"
        return "said otherwise" if self.said.startswith(probe_of(self.cell).door.text) else "failed"

    def data(self) -> dict[str, object]:
        return asdict(self) | {"how": self.how}


def shown(walker: Walker, guard: str, cells: list[str]) -> Shown:
    """Take a guard away and try the cells that met it, until somebody is let in who must not be."""
    found, tries = Shown(), iter(_ordered(walker, cells))
    for cell in tries:
        if said := walker.red(probe_of(cell), guard):
            found = Shown(cell, said)
            break
    for cell in islice(tries, BETTER):
        if found.how == "let in":
            break
        if said := walker.red(probe_of(cell), guard):
            found = better if (better := Shown(cell, said)).how == "let in" else found
    return found


def shown_again(walker: Walker, guard: str, cell: str, partners: list[str]) -> Shown:
    """Try a cell that turned red earlier: with its partners gone alone, it has to stay as it is."""
    probe = probe_of(cell)
    if not walker.exists(probe) or not switch.guards.keys() >= {guard, *partners}:
        return Shown()
    said = walker.red(probe, guard, *partners)
    return Shown(cell, said, partners) if said and not walker.red(probe, *partners) else Shown()


def shown_with_partners(walker: Walker, guard: str, cells: list[str]) -> Shown:
    """Find a cell that other guards keep closed as well, and that opens with this one alone.

    The others are taken away first, and the cell has to stay as it is; then this one, too.
    """
    for cell in islice(_spread(_ordered(walker, cells)), PARTNERED):
        others = list[str]()
        while len(others) < PARTNERS:
            said = walker.red(probe_of(cell), guard, *others)
            if said:
                if others and not walker.red(probe_of(cell), *others):
                    return Shown(cell, said, others)
                break
            other = _last_to_refuse({guard, *others})
            if other is None:
                break
            others.append(other)
    return Shown()


def _last_to_refuse(taken: set[str]) -> str | None:
    """Return the guard that refused in the request before, once these were gone."""
    met = [one for one in switch.met if one not in taken]
    asked = [one for one in met if switch.guards[one].kind is not Kind.CONDITION]
    return asked[-1] if asked else None


def _ordered(walker: Walker, cells: list[str]) -> list[str]:
    """Where somebody is refused stands first; pages that are looked at twice come next."""
    return sorted(cells, key=lambda one: (not walker.refuses(one), not one.startswith(BESIDE)))


def _spread(cells: list[str]) -> Iterator[str]:
    """Leave out cells that differ in nothing but the representation."""
    seen = set[tuple[str, ...]]()
    for cell in cells:
        if (key := tuple(cell.split("; ")[:4])) not in seen:
            seen.add(key)
            yield cell
