"""The files that a release can be downloaded as."""

from flask import Blueprint, Response
from flask_babel import gettext as _

from participate.core.audience import Audience
from participate.core.errors import NotFoundError
from participate.exports.collect import backlog
from participate.exports.formats import FORMATS
from participate.exports.labels import words
from participate.extensions import db
from participate.web.guard import open_to
from participate.workshops.queries import stakeholder_groups

bp = Blueprint("exports", __name__)


@bp.get("/releases/<int:number>/backlog.<string:extension>")
@open_to(Audience.EVERYONE)
def download(number: int, extension: str) -> Response:
    """Hand out the backlog of a release as a file."""
    format_ = FORMATS.get(extension)
    if format_ is None:
        raise NotFoundError(f"no format {extension}")
    sheet = backlog(db.session, number, format_)
    content = format_.write(sheet, words(stakeholder_groups(db.session)))
    answer = Response(content, content_type=format_.content_type)
    name = _("requirements-release-%(number)d", number=number)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.{extension}")
    return answer
