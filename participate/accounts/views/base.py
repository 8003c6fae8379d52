"""What the pages of accounts have in common."""

from flask import Blueprint

from participate.core.audience import Audience

bp = Blueprint("accounts", __name__)
STAFF = (
    Audience.PROVIDER,
    Audience.BOARD,
    Audience.CHAIR,
    Audience.MODERATOR,
    Audience.ADMINISTRATOR,
)
