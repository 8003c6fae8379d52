"""Who may do what for the board. Each answer is a plain yes or no, so templates can ask too."""

from participate.accounts.models import Account
from participate.accounts.rules import Role
from participate.ideas.models import Idea
from participate.workshops.rules import WorkshopStatus


def may_assign(account: Account) -> bool:
    """The chair, and moderators, who prepare the meeting."""
    return account.has(Role.CHAIR, Role.MODERATOR)


def may_resolve(account: Account) -> bool:
    """The chair alone records what the board resolved."""
    return account.has(Role.CHAIR)


def is_public(idea: Idea) -> bool:
    """Everybody may read it: its workshop is published, and nobody had to hide it."""
    return idea.hidden_at is None and idea.workshop.status is WorkshopStatus.PUBLISHED
