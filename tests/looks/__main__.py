"""Looks at every page: `make screens` takes pictures, `make axe` looks for barriers."""

import asyncio
import os
import re
import sys
from itertools import cycle
from pathlib import Path

from tests.looks.barriers import MODES as BARRIER_MODES
from tests.looks.barriers import Findings, look_for_barriers
from tests.looks.camera import MODES, Window, put_into, take
from tests.looks.places import Finder, Place
from tests.looks.served import look_at_all, looked_at
from tests.looks.sheet import picture, write_sheet
from tests.looks.validator import errors_in

PICTURES = Path("var/screens")


def wanted(place: Place) -> bool:
    """Say whether ONLY, a pattern, names this place; without one all are wanted."""
    return re.search(os.environ.get("ONLY", ""), place.name) is not None


def screens() -> int:
    """Take the pictures that are not there yet, and write the contact sheet."""
    once = set[tuple[str, str]]()

    async def look(window: Window, place: Place) -> None:
        rare = (place.endpoint, place.language) in once
        once.add((place.endpoint, place.language))
        modes = [mode for mode in MODES if not (mode.rare and rare)]
        left = [mode for mode in modes if not picture(PICTURES, place, mode).exists()]
        if left:
            page = await window.opened(place)
            devtools = await page.context.new_cdp_session(page)
            for mode in left:
                await take(page, mode, devtools, picture(PICTURES, place, mode))
            await page.close()

    with looked_at() as (town, address):
        places = asyncio.run(look_at_all(town, address, wanted, look))
    print(f"{len(places)} places: open {write_sheet(PICTURES, places)}")  # noqa: T201
    return 0


def axe() -> int:
    """Let axe look at every page, say what it found, and write down what all pages together say."""
    findings = Findings()

    async def look(window: Window, place: Place) -> None:
        page = await window.opened(place)
        devtools = await page.context.new_cdp_session(page)
        for mode in BARRIER_MODES:
            await put_into(page, mode, devtools)
            await look_for_barriers(page, place, mode, findings)
        await page.close()

    with looked_at() as (town, address):
        asyncio.run(look_at_all(town, address, wanted, look))
    print(findings.report())  # noqa: T201
    if "ONLY" not in os.environ:
        findings.write()
    return 1 if findings.found else 0


def html() -> int:
    """Show every page to the validator."""
    with looked_at(serve=False) as (town, _address):
        pages = [one for _state, places in Finder(town).places() for one in places if wanted(one)]
    return judged(pages)


def judged(places: list[Place]) -> int:
    """Print what the validator says of pages; 1 if it finds an error."""
    errors = errors_in([(place.name, place.html) for place in places])
    print(f"{len(places)} pages, {len(errors)} errors in their HTML", *errors, sep="\n")  # noqa: T201
    return 1 if errors else 0


def short() -> int:
    """Look at the town as it usually is, at mistakes in forms and at two more languages.

    The validator sees all of that, axe each route once, in one mode each in turn.
    """
    findings, seen, modes = Findings(), set[str](), cycle(BARRIER_MODES)

    async def look(window: Window, place: Place) -> None:
        if place.endpoint in seen:
            return
        seen.add(place.endpoint)
        mode = next(modes)
        page = await window.opened(place)
        await put_into(page, mode, await page.context.new_cdp_session(page))
        await look_for_barriers(page, place, mode, findings)
        await page.close()

    with looked_at() as (town, address):
        places = asyncio.run(look_at_all(town, address, wanted, look, all_states=False))
    print(findings.report())  # noqa: T201
    return judged(places) or (1 if findings.found else 0)


COMMANDS = {"screens": screens, "axe": axe, "html": html, "short": short}

if __name__ == "__main__":
    raise SystemExit(COMMANDS[sys.argv[1]]())
