"""The pages of pages."""

from flask import Blueprint, Response

from participate.core.audience import Audience
from participate.core.errors import NotFoundError
from participate.pages.models import Feedback
from participate.web.guard import open_to

__all__ = ["Feedback", "bp"]
bp = Blueprint("pages", __name__)


@bp.get("/")
@open_to(Audience.EVERYONE)
def home() -> Response:
    """Not built yet."""
    raise NotFoundError("pages.home is not built yet")


@bp.get("/imprint")
@open_to(Audience.EVERYONE)
def imprint() -> Response:
    """Not built yet."""
    raise NotFoundError("pages.imprint is not built yet")


@bp.get("/privacy")
@open_to(Audience.EVERYONE)
def privacy() -> Response:
    """Not built yet."""
    raise NotFoundError("pages.privacy is not built yet")


@bp.route("/accessibility", methods=["GET", "POST"])
@open_to(Audience.EVERYONE)
def accessibility() -> Response:
    """Not built yet."""
    raise NotFoundError("pages.accessibility is not built yet")


@bp.get("/licences")
@open_to(Audience.EVERYONE)
def licences() -> Response:
    """Not built yet."""
    raise NotFoundError("pages.licences is not built yet")


@bp.get("/language/<string:to>")
@open_to(Audience.EVERYONE)
def language(to: str) -> Response:
    """Not built yet."""
    raise NotFoundError("pages.language is not built yet")


@bp.get("/desk")
@open_to(
    Audience.PROVIDER, Audience.BOARD, Audience.CHAIR, Audience.MODERATOR, Audience.ADMINISTRATOR
)
def desk() -> Response:
    """Not built yet."""
    raise NotFoundError("pages.desk is not built yet")


@bp.get("/workshops/<int:workshop_id>/mine")
@open_to(Audience.PARTICIPANT)
def mine(workshop_id: int) -> Response:
    """Not built yet."""
    raise NotFoundError("pages.mine is not built yet")


@bp.route("/feedback", methods=["GET", "POST"])
@open_to(Audience.ADMINISTRATOR)
def feedback() -> Response:
    """Not built yet."""
    raise NotFoundError("pages.feedback is not built yet")


@bp.get("/audit")
@open_to(Audience.ADMINISTRATOR)
def audit() -> Response:
    """Not built yet."""
    raise NotFoundError("pages.audit is not built yet")
