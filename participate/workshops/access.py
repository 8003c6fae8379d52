"""Who may do what with a workshop. Each answer is a plain yes or no, so templates can ask too."""

from participate.accounts.models import Account
from participate.accounts.rules import Role
from participate.workshops.models import Actor


def may_facilitate(actor: Actor | None) -> bool:
    """Moderators prepare and lead workshops. None stands for the installation itself: an import."""
    if actor is None:
        return True
    return isinstance(actor, Account) and actor.has(Role.MODERATOR)
