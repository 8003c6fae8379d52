"""The table of who may do what: reading it, and the line that a door would have in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.matrix.town import EVERYBODY
from tests.matrix.walk import TYPES, Door

TABLE = Path(__file__).parents[1] / "house" / "permissions.txt"
HEAD = ("method", "endpoint", "as")
#: What a cell can say: let in, led on, led to the two ways in, refused, unknown, and what the form
#: or the moment answers.
WORDS = {"yes", "on", "join", "sign-in", "no", "404", "409", "410", "422"}
WIDTHS = [max(len(one), 7) for one in EVERYBODY]


@dataclass(frozen=True)
class Row:
    """In which representations a door is tried, and what each visitor meets there."""

    representations: list[str]
    cells: dict[str, str]


def read_table() -> dict[Door, Row]:
    """Return the table, line by line; it has neither defaults nor anything twice."""
    head, *lines = TABLE.read_text("utf-8").splitlines()
    assert tuple(head.split()) == (*HEAD, *EVERYBODY)
    table, state = dict[Door, Row](), ""
    for line in filter(None, lines):
        if line.startswith("= "):
            state = line.removeprefix("= ")
            continue
        method, endpoint, representations, *cells = line.split()
        door, row = Door(state, method, endpoint), dict(zip(EVERYBODY, cells, strict=True))
        assert door not in table, f"{door} stands there twice"
        assert set(cells) <= WORDS, f"{door}: {set(cells) - WORDS}"
        assert set(representations.split(",")) <= TYPES.keys(), f"{door}: {representations}"
        table[door] = Row(representations.split(","), row)
    return table


def written(method: str, endpoint: str, representations: str, cells: Sequence[str]) -> str:
    """Return a line of the table."""
    said = " ".join(f"{cell:{width}}" for cell, width in zip(cells, WIDTHS, strict=True))
    return f"{method:6} {endpoint:28} {representations:14} {said}".rstrip()
