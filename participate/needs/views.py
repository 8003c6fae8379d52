"""The pages of needs."""

from flask import Blueprint, Response

from participate.core.audience import Audience
from participate.core.errors import NotFoundError
from participate.web.guard import open_to

bp = Blueprint("needs", __name__, url_prefix="/workshops/<int:workshop_id>")


@bp.get("/needs")
@open_to(Audience.EVERYONE)
def index(workshop_id: int) -> Response:
    """Not built yet."""
    raise NotFoundError("needs.index is not built yet")


@bp.route("/needs/new", methods=["GET", "POST"])
@open_to(Audience.PARTICIPANT, Audience.MODERATOR)
def new(workshop_id: int) -> Response:
    """Not built yet."""
    raise NotFoundError("needs.new is not built yet")


@bp.get("/needs/<int:need_id>")
@open_to(Audience.EVERYONE)
def show(workshop_id: int, need_id: int) -> Response:
    """Not built yet."""
    raise NotFoundError("needs.show is not built yet")


@bp.route("/needs/<int:need_id>/edit", methods=["GET", "POST"])
@open_to(Audience.PARTICIPANT, Audience.MODERATOR)
def edit(workshop_id: int, need_id: int) -> Response:
    """Not built yet."""
    raise NotFoundError("needs.edit is not built yet")


@bp.route("/needs/<int:need_id>/hide", methods=["GET", "POST"])
@open_to(Audience.MODERATOR)
def hide(workshop_id: int, need_id: int) -> Response:
    """Not built yet."""
    raise NotFoundError("needs.hide is not built yet")


@bp.post("/needs/<int:need_id>/show-again")
@open_to(Audience.MODERATOR)
def unhide(workshop_id: int, need_id: int) -> Response:
    """Not built yet."""
    raise NotFoundError("needs.unhide is not built yet")


@bp.route("/needs/wall", methods=["GET", "POST"])
@open_to(Audience.MODERATOR)
def wall(workshop_id: int) -> Response:
    """Not built yet."""
    raise NotFoundError("needs.wall is not built yet")


@bp.post("/needs/<int:need_id>/move")
@open_to(Audience.MODERATOR)
def move(workshop_id: int, need_id: int) -> Response:
    """Not built yet."""
    raise NotFoundError("needs.move is not built yet")


@bp.get("/clusters/<int:cluster_id>")
@open_to(Audience.EVERYONE)
def cluster(workshop_id: int, cluster_id: int) -> Response:
    """Not built yet."""
    raise NotFoundError("needs.cluster is not built yet")


@bp.post("/clusters/<int:cluster_id>/rename")
@open_to(Audience.MODERATOR)
def rename_cluster(workshop_id: int, cluster_id: int) -> Response:
    """Not built yet."""
    raise NotFoundError("needs.rename_cluster is not built yet")


@bp.post("/clusters/<int:cluster_id>/dissolve")
@open_to(Audience.MODERATOR)
def dissolve_cluster(workshop_id: int, cluster_id: int) -> Response:
    """Not built yet."""
    raise NotFoundError("needs.dissolve_cluster is not built yet")
