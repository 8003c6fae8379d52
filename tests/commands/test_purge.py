"""`purge`, run as an administrator runs it."""

from datetime import timedelta

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from participate.core.clock import now
from participate.core.once import DoneWrite


@pytest.fixture
def count(ready):
    """How many forms are remembered in the database of the command line."""
    engine = create_engine(f"sqlite:///{ready / 'participate.db'}")
    with Session(engine) as session:
        for number, age in enumerate((0, 3, 4)):
            session.add(DoneWrite(key=f"form {number}", at=now() - timedelta(days=age)))
        session.commit()

    def count():
        with Session(engine) as session:
            return session.scalar(select(func.count()).select_from(DoneWrite))

    yield count
    engine.dispose()


def test_a_dry_run_shows_counts_then_purge_deletes_and_a_second_one_finds_nothing(
    participate, count
):
    told = participate("purge", "--dry-run")
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.splitlines()[0].split() == ["forms", "2"]
    assert "Nothing was deleted" in told.stdout
    assert count() == 3

    done = participate("purge")
    assert done.stdout.splitlines()[0].split() == ["forms", "2"]
    assert count() == 1

    again = participate("purge")
    assert again.stdout.splitlines()[0].split() == ["forms", "0"]
    assert count() == 1
