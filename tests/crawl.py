"""Following the links of a site, a few pages of each kind."""

from collections import Counter
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from flask import Flask

#: Pages of one kind that a crawl looks at: the third idea looks like the second.
OF_A_KIND = 2


def crawl(
    app: Flask,
    visit: Callable[[str], tuple[int, Iterable[str]]],
    start: str,
    of_a_kind: int = OF_A_KIND,
) -> dict[str, int]:
    """Follow links from a page on, and return the status of each address.

    `visit` takes an address of ours; it gives its status, and the `href`s of the page there.
    """
    found: dict[str, int] = {}
    waiting, kinds = [start], Counter[str]()
    routes = app.url_map.bind("localhost")
    while waiting:
        path = waiting.pop(0)
        kind = routes.match(urlsplit(path).path)[0]
        if path in found or kinds[kind] == of_a_kind:
            continue
        kinds[kind] += 1
        found[path], links = visit(path)
        waiting += [link for link in map(own_path, links) if link and link not in found]
    return found


def own_path(href: str) -> str:
    """Return what an address means on this site; nothing for others and for jumps in a page."""
    parts = urlsplit(href)
    if parts.scheme or parts.netloc or not parts.path:
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")
