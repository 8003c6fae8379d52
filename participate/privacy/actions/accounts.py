"""Erasing accounts: at their holder's wish, by an administrator, and long after switching off."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from participate.accounts.models import (
    Account,
    AccountSession,
    HeldRole,
    MailedLink,
    Passkey,
    RecoveryCode,
    SecondFactor,
)
from participate.accounts.rules import AccountEvent, Role
from participate.board.models import Assignment, Review
from participate.core.audit import AuditEntry, record
from participate.core.db import DbSession
from participate.core.errors import ConflictError, NotAllowedError
from participate.core.outbox import OutgoingMail
from participate.offers.models import ProviderMember
from participate.pages.models import Feedback
from participate.privacy.actions.texts import unlink_account
from participate.privacy.rules import ACCOUNT_DAYS, NAMELESS, Texts


class LastAdministratorError(ConflictError):
    """Nobody would be left to look after the installation."""


def erase_account(
    session: DbSession,
    account: Account,
    *,
    by: Account | None,
    texts: Texts,
    at: datetime,
    even_the_last: bool = False,
) -> bool:
    """Make an account nobody's, for good. What it decided for the town stays, without a name.

    The row stays without anything personal, so that its number is never given to somebody else.
    Twice is once.

    Args:
        session: left uncommitted; what it holds is out of date afterwards.
        account: to be erased.
        by: its holder or an administrator; None for the clock and for a restored backup.
        texts: whether its own needs, ideas and comments stay; what it typed for others does.
        at: the moment.
        even_the_last: of the administrators, when a backup knows others no longer or not yet.

    Returns:
        Whether there was anything to erase.

    Raises:
        NotAllowedError: `by` is somebody else.
        LastAdministratorError: no other account administers the installation.
    """
    if by is not None and by.id != account.id and not by.has(Role.ADMINISTRATOR):
        raise NotAllowedError(f"account {by.id} erasing account {account.id}")
    others = _other_administrators(session, account)
    session.refresh(account, with_for_update={"of": Account})
    if account.erased_at is not None:
        return False
    if account.active and account.has(Role.ADMINISTRATOR) and not (others or even_the_last):
        raise LastAdministratorError(f"account {account.id}")
    unlink_account(session, account.id, texts=texts)
    _leave_what_is_given_to_people(session, account)
    _forget_address(session, account.email)
    record(session, AccountEvent.ERASED, account, by=by, at=at, texts=texts.value)
    account.email, account.display_name = f"erased {account.id}", NAMELESS  # no address looks so
    account.password_hash, account.active, account.erased_at = None, False, at
    account.language = None
    session.flush()
    session.expire_all()
    return True


def _other_administrators(session: DbSession, account: Account) -> list[int]:
    """Return who else administers, locked: of two who erase themselves at once, one has to stay."""
    administrators = (
        select(Account.id)
        .where(
            Account.active,
            Account.id.in_(select(HeldRole.account_id).filter_by(role=Role.ADMINISTRATOR)),
        )
        .order_by(Account.id)
        .with_for_update()
    )
    return [one for one in session.scalars(administrators) if one != account.id]


def _leave_what_is_given_to_people(session: DbSession, account: Account) -> None:
    """Take away roles, sessions, links, codes, offers, and open reviews; ratings stay, unsigned."""
    mine = Assignment.account_id == account.id
    reviewed = select(Review.id).filter_by(account_id=account.id)
    unanswered = ~reviewed.where(Review.idea_id == Assignment.idea_id).exists()
    for statement in (
        delete(Assignment).where(mine, unanswered),
        update(Review).where(Review.account_id == account.id).values(note=""),
        delete(ProviderMember).where(ProviderMember.account_id == account.id),
        delete(HeldRole).where(HeldRole.account_id == account.id),
        delete(AccountSession).where(AccountSession.account_id == account.id),
        delete(MailedLink).where(MailedLink.account_id == account.id),
        delete(Passkey).where(Passkey.account_id == account.id),
        delete(RecoveryCode).where(RecoveryCode.account_id == account.id),
        delete(SecondFactor).where(SecondFactor.account_id == account.id),
    ):
        session.execute(statement, execution_options={"synchronize_session": False})


def _forget_address(session: DbSession, email: str) -> None:
    """Take an address out of the outbox, and out of messages about barriers."""
    said = func.lower(Feedback.contact).contains(email, autoescape=True)
    for statement in (
        delete(OutgoingMail).where(func.lower(OutgoingMail.recipient) == email),
        update(Feedback).where(said).values(contact=""),
    ):
        session.execute(statement, execution_options={"synchronize_session": False})


def forget_accounts(session: DbSession, *, at: datetime) -> int:
    """Erase accounts that were switched off `ACCOUNT_DAYS` ago, and return how many."""
    before = at - timedelta(days=ACCOUNT_DAYS)
    events = (AccountEvent.DEACTIVATED, AccountEvent.REACTIVATED)
    later = select(AuditEntry.id).where(
        AuditEntry.subject_table == Account.__tablename__,
        AuditEntry.subject_id == Account.id,
        AuditEntry.event.in_(events),
        AuditEntry.at >= before,
    )
    over = select(Account).where(
        ~Account.active, Account.erased_at.is_(None), Account.created_at < before, ~later.exists()
    )
    accounts = session.scalars(over.order_by(Account.id)).all()
    for account in accounts:
        erase_account(session, account, by=None, texts=Texts.KEPT, at=at)
    return len(accounts)
