"""The pages about what is stored about people."""

from flask import Blueprint, Response, current_app

from participate.core.audience import Audience
from participate.pages.operator import missing_settings
from participate.privacy.labels import retention_table
from participate.web.guard import open_to
from participate.web.htmx import page_or_partial

bp = Blueprint("privacy", __name__)


@bp.get("/privacy")
@open_to(Audience.EVERYONE)
def show() -> Response:
    """Say what is stored about whom, for how long, and what people can ask for."""
    config, page = current_app.config, "privacy/show.html"
    return page_or_partial(
        page, page, operator=config, missing=missing_settings(config), kept=retention_table()
    )
