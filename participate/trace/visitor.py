"""What this visitor may see of a way."""

from collections.abc import Sequence

from participate.accounts.rules import Role
from participate.accounts.visitor import find_account
from participate.extensions import db
from participate.offers.models import Offer
from participate.requirements.models import Requirement
from participate.trace import queries


def sees_all() -> bool:
    """Say whether this visitor sees what is hidden or not public yet."""
    account = find_account()
    return account is not None and account.has(Role.MODERATOR, Role.ADMINISTRATOR)


def fulfilled_by(offer: Offer) -> Sequence[Requirement]:
    """Return the requirements an offer fulfils, as far as this visitor may see them, by number."""
    return queries.requirements_of(db.session, offer, everything=sees_all())
