"""What happens without a request, and may happen twice."""

from sqlalchemy import func, select, text

from participate.accounts.rules import AccountEvent, Role
from participate.commands.jobs import seal_audit_log, start_clock
from participate.core.audit import AuditSeal, broken_seals, record
from tests.factories import NOON, make_account


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
