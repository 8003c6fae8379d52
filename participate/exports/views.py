"""The pages of exports."""

from flask import Blueprint, Response

from participate.core.audience import Audience
from participate.core.errors import NotFoundError
from participate.web.guard import open_to

bp = Blueprint("exports", __name__)


@bp.get("/releases/<int:number>/backlog.<string:extension>")
@open_to(Audience.EVERYONE)
def download(number: int, extension: str) -> Response:
    """Not built yet."""
    raise NotFoundError("exports.download is not built yet")
