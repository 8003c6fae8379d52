"""The pages of board."""

from flask import Blueprint, Response

from participate.core.audience import Audience
from participate.core.errors import NotFoundError
from participate.web.guard import open_to

bp = Blueprint("board", __name__, url_prefix="/board")


@bp.get("")
@open_to(Audience.BOARD, Audience.CHAIR, Audience.MODERATOR)
def index() -> Response:
    """Not built yet."""
    raise NotFoundError("board.index is not built yet")


@bp.route("/assign", methods=["GET", "POST"])
@open_to(Audience.CHAIR, Audience.MODERATOR)
def assign() -> Response:
    """Not built yet."""
    raise NotFoundError("board.assign is not built yet")


@bp.route("/ideas/<int:idea_id>", methods=["GET", "POST"])
@open_to(Audience.BOARD, Audience.CHAIR)
def review(idea_id: int) -> Response:
    """Not built yet."""
    raise NotFoundError("board.review is not built yet")


@bp.route("/ideas/<int:idea_id>/resolve", methods=["GET", "POST"])
@open_to(Audience.CHAIR)
def resolve(idea_id: int) -> Response:
    """Not built yet."""
    raise NotFoundError("board.resolve is not built yet")


@bp.get("/resolutions")
@open_to(Audience.EVERYONE)
def resolutions() -> Response:
    """Not built yet."""
    raise NotFoundError("board.resolutions is not built yet")
