"""What axe finds on the pages, by rule and place; and the file from which the statement is made."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page

from participate.core.clock import now, town_day
from participate.pages.accessibility import RUN_FILE
from tests.looks.camera import Mode
from tests.looks.places import Place

#: Narrow and wide, light and dark.
MODES = tuple(
    Mode(f"{width}-{scheme}", f"{width} px, {scheme}", width, scheme=scheme)
    for width in (360, 1280)
    for scheme in ("light", "dark")
)
_ASK = 'axe.run(document, {resultTypes: ["violations"]}).then(found => found.violations)'


@dataclass
class Findings:
    """What was found so far: for each rule where, and on which elements."""

    looks: int = 0
    places: set[str] = field(default_factory=set)
    helps: dict[str, str] = field(default_factory=dict)
    found: dict[str, dict[str, list[str]]] = field(default_factory=lambda: defaultdict(dict))

    def note(self, place: Place, mode: Mode, violations: Iterable[dict[str, Any]]) -> None:
        """Take over what axe found on a page in a mode."""
        self.looks += 1
        self.places.add(place.name)
        for one in violations:
            self.helps[one["id"]] = one["help"]
            shown = [node["html"][:160] for node in one["nodes"]]
            self.found[one["id"]][f"{place.name} ({mode.label})"] = shown

    def report(self) -> str:
        """Return the findings by rule and place."""
        lines = [f"{len(self.places)} pages, {self.looks} looks, {len(self.found)} rules broken"]
        for rule, places in sorted(self.found.items()):
            lines.append(f"{rule}: {self.helps[rule]}")
            for place, shown in sorted(places.items()):
                lines += [f"  {place}", *(f"    {html}" for html in shown)]
        return "\n".join(lines)

    def write(self) -> None:
        """Write the file that comes with the program: nothing in it tells of the machine."""
        run = {
            "on": town_day(now()).isoformat(),
            "axe": axe_version(),
            "pages": len(self.places),
            "looks": self.looks,
            "findings": [
                {"rule": rule, "pages": len({place.partition(" (")[0] for place in places})}
                for rule, places in sorted(self.found.items())
            ],
        }
        RUN_FILE.write_text(json.dumps(run, indent=2) + "\n", "utf-8")


def axe_version() -> str:
    """Return the version of axe that looks."""
    found = re.search(r"axe v([\d.]+)", AXE_SCRIPT)
    assert found, "axe says no version"
    return found[1]


async def look_for_barriers(page: Page, place: Place, mode: Mode, findings: Findings) -> None:
    """Let axe look at a page as it is in this mode."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE_SCRIPT)
    findings.note(place, mode, await page.evaluate(_ASK))
