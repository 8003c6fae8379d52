"""The table in `docs/guards.md`: each guard, and how it was shown that it is needed."""

from collections import Counter
from dataclasses import dataclass

from tests.guards import DOCUMENT
from tests.guards.rule import Guard

BEGIN, END = "<!-- what `make guards` found -->", "<!-- end -->"
HEAD = "| guard | without it | cell | taken away with it |\n|---|---|---|---|"
NOT_SHOWN = "not shown"


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    guard: str
    how: str
    cell: str
    partners: list[str]

    def written(self) -> str:
        partners = " ".join(f"`{one}`" for one in self.partners)
        cells = (f"`{self.guard}`", self.how or NOT_SHOWN, self.cell, partners)
        return f"| {' | '.join(one.replace('|', chr(92) + '|') for one in cells)} |"


def rows() -> list[Row]:
    """Read the table."""
    text = DOCUMENT.read_text("utf-8").partition(BEGIN)[2].partition(END)[0]
    found = []
    for line in text.splitlines():
        if line.startswith("| `"):
            parts = line.replace("\\|", "\0").strip("| ").split(" | ")
            guard, how, cell, with_ = (
                one.replace("\0", "|").strip() for one in (*parts, "", "")[:4]
            )
            found.append(
                Row(guard.strip("`"), how, cell, with_.strip("`").split("` `") if with_ else [])
            )
    return found


def write(guards: list[Guard], shown: dict[str, dict[str, object]]) -> None:
    """Write the table and its sums anew."""
    lines = []
    for guard in guards:
        one = shown[guard.name]
        partners = [str(each) for each in one["partners"]]  # type: ignore[attr-defined]
        lines.append(Row(guard.name, str(one["how"]), str(one["cell"]), partners))
    table = "\n".join((HEAD, *(one.written() for one in lines)))
    before, _, rest = DOCUMENT.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    text = f"{before}{BEGIN}\n{sums(guards, lines)}\n\n{table}\n{END}{after}"
    DOCUMENT.write_text(text, "utf-8")


def sums(guards: list[Guard], lines: list[Row]) -> str:
    """Return how many guards of each kind were shown in which way."""
    ways = ("let in", "said otherwise", "failed", "with partners", "a test fails", NOT_SHOWN)
    counted: Counter[tuple[str, str]] = Counter()
    for guard, line in zip(guards, lines, strict=True):
        way = "with partners" if line.partners else line.how or NOT_SHOWN
        counted.update([(guard.kind.value, way), ("all", way)])
    kinds = sorted({guard.kind.value for guard in guards})
    table = [f"| kind | all | {' | '.join(ways)} |", "|---" * (len(ways) + 2) + "|"]
    for kind in (*kinds, "all"):
        figures = [counted[kind, way] for way in ways]
        table.append(f"| {kind} | {sum(figures)} | {' | '.join(map(str, figures))} |")
    return "\n".join(table)
