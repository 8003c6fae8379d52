"""What happens without a request, and may happen twice."""

from datetime import timedelta

from sqlalchemy import func, select, text

from participate.accounts.models import SignInAttempts
from participate.accounts.rules import AccountEvent, Role
from participate.commands.jobs import forget_what_is_over, seal_audit_log, start_clock
from participate.core.audit import AuditSeal, broken_seals, record
from participate.core.once import DoneWrite
from participate.voting.models import Round
from participate.voting.rules import RoundState
from participate.workshops.models import WrongCodes
from tests.factories import NOON, make_account, make_round, make_workshop


def make_entries(session, number):
    account = make_account(session, Role.MODERATOR)
    for _ in range(number):
        record(session, AccountEvent.SIGNED_IN, account, by=account, at=NOON)
    session.commit()


def seals(session):
    number = session.scalar(select(func.count()).select_from(AuditSeal))
    session.rollback()  # SQLite lets one write at a time
    return number


def test_every_entry_is_sealed_in_batches_and_once(app, session):
    make_entries(session, 501)
    seal_audit_log(app)
    assert seals(session) == 501
    seal_audit_log(app)
    assert seals(session) == 501
    assert broken_seals(session) == []


def test_a_changed_entry_shows(app, session):
    make_entries(session, 2)
    seal_audit_log(app)
    session.execute(text("UPDATE audit_entry SET event = 'nothing'"))
    session.commit()
    assert broken_seals(session) != []


def test_the_clock_seals_as_soon_as_it_starts(app, session):
    make_entries(session, 1)
    clock = start_clock(app)
    clock.shutdown(wait=True)
    assert seals(session) == 1


def test_what_the_privacy_page_promises_to_forget_is_forgotten(app, session):
    long_ago = NOON - timedelta(days=1000)
    session.add(DoneWrite(key="old", at=long_ago))
    session.add(WrongCodes(counted="old", paid_off_at=long_ago))
    session.add(SignInAttempts(email_hash="old", failures=1, last_at=long_ago))
    closed = {"state": RoundState.CLOSED, "closed_at": long_ago}
    make_round(session, make_workshop(session), **closed)
    session.commit()
    forget_what_is_over(app)
    assert session.scalars(select(DoneWrite)).all() == []
    assert session.scalars(select(SignInAttempts)).all() == []
    assert session.scalars(select(WrongCodes)).all() == []
    assert session.scalars(select(Round.key)).all() == [None]
