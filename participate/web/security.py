"""Headers that keep a page to itself."""

import re
from secrets import token_urlsafe

from flask import Flask, Response, g, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; media-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

#: A path of our own: one slash, then nothing that a browser drops (spaces, tabs, line breaks) or
#: takes for a slash. `//host` and `/\\host` are addresses elsewhere.
_LOCAL = re.compile(r"/(?![/\\])[!-\[\]-~]*")
_LONGEST_PATH = 2_000


def local_path(asked: str | None, otherwise: str) -> str:
    """Return where somebody wants to go afterwards if it is on this site, else `otherwise`."""
    if asked and len(asked) <= _LONGEST_PATH and _LOCAL.fullmatch(asked):
        return asked
    return otherwise


def script_nonce() -> str:
    """Return the word that allows this page's own scripts, and no other."""
    if "script_nonce" not in g:
        g.script_nonce = token_urlsafe(16)
    return str(g.script_nonce)


def kept_nowhere(response: Response) -> Response:
    """Let no browser keep a page that shows a password or a code: "back" would show it again."""
    response.headers["Cache-Control"] = "no-store"
    return response


class PrivateSession(SecureCookieSessionInterface):
    """Keeps the session's cookie off what no person opens: a cache may hand files to everybody."""

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Say whether this answer renews the cookie: pages do, built files never."""
        machines = {"web.asset", "web.health", "web.metrics", "web.security_txt"}
        return request.endpoint not in machines and super().should_set_cookie(app, session)


def send_security_headers(app: Flask) -> None:
    """Add the headers to every answer; pages are never kept by anybody in between."""
    app.session_interface = PrivateSession()

    @app.after_request
    def add(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = POLICY.format(nonce=script_nonce())
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if "Cache-Control" not in headers:
            headers["Cache-Control"] = "private, no-cache"
        return response
