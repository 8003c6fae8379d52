"""A town that is made up, to look around in before there is a real one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from participate.accounts.actions import create_account
from participate.accounts.models import Account
from participate.accounts.rules import Role, new_password
from participate.core.db import DbSession
from participate.workshops.models import Workshop

#: Who signs in: what they are called, and the roles they hold.
PEOPLE = {
    "administrator": ("Administration", {Role.ADMINISTRATOR}),
    "moderator": ("Moderation", {Role.MODERATOR}),
    "chair": ("Vorsitz Familienbeirat", {Role.CHAIR}),
    "board": ("Mitglied Familienbeirat", {Role.BOARD}),
    "provider": ("Anbieter Familienzentrum", {Role.PROVIDER}),
}


@dataclass(frozen=True)
class LogIn:
    """How somebody signs in to the demo town. The password is stored nowhere else."""

    role: str
    email: str
    password: str


def is_empty(session: DbSession) -> bool:
    """Say whether nobody has begun to use this database: no account, no workshop."""
    begun = select(exists(select(Account.id)) | exists(select(Workshop.id)))
    return not session.scalar(begun)


def fill_demo(session: DbSession, *, at: datetime) -> list[LogIn]:
    """Fill an empty database, left uncommitted, and return how to sign in to it.

    Raises:
        participate.accounts.actions.EmailTakenError: the demo town is there already.
    """
    log_ins = []
    for role, (name, roles) in PEOPLE.items():
        log_in = LogIn(role, f"{role}@demo.example", new_password())
        create_account(
            session,
            by=None,
            email=log_in.email,
            name=name,
            password=log_in.password,
            roles=roles,
            at=at,
        )
        log_ins.append(log_in)
    return log_ins
