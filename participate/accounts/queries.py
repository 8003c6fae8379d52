"""Reading accounts."""

from sqlalchemy import Select, select

from participate.accounts.models import Account
from participate.accounts.rules import plain_email
from participate.core.db import DbSession
from participate.core.errors import NotFoundError


def get_account(session: DbSession, account_id: int) -> Account:
    """Return one account.

    Raises:
        NotFoundError: there is none with this id.
    """
    account = session.get(Account, account_id)
    if account is None:
        raise NotFoundError(f"account {account_id}")
    return account


def find_account_by_email(session: DbSession, email: str) -> Account | None:
    """Return the account with this address, however it was typed."""
    return session.scalar(select(Account).where(Account.email == plain_email(email)))


def all_accounts() -> Select[Account]:
    """Select all accounts by name, those that may sign in first."""
    return select(Account).order_by(Account.active.desc(), Account.display_name, Account.id)
