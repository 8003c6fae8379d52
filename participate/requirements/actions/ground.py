"""What every action on the backlog begins with."""

from sqlalchemy import text

from participate.accounts.models import Account
from participate.core.db import DbSession
from participate.core.errors import NotAllowedError
from participate.requirements.access import may_write
from participate.requirements.models import (
    Release,
    Requirement,
)


def check_may_write(account: Account) -> None:
    """Raise `NotAllowedError` for whoever does not moderate."""
    if not may_write(account):
        raise NotAllowedError(f"account {account.id} writing the backlog")


def one_at_a_time(session: DbSession, model: type[Requirement] | type[Release]) -> None:
    """Let nobody else number a row of this table until the commit. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        table = model.__tablename__
        session.execute(text(f'LOCK TABLE "{table}" IN SHARE ROW EXCLUSIVE MODE'))
