"""What the pages of accounts have in common."""

from flask import Blueprint, Response, url_for

from participate.accounts import queries, visitor
from participate.accounts.models import Account
from participate.core.audience import Audience
from participate.extensions import db
from participate.web.transactions import saved

bp = Blueprint("accounts", __name__)
STAFF = (
    Audience.PROVIDER,
    Audience.BOARD,
    Audience.CHAIR,
    Audience.MODERATOR,
    Audience.ADMINISTRATOR,
)


def let_in(account: Account, goal: str) -> Response:
    """Sign an account in on this device, or ask for its code first."""
    if queries.find_second_factor(db.session, account) is not None:
        visitor.start_pending(account)
        return saved(url_for("accounts.enter_code", next=goal))
    visitor.start_session(account)
    return visitor.remember_known_device(saved(goal), account.email)
