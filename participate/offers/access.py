"""Who may see and keep offers."""

from participate.accounts.models import Account
from participate.accounts.rules import Role
from participate.offers.models import Offer, Provider
from participate.offers.rules import OfferStatus


def may_keep_for(account: Account | None, provider: Provider) -> bool:
    """Administrators keep all offers; providers those of the organisations they belong to."""
    if account is None:
        return False
    if account.has(Role.ADMINISTRATOR):
        return True
    return account.has(Role.PROVIDER) and account.id in {member.id for member in provider.members}


def may_keep(account: Account | None, offer: Offer) -> bool:
    """Whoever keeps the offers of its provider keeps this one."""
    return may_keep_for(account, offer.provider)


def may_see(account: Account | None, offer: Offer) -> bool:
    """Everybody sees what is published; the rest only those who keep it, and moderators."""
    if offer.status is OfferStatus.PUBLISHED:
        return True
    return may_keep(account, offer) or (account is not None and account.has(Role.MODERATOR))
