"""The pages of offers."""

from flask import Blueprint, Response

from participate.core.audience import Audience
from participate.core.errors import NotFoundError
from participate.web.guard import open_to

bp = Blueprint("offers", __name__)


@bp.get("/offers")
@open_to(Audience.EVERYONE)
def index() -> Response:
    """Not built yet."""
    raise NotFoundError("offers.index is not built yet")


@bp.get("/offers/<int:offer_id>")
@open_to(Audience.EVERYONE)
def show(offer_id: int) -> Response:
    """Not built yet."""
    raise NotFoundError("offers.show is not built yet")


@bp.get("/offers/mine")
@open_to(Audience.PROVIDER, Audience.ADMINISTRATOR)
def mine() -> Response:
    """Not built yet."""
    raise NotFoundError("offers.mine is not built yet")


@bp.route("/offers/new", methods=["GET", "POST"])
@open_to(Audience.PROVIDER, Audience.ADMINISTRATOR)
def new() -> Response:
    """Not built yet."""
    raise NotFoundError("offers.new is not built yet")


@bp.route("/offers/<int:offer_id>/edit", methods=["GET", "POST"])
@open_to(Audience.PROVIDER, Audience.ADMINISTRATOR)
def edit(offer_id: int) -> Response:
    """Not built yet."""
    raise NotFoundError("offers.edit is not built yet")


@bp.post("/offers/<int:offer_id>/publish")
@open_to(Audience.PROVIDER, Audience.ADMINISTRATOR)
def publish(offer_id: int) -> Response:
    """Not built yet."""
    raise NotFoundError("offers.publish is not built yet")


@bp.post("/offers/<int:offer_id>/withdraw")
@open_to(Audience.PROVIDER, Audience.ADMINISTRATOR)
def withdraw(offer_id: int) -> Response:
    """Not built yet."""
    raise NotFoundError("offers.withdraw is not built yet")


@bp.post("/offers/<int:offer_id>/confirm")
@open_to(Audience.PROVIDER, Audience.ADMINISTRATOR)
def confirm(offer_id: int) -> Response:
    """Not built yet."""
    raise NotFoundError("offers.confirm is not built yet")


@bp.route("/providers", methods=["GET", "POST"])
@open_to(Audience.ADMINISTRATOR)
def providers() -> Response:
    """Not built yet."""
    raise NotFoundError("offers.providers is not built yet")


@bp.route("/providers/<int:provider_id>/edit", methods=["GET", "POST"])
@open_to(Audience.ADMINISTRATOR)
def edit_provider(provider_id: int) -> Response:
    """Not built yet."""
    raise NotFoundError("offers.edit_provider is not built yet")
