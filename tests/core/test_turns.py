"""Queueing up for SQLite's one write lock."""

import fcntl
import os
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep

import pytest
from sqlalchemy import create_engine, text

from participate.core import db, turns
from participate.core.turns import Turn


@pytest.fixture
def database(tmp_path):
    return str(tmp_path / "town.db")


@pytest.fixture
def other_process(database):
    """Hold the queue's file as another process does; call it to let go."""
    file = os.open(f"{database}.turn", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(file, fcntl.LOCK_EX)
    yield lambda: fcntl.flock(file, fcntl.LOCK_UN)
    os.close(file)


def test_threads_take_turns(database):
    first, second, over = Turn(database), Turn(database), Event()
    first.take()
    with ThreadPoolExecutor(1) as pool:
        waits = pool.submit(lambda: (second.take(), over.is_set())[1])
        sleep(0.05)
        over.set()
        first.end()
        assert waits.result(10)
    second.end()


def test_it_waits_for_another_process(database, other_process):
    mine = Turn(database)
    with ThreadPoolExecutor(1) as pool:
        waits = pool.submit(mine.take)
        sleep(0.05)
        assert not waits.done()
        other_process()
        waits.result(10)
    mine.end()


def test_nobody_waits_for_ever(database, other_process, monkeypatch):
    monkeypatch.setattr(turns, "LONGEST", 0.05)
    first, second = Turn(database), Turn(database)

    assert not first.take(), "the other process never lets go"
    assert not second.take(), "nor does the first one"

    second.end()
    first.end()


def test_twice_is_once_and_what_was_not_taken_is_not_ended(database):
    one, other = Turn(database), Turn(database)
    one.end()
    assert one.take()
    assert one.take()
    one.end()
    assert other.take(), "the first one had ended its turn"
    other.end()


def test_a_transaction_that_writes_takes_its_turn_and_ends_it(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'town.db'}")
    held = Turn(str(tmp_path / "town.db"))

    def writes():
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE IF NOT EXISTS it (n INTEGER)"))

    writes()
    held.take()
    with ThreadPoolExecutor(1) as pool:
        waits = pool.submit(writes)
        token = db.only_reads.set(True)
        with engine.begin() as connection:  # who only reads does not queue up
            assert connection.execute(text("SELECT count(*) FROM it")).scalar() == 0
        db.only_reads.reset(token)
        sleep(0.05)
        assert not waits.done()
        held.end()
        waits.result(10)
    engine.dispose()


def test_a_transaction_that_fails_ends_its_turn(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'town.db'}")
    with pytest.raises(ZeroDivisionError), engine.begin():
        raise ZeroDivisionError
    next_one = Turn(str(tmp_path / "town.db"))
    next_one.take()
    next_one.end()
    engine.dispose()
