"""The pages of requirements."""

from flask import Blueprint, Response

from participate.core.audience import Audience
from participate.core.errors import NotFoundError
from participate.web.guard import open_to

bp = Blueprint("requirements", __name__)


@bp.get("/requirements")
@open_to(Audience.EVERYONE)
def index() -> Response:
    """Not built yet."""
    raise NotFoundError("requirements.index is not built yet")


@bp.route("/requirements/new", methods=["GET", "POST"])
@open_to(Audience.MODERATOR)
def new() -> Response:
    """Not built yet."""
    raise NotFoundError("requirements.new is not built yet")


@bp.get("/requirements/<string:key>")
@open_to(Audience.EVERYONE)
def show(key: str) -> Response:
    """Not built yet."""
    raise NotFoundError("requirements.show is not built yet")


@bp.route("/requirements/<string:key>/edit", methods=["GET", "POST"])
@open_to(Audience.MODERATOR)
def edit(key: str) -> Response:
    """Not built yet."""
    raise NotFoundError("requirements.edit is not built yet")


@bp.route("/requirements/<string:key>/status", methods=["GET", "POST"])
@open_to(Audience.MODERATOR)
def change_status(key: str) -> Response:
    """Not built yet."""
    raise NotFoundError("requirements.change_status is not built yet")


@bp.get("/releases")
@open_to(Audience.EVERYONE)
def releases() -> Response:
    """Not built yet."""
    raise NotFoundError("requirements.releases is not built yet")


@bp.route("/releases/new", methods=["GET", "POST"])
@open_to(Audience.MODERATOR)
def new_release() -> Response:
    """Not built yet."""
    raise NotFoundError("requirements.new_release is not built yet")


@bp.get("/releases/<int:number>")
@open_to(Audience.EVERYONE)
def release(number: int) -> Response:
    """Not built yet."""
    raise NotFoundError("requirements.release is not built yet")
