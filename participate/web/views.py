"""What no package owns: style sheets, scripts and fonts, and what machines ask a server."""

from datetime import UTC, timedelta

from flask import Blueprint, Response, current_app, request

from participate.core.audience import Audience
from participate.core.clock import now
from participate.core.errors import NotFoundError
from participate.web.assets import built
from participate.web.guard import open_to
from participate.web.health import is_healthy
from participate.web.metrics import figures

bp = Blueprint("web", __name__)
#: Days for which security.txt holds; RFC 9116 wants less than a year.
SECURITY_DAYS = 180


@bp.get("/assets/<string:name>")
@open_to(Audience.EVERYONE)
def asset(name: str) -> Response:
    """Hand out a built file. Its name changes with its content, so browsers keep it for a year."""
    found = built().files.get(name)
    if found is None:
        raise NotFoundError(name)
    encoding, content = found.best_of(request.headers.get("Accept-Encoding", ""))
    answer = Response(content, content_type=found.content_type)
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    answer.vary.add("Accept-Encoding")
    if encoding != "identity":
        answer.headers["Content-Encoding"] = encoding
    return answer


def plain(text: str, status: int = 200) -> Response:
    """Answer with a text that nobody keeps."""
    answer = Response(text, status=status, content_type="text/plain; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/healthz")
@open_to(Audience.EVERYONE)
def health() -> Response:
    """Say whether this server can serve, and nothing else: 200 or 503."""
    return plain("ok\n") if is_healthy() else plain("not ok\n", 503)


@bp.get("/metrics")
@open_to(Audience.EVERYONE)
def metrics() -> Response:
    """Hand out figures about the server, where that is switched on."""
    return figures()


@bp.get("/.well-known/security.txt")
@open_to(Audience.EVERYONE)
def security_txt() -> Response:
    """Say whom to tell about a hole (RFC 9116), if the settings name anybody."""
    config = current_app.config
    contact = config["SECURITY_CONTACT"] or config["OPERATOR_EMAIL"]
    if not contact:
        raise NotFoundError("security.txt")
    ends = (now().astimezone(UTC) + timedelta(days=SECURITY_DAYS)).date()
    lines = (
        f"Contact: {contact if ':' in contact else f'mailto:{contact}'}",
        f"Expires: {ends.isoformat()}T00:00:00Z",
        "Preferred-Languages: de, en",
        f"Canonical: {config['PUBLIC_URL']}/.well-known/security.txt",
    )
    return plain("\n".join(lines) + "\n")
