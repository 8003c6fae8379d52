"""Backed up, erased, restored: whoever was erased stays erased, on both kinds of database."""

import shutil

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from participate.accounts.rules import Role
from participate.core.clock import now
from participate.ideas.models import Idea
from participate.privacy.actions.accounts import erase_account
from participate.privacy.actions.participants import erase_participant
from participate.privacy.rules import NAMELESS, Texts
from participate.workshops.models import Participant, Workshop
from tests.commands.conftest import engine_of
from tests.factories import SECRET, make_account
from tests.privacy.canary import busy_account, busy_participant, rows_with_canary


@pytest.fixture
def backed_up(participate, town, tmp_path):
    """A backup in which two people are known, made before both were erased."""
    engine, file = engine_of(town), tmp_path / "before.backup"
    here = {"DATABASE_URL": town, "SECRET_KEY": SECRET}
    with Session(engine) as session:
        workshop = session.scalars(select(Workshop).order_by(Workshop.id)).first()
        someone, account = busy_participant(session, workshop), busy_account(session, workshop)
        make_account(session, Role.ADMINISTRATOR)
        session.commit()
        assert rows_with_canary(engine) != []
        assert participate("backup", str(file), **here).returncode == 0
        erase_participant(session, someone, by=someone, texts=Texts.WITHDRAWN, at=now())
        erase_account(session, account, by=account, texts=Texts.WITHDRAWN, at=now())
        session.commit()
    engine.dispose()
    assert participate("work", **here).returncode == 0  # the clock, which keeps the list
    return file


def restored(run, file, address, *options):
    done = run("restore", str(file), *map(str, options), DATABASE_URL=address)
    assert done.returncode == 0, done.stderr
    engine = engine_of(address)
    found = rows_with_canary(engine)
    with Session(engine) as session:
        people = session.scalars(select(Participant).filter_by(pseudonym=NAMELESS)).all()
        ideas = len(session.scalars(select(Idea)).all())
    engine.dispose()
    return done.stdout, found, len(people), ideas


def test_whoever_was_erased_since_is_erased_again(participate, backed_up, new_database):
    said, found, people, ideas = restored(participate, backed_up, new_database())
    assert "Erased 2 people again" in said
    assert (found, people) == ([], 1)
    assert ideas > 2


@pytest.mark.long
def test_elsewhere_the_list_comes_along(elsewhere, backed_up, new_database, place, tmp_path):
    assert restored(elsewhere, backed_up, new_database())[1] != []

    shutil.copy(place / "erasures.jsonl", tmp_path / "brought")
    options = ("--erasures", tmp_path / "brought")
    said, found, people, _ideas = restored(elsewhere, backed_up, new_database(), *options)
    assert "Erased 2 people again" in said
    assert (found, people) == ([], 1)
    # and next time without being asked
    assert restored(elsewhere, backed_up, new_database())[1] == []


def test_a_list_that_cannot_be_read_stops_the_restore(participate, backed_up, new_database, place):
    (place / "erasures.jsonl").write_text("none of ours\n")
    done = participate("restore", str(backed_up), DATABASE_URL=new_database())
    assert done.returncode == 1
    assert "cannot be read" in done.stderr
