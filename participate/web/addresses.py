"""Addresses that templates make."""

from collections.abc import Hashable
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import flask
from flask import current_app, request

#: Addresses that one worker remembers: those of what a hall looks at.
ADDRESSES_MAX = 1_000


def url_for(endpoint: str, /, **values: Hashable) -> str:
    """Return the path of a page of ours, as Flask's function does, which takes its time over it."""
    return _path(current_app.url_map, endpoint, **values)


@lru_cache(ADDRESSES_MAX, typed=True)
def _path(_map: Hashable, endpoint: str, /, **values: Any) -> str:
    """Make a path. With a host it would hang on which one a request claims; it never has one."""
    return flask.url_for(endpoint, _external=False, **values)


def address_with(**changes: Any) -> str:
    """Return the address of this page with other arguments; None takes one away.

    Changing anything but the page leads back to the first page of a list. The arguments are not
    handed to `url_for`, which would take some names for orders: a scheme, another host.
    """
    arguments = request.args.to_dict() | ({} if "page" in changes else {"page": None}) | changes
    kept = {name: value for name, value in arguments.items() if value not in (None, "")}
    path = url_for(request.endpoint or "", **(request.view_args or {}))
    return f"{path}?{urlencode(kept)}" if kept else path
