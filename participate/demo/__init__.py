"""A town that is made up, to look around in before there is a real one.

All that people say in it stands in `texts/`; the modules beside this one only play it out, through
the same actions that a real town uses, in the order in which it would have happened.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from participate.accounts.actions import create_account
from participate.accounts.models import Account
from participate.accounts.rules import Role, new_password
from participate.core.db import DbSession
from participate.demo.backlog import plan_backlog
from participate.demo.board import plan_board
from participate.demo.directory import plan_directory
from participate.demo.evenings import plan_workshops
from participate.demo.town import Town, read_texts
from participate.workshops.models import Workshop

#: Who signs in: what they are called, and the roles they hold.
PEOPLE = {
    "administrator": ("Administration", {Role.ADMINISTRATOR}),
    "moderator": ("Moderation", {Role.MODERATOR}),
    "chair": ("Vorsitz Familienbeirat", {Role.BOARD, Role.CHAIR}),
    "board": ("Familienbeirat, Sitz der Eltern", {Role.BOARD}),
    "provider": ("Familienzentrum Nordstadt", {Role.PROVIDER}),
}
#: Further members of the board, so that its figures can be shown. Nobody is told their passwords.
MEMBERS = {
    "board-youth": "Familienbeirat, Sitz der Jugend",
    "board-kitas": "Familienbeirat, Sitz der Kitas",
    "board-companies": "Familienbeirat, Sitz der Betriebe",
    "board-seniors": "Familienbeirat, Sitz der Älteren",
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
    town = Town(session, read_texts(), secret, at)
    log_ins = [_account(town, role, *who) for role, who in PEOPLE.items()]
    for role, name in MEMBERS.items():
        _account(town, role, name, {Role.BOARD})
    parts = (plan_directory, plan_workshops, plan_board, plan_backlog)
    happenings = [one for plan in parts for one in plan(town)]
    for _moment, happens in sorted(happenings, key=lambda one: one[0]):
        happens()
    return log_ins


def _account(town: Town, role: str, name: str, roles: set[Role]) -> LogIn:
    log_in = LogIn(role, f"{role}@demo.example", new_password())
    town.accounts[role] = create_account(
        town.session,
        by=None,
        email=log_in.email,
        name=name,
        password=log_in.password,
        roles=roles,
        at=town.days(LONG_AGO),
    )
    return log_in
