"""A town that is made up, to look around in before there is a real one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from participate.accounts.actions import create_account
from participate.accounts.models import Account
from participate.accounts.rules import Role, new_password
from participate.core.db import DbSession
from participate.demo.decisions import review_and_resolve, write_and_release
from participate.demo.directory import open_directory
from participate.demo.evenings import hold_workshop
from participate.demo.town import Town, read_texts
from participate.workshops.models import Workshop

#: Who signs in: what they are called, and the roles they hold.
PEOPLE = {
    "administrator": ("Administration", {Role.ADMINISTRATOR}),
    "moderator": ("Moderation", {Role.MODERATOR}),
    "chair": ("Vorsitz Familienbeirat", {Role.BOARD, Role.CHAIR}),
    "board": ("Mitglied Familienbeirat", {Role.BOARD}),
    "provider": ("Anbieter Familienzentrum", {Role.PROVIDER}),
}

#: Days from today on which the accounts were made.
LONG_AGO = -240


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


def fill_demo(session: DbSession, *, secret: str, at: datetime) -> list[LogIn]:
    """Fill an empty database, left uncommitted, and return how to sign in to it.

    Raises:
        participate.accounts.actions.EmailTakenError: the demo town is there already.
    """
    town = Town(read_texts(), secret, at)
    log_ins = _accounts(session, town)
    for entry in town.texts["workshop"]:
        hold_workshop(session, town, entry)
    review_and_resolve(session, town)
    write_and_release(session, town)
    open_directory(session, town)
    return log_ins


def _accounts(session: DbSession, town: Town) -> list[LogIn]:
    log_ins = []
    for role, (name, roles) in PEOPLE.items():
        log_in = LogIn(role, f"{role}@demo.example", new_password())
        town.accounts[role] = create_account(
            session,
            by=None,
            email=log_in.email,
            name=name,
            password=log_in.password,
            roles=roles,
            at=town.days(LONG_AGO),
        )
        log_ins.append(log_in)
    return log_ins
