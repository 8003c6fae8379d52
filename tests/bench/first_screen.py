"""The first screen of a phone that scanned the code: how much comes over the wire, how soon."""

import http.client
import re

from tests.bench.town import Town

GOAL = 64_000


def first_screen(port: int, town: Town) -> str:
    """Return a line on the page to join: its HTML and its style sheets, compressed."""
    page, html = _fetch(port, f"/workshops/{town.few}/join")
    sheets = re.findall(rb'<link rel="stylesheet" href="([^"]+)"', page)
    css = sum(_fetch(port, sheet.decode())[1] for sheet in sheets)
    fits = "fits" if html + css <= GOAL else "DOES NOT FIT"
    return (
        f"First screen (join): HTML {html:,} + CSS {css:,} = {html + css:,} bytes over the wire;"
        f" {fits} into {GOAL:,}"
    )


def _fetch(port: int, path: str) -> tuple[bytes, int]:
    """Return a body, decompressed, and its size on the wire."""
    sizes = {}
    for encoding in ("identity", "br"):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", path, headers={"Accept-Encoding": encoding})
        sizes[encoding] = connection.getresponse().read()
        connection.close()
    return sizes["identity"], len(sizes["br"])
