"""A form's key is taken once, also by two at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from participate.core.once import DoneWrite, claim_write, forget_writes
from tests.factories import NOON


def test_the_second_time_finds_the_first(session):
    assert claim_write(session, "key", at=NOON) is None
    session.commit()
    found = claim_write(session, "key", at=NOON + timedelta(minutes=1))
    assert (found.key, found.at) == ("key", NOON)


def test_another_key_is_another_write(session):
    claim_write(session, "key", at=NOON)
    assert claim_write(session, "other", at=NOON) is None


def test_a_write_that_was_taken_back_leaves_its_key_free(session):
    claim_write(session, "key", at=NOON)
    session.rollback()
    assert claim_write(session, "key", at=NOON) is None


def test_of_many_at_once_exactly_one_is_first(engine):
    def claim(_):
        with Session(engine) as own:
            first = claim_write(own, "key", at=NOON) is None
            own.commit()
            return first

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(claim, range(8))) == [False] * 7 + [True]


def test_writes_are_forgotten_after_two_days(session):
    for days, key in ((0, "today"), (2, "two days"), (3, "three days")):
        claim_write(session, key, at=NOON - timedelta(days=days))
    forget_writes(session, at=NOON)
    assert set(session.scalars(select(DoneWrite.key))) == {"today", "two days"}
