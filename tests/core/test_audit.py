"""The audit log is chained, and whoever touches it afterwards is found out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participate.accounts.rules import AccountEvent, Role
from participate.core.audit import (
    AuditEntry,
    AuditSeal,
    broken_seals,
    chained,
    record,
    seal_entries,
)
from tests.factories import NOON, make_account


@pytest.fixture
def account(session):
    return make_account(session, Role.MODERATOR)


@pytest.fixture
def sealed(session, account):
    """Three entries, sealed, as they lie in the database."""
    for number in range(3):
        at = NOON + timedelta(seconds=number)
        record(session, AccountEvent.CHANGED, account, by=account, at=at, roles="board")
    seal_entries(session)
    session.commit()
    return list(session.scalars(select(AuditEntry.id).order_by(AuditEntry.id)))


def test_an_untouched_log_holds(session, sealed):
    session.expire_all()
    assert broken_seals(session) == []


FLIPS = {
    "at": "at = '2020-01-01 00:00:00'",
    "event": "event = 'account.created'",
    "actor_table": "actor_table = 'participant'",
    "actor_id": "actor_id = actor_id + 1",
    "nobody": "actor_id = NULL",
    "subject_table": "subject_table = 'idea'",
    "subject_id": "subject_id = subject_id + 1",
    "details": """details = '{"roles": "administrator"}'""",
    "more details": """details = '{"roles": "board", "x": 1}'""",
}


@pytest.mark.parametrize("change", FLIPS.values(), ids=FLIPS.keys())
def test_every_flipped_field_is_found_and_named(session, sealed, change):
    session.execute(text(f"UPDATE audit_entry SET {change} WHERE id = {sealed[1]}"))  # noqa: S608
    session.commit()
    assert broken_seals(session) == [f"Entry {sealed[1]} does not fit seal 2."]


def test_a_flipped_digest_is_found(session, sealed):
    session.execute(text(f"UPDATE audit_seal SET digest = '{'0' * 64}' WHERE position = 1"))  # noqa: S608
    session.commit()
    assert f"Entry {sealed[0]} does not fit seal 1." in broken_seals(session)


def test_a_lost_entry_is_found(session, sealed):
    lose(session, f"DELETE FROM audit_entry WHERE id = {sealed[1]}")  # noqa: S608
    assert f"Entry {sealed[1]} of seal 2 is missing." in broken_seals(session)


def test_an_entry_lost_with_its_seal_is_found(session, sealed):
    lose(session, "DELETE FROM audit_seal WHERE position = 2")
    lose(session, f"DELETE FROM audit_entry WHERE id = {sealed[1]}")  # noqa: S608
    assert "Seal 2 is missing." in broken_seals(session)
    assert f"Entry {sealed[2]} does not fit seal 3." in broken_seals(session)


def test_the_first_entry_lost_with_its_seal_is_found(session, sealed):
    lose(session, "DELETE FROM audit_seal WHERE position = 1")
    lose(session, f"DELETE FROM audit_entry WHERE id = {sealed[0]}")  # noqa: S608
    assert "Seal 1 is missing." in broken_seals(session)


def test_swapped_seals_are_found(session, sealed):
    first, second = sealed[:2]
    session.execute(text("UPDATE audit_seal SET position = -1 WHERE position = 1"))
    session.execute(text("UPDATE audit_seal SET position = 1 WHERE position = 2"))
    session.execute(text("UPDATE audit_seal SET position = 2 WHERE position = -1"))
    session.commit()
    assert broken_seals(session) == [
        f"Entry {second} does not fit seal 1.",
        f"Entry {first} does not fit seal 2.",
        f"Entry {sealed[2]} does not fit seal 3.",
    ]


def test_swapped_entries_are_found(session, sealed):
    first, second = (session.get(AuditEntry, entry_id) for entry_id in sealed[:2])
    first.at, second.at = second.at, first.at
    session.commit()
    assert len(broken_seals(session)) == 2


def lose(session, statement):
    """Run what a foreign key would refuse to somebody who comes in through the front door."""
    if session.get_bind().dialect.name == "sqlite":
        session.rollback()
        connection = session.get_bind().raw_connection()
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute(statement)
        connection.execute("PRAGMA foreign_keys=ON")
        connection.close()
    else:
        session.execute(text("SET session_replication_role = replica"))
        session.execute(text(statement))
        session.execute(text("SET session_replication_role = DEFAULT"))
        session.commit()
    session.expire_all()


def test_the_digest_is_the_same_in_every_time_zone():
    here = AuditEntry(id=1, at=NOON, event="x", subject_table="idea", subject_id=1, details={})
    berlin = NOON.astimezone(timezone(timedelta(hours=2)))
    there = AuditEntry(id=1, at=berlin, event="x", subject_table="idea", subject_id=1, details={})
    assert chained("0" * 64, here) == chained("0" * 64, there)


def test_a_seal_made_before_the_entry_was_written_fits_when_it_is_read_back(session, account):
    at = datetime(2026, 5, 4, 14, 0, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    record(
        session, AccountEvent.CHANGED, account, by=None, at=at, roles="Größe", number=1, none=None
    )
    seal_entries(session)
    session.commit()
    session.expire_all()
    assert broken_seals(session) == []


def test_details_and_actor_are_kept_as_they_were(session, sealed, account):
    entry = session.get(AuditEntry, sealed[0])
    assert (entry.actor_table, entry.actor_id) == ("account", account.id)
    assert (entry.subject_table, entry.subject_id) == ("account", account.id)
    assert entry.details == {"roles": "board"}
    assert entry.at == NOON


def test_two_sealers_at_once_seal_everything_once(engine, session, account):
    for _ in range(40):
        record(session, AccountEvent.CHANGED, account, by=account, at=NOON)
    session.commit()

    def seal(_):
        with Session(engine) as own:
            try:
                while seal_entries(own):
                    own.commit()
            except IntegrityError:
                own.rollback()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(seal, range(8)))
    seal(0)
    assert session.scalar(select(func.count()).select_from(AuditSeal)) == 40
    assert broken_seals(session) == []
