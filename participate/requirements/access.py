"""Who may do what with requirements. Each answer is a plain yes or no, so templates can ask too."""

from participate.accounts.models import Account
from participate.accounts.rules import Role
from participate.requirements.models import Requirement

STAFF = (Role.MODERATOR, Role.BOARD, Role.CHAIR, Role.ADMINISTRATOR)


def sees_proposals(account: Account | None) -> bool:
    """Those who work on the backlog see what is not adopted yet; nobody else does."""
    return account is not None and account.has(*STAFF)


def may_see(account: Account | None, requirement: Requirement) -> bool:
    """Everybody, once it is public; staff before that, too."""
    return requirement.public or sees_proposals(account)


def may_write(account: Account | None) -> bool:
    """Moderators write requirements, move them on and publish releases."""
    return account is not None and account.has(Role.MODERATOR)
