"""Who may do what with an account."""

from participate.accounts.models import Account
from participate.accounts.rules import Role


def may_manage(person: Account | None) -> bool:
    """Administrators; and nobody at all, which is whoever sits at the server's command line."""
    return person is None or person.has(Role.ADMINISTRATOR)
