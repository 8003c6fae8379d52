"""The town to look at, served on a database of its own, and the browser that looks."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.async_api import async_playwright

from tests.bench.served import product
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.factories import SECRET
from tests.looks.camera import Window, together
from tests.looks.places import Finder, Place
from tests.looks.town import Looked

#: Pages that are open in the browser at once.
WINDOWS = 2


@contextmanager
def looked_at(*, serve: bool = True) -> Iterator[tuple[Looked, str]]:
    """Fill a town and serve it; give it, and its address, which is empty if it is not served."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {"DATABASE_URL": f"sqlite:///{Path(folder) / 'town.db'}", "SECRET_KEY": SECRET}
        command = [sys.executable, "-m", "participate", "init"]
        subprocess.run(command, env=os.environ | settings, check=True)  # noqa: S603
        print("Filling the town …", flush=True)  # noqa: T201
        town = Looked(settings["DATABASE_URL"])
        if not serve:
            yield town, ""
            return
        with product(settings) as server:
            yield town, f"http://127.0.0.1:{server.port}"


async def look_at_all(
    town: Looked,
    address: str,
    wanted: Callable[[Place], bool],
    look: Callable[[Window, Place], Awaitable[None]],
    *,
    all_states: bool = True,
) -> list[Place]:
    """Look at every place that is wanted, say how far it is, and return them in their order."""
    began, seen = time.monotonic(), list[Place]()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        windows = [Window(browser, address, town.cookies) for _ in range(WINDOWS)]

        async def look_and_say(window: Window, place: Place) -> None:
            await look(window, place)
            seen.append(place)
            print(f"{len(seen):4} {time.monotonic() - began:5.0f} s  {place.name}", flush=True)  # noqa: T201

        order = list[Place]()
        for _state, places in Finder(town).places(all_states=all_states):
            chosen = [one for one in places if wanted(one)]
            order += chosen
            await together(windows, chosen, look_and_say)
        await browser.close()
    return order
