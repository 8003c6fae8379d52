"""Who may see how much of a way, and who may say what an offer fulfils."""

from dataclasses import dataclass

from participate.accounts.models import Account
from participate.accounts.rules import Role
from participate.offers.access import may_keep
from participate.offers.models import Offer
from participate.requirements.access import sees_proposals


@dataclass(frozen=True, slots=True)
class Eyes:
    """What somebody sees beyond what is public."""

    hidden: bool = False  #: hidden contributions, and those of workshops in preparation
    proposals: bool = False  #: requirements that are not adopted yet
    drafts: bool = False  #: offers that families do not find


#: What everybody sees.
PUBLIC_EYES = Eyes()


def eyes_of(account: Account | None) -> Eyes:
    """Return how much an account sees; None is somebody who has not signed in."""
    if account is None:
        return PUBLIC_EYES
    return Eyes(
        hidden=account.has(Role.MODERATOR),
        proposals=sees_proposals(account),
        drafts=account.has(Role.MODERATOR, Role.ADMINISTRATOR),
    )


def may_fulfil(account: Account | None, offer: Offer) -> bool:
    """Whoever keeps the offer, and moderators, say which requirements it fulfils."""
    return may_keep(account, offer) or (account is not None and account.has(Role.MODERATOR))
