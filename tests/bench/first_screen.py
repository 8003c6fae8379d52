"""The first screen of a phone that scanned the code: how much comes over the wire, how soon."""

import http.client
import re
import shutil
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from tests.bench.town import Town

GOAL = 64_000
#: A poor line, as mobile networks are tested with: bytes in a second down and up, and the
#: milliseconds there and back; and a phone whose processor takes four times as long.
LINE = {"downloadThroughput": 200_000, "uploadThroughput": 93_750, "latency": 150, "offline": False}
SLOWER = 4
TIMES = 5
#: When the page was painted first. Style sheets hold it back, scripts do not, and the form needs
#: none: whoever sees it can use it.
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
#: When the last byte of the page was there.
RECEIVED = "performance.getEntriesByType('navigation')[0].responseEnd"


def first_screen(port: int, bare_port: int, town: Town) -> str:
    """Return two lines on the page to join: how much comes over the wire, and how soon."""
    path = f"/workshops/{town.few}/join"
    html, css = over_the_wire(port, path)
    fits = "fits" if html + css <= GOAL else "DOES NOT FIT"
    ours, bare = _moments(
        (f"http://127.0.0.1:{port}{path}", PAINTED),
        (f"http://127.0.0.1:{bare_port}/page/{html + css}", RECEIVED),
    )
    return (
        f"First screen (join): HTML {html:,} + CSS {css:,} = {html + css:,} bytes over the wire;"
        f" {fits} into {GOAL:,}\n\n"
        f"On a slow line (1.6 Mbit/s, {LINE['latency']} ms, processor slowed {SLOWER} times) it can"
        f" be used after {ours / 1000:.2f} s; the line alone takes {bare / 1000:.2f} s for as many"
        f" bytes in one piece, {bare / ours:.0%}"
    )


def over_the_wire(port: int, path: str) -> tuple[int, int]:
    """Return the bytes of a page and of its style sheets, compressed as a browser asks for them."""
    page, html = _fetch(port, path)
    sheets = re.findall(rb'<link rel="stylesheet" href="([^"]+)"', page)
    return html, sum(_fetch(port, sheet.decode())[1] for sheet in sheets)


def _moments(*asked: tuple[str, str]) -> list[float]:
    """Return for each address the moment that is asked for, in milliseconds: the median of some."""
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium)
        looks = [[_look(browser, *one) for one in asked] for _ in range(TIMES)]
        browser.close()
    return [median(times) for times in zip(*looks, strict=True)]


def _look(browser: Browser, address: str, moment: str) -> float:
    """Open a page on a phone that has never seen it, over the slow line."""
    with browser.new_context(viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.send("Network.emulateNetworkConditions", LINE)
        wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.goto(address, wait_until="load")
        return float(page.evaluate(moment))


def _fetch(port: int, path: str) -> tuple[bytes, int]:
    """Return a body, decompressed, and its size on the wire."""
    sizes = {}
    for encoding in ("identity", "br"):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", path, headers={"Accept-Encoding": encoding})
        sizes[encoding] = connection.getresponse().read()
        connection.close()
    return sizes["identity"], len(sizes["br"])
