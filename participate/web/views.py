"""What every page needs and no package owns: the style sheets, scripts, fonts and pictograms."""

from flask import Blueprint, Response, request

from participate.core.audience import Audience
from participate.core.errors import NotFoundError
from participate.web.assets import built
from participate.web.guard import open_to

bp = Blueprint("web", __name__)


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
