"""What all pages of workshops share."""

from typing import Any

from flask import (
    Blueprint,
    Response,
    make_response,
    render_template,
)

bp = Blueprint("workshops", __name__)


def page(template: str, **context: Any) -> Response:
    """Return a page; one whose form has mistakes says so in its status."""
    mistaken = "form" in context and context["form"].mistakes
    return make_response(
        render_template(f"workshops/{template}", **context), 422 if mistaken else 200
    )
