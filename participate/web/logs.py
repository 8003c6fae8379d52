"""One line in the log for each request: what was asked for, never by whom or with which words.

What `kept` answers out of memory never comes here (decision 6).
"""

from secrets import token_hex
from time import perf_counter

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger("participate.web")
#: A method may be any word that somebody sends; only these are named.
METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}


def request_id() -> str:
    """Return the number under which this request stands in the log, 16 hexadecimal digits.

    Drawn here: a number that a browser sends could say anything.
    """
    if "request_id" not in g:
        g.request_id = token_hex(8)
    return str(g.request_id)


def log_requests(app: Flask) -> None:
    """Log each request when it is answered: endpoint instead of path, and neither query nor form.

    Call it before anything else that acts on requests, so that all of it is measured.
    """

    @app.before_request
    def begin() -> None:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id())
        g.began = perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        log.info(
            "request",
            method=method_named(),
            endpoint=request.endpoint or "none",
            status=response.status_code,
            ms=round(1000 * (perf_counter() - g.get("began", perf_counter())), 1),
        )
        return response


def method_named() -> str:
    """Return this request's method if it is a usual one, else `other`."""
    return request.method if request.method in METHODS else "other"
