"""The files that a release can be downloaded as."""

from flask import Blueprint, Response
from flask_babel import gettext as _

from participate.core.audience import Audience
from participate.core.errors import NotFoundError
from participate.exports.collect import backlog
from participate.exports.formats import FORMATS
from participate.extensions import db
from participate.web.guard import open_to

bp = Blueprint("exports", __name__)


@bp.get("/releases/<int:number>/backlog.<string:extension>")
@open_to(Audience.EVERYONE)
def download(number: int, extension: str) -> Response:
    """Hand out the backlog of a release as a file."""
    format_ = FORMATS.get(extension)
    if format_ is None:
        raise NotFoundError(f"no format {extension}")
    content = format_.write(backlog(db.session, number))
    answer = Response(content, content_type=format_.content_type)
    name = _("requirements-release-%(number)d", number=number)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.{extension}")
    return answer
