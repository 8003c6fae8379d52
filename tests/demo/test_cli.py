"""The demo town is filled once, and everybody it names can sign in."""

import re
import shutil
import sqlite3
import stat
from hashlib import sha256

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from participate.accounts.actions import sign_in
from participate.accounts.rules import Role
from tests.command_line import run_in
from tests.factories import NOON

LINE = re.compile(r"^  (\w+) +(\S+@\S+) +(\S+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def town(set_up, tmp_path_factory):
    """A data folder with a demo town, and what was said when it was filled."""
    folder = shutil.copytree(set_up, tmp_path_factory.mktemp("demo") / "town")
    done = run_in(folder, "demo", "--if-empty")
    assert (done.returncode, done.stderr) == (0, "")
    return folder, done


@pytest.fixture
def filled(place, town):
    """What was said when `place` was filled."""
    folder, done = town
    shutil.copytree(folder, place, dirs_exist_ok=True)
    return done


@pytest.fixture
def digest(place):
    """Say in one number what the whole database holds."""

    def digest():
        with sqlite3.connect(place / "participate.db") as database:
            return sha256("\n".join(database.iterdump()).encode()).hexdigest()

    return digest


def test_it_prints_a_log_in_for_every_role(filled):
    assert {role for role, _, _ in LINE.findall(filled.stdout)} >= {
        "administrator",
        "moderator",
        "chair",
        "board",
        "provider",
    }


def test_no_two_demo_towns_have_the_same_passwords(filled, participate, place):
    for file in place.glob("participate.db*"):
        file.unlink()
    participate("init")
    other = LINE.findall(participate("demo").stdout)
    mine = LINE.findall(filled.stdout)
    assert mine
    assert not {password for _, _, password in mine} & {password for _, _, password in other}


def test_everybody_it_names_can_sign_in_with_their_role(filled, place):
    engine = create_engine(f"sqlite:///{place / 'participate.db'}")
    with Session(engine) as session:
        for role, email, password in LINE.findall(filled.stdout):
            who = sign_in(session, email=email, password=password, email_hash=role, at=NOON)
            assert who.has(Role(role))
    engine.dispose()


def test_the_second_time_changes_nothing_and_says_where_to_look(filled, participate, place, digest):
    before = digest()
    again = participate("demo", "--if-empty")
    assert again.returncode == 0
    assert str(place / "demo-log-ins.txt") in again.stdout
    assert digest() == before


def test_a_database_in_use_is_left_alone(filled, participate, digest):
    before = digest()
    again = participate("demo")
    assert again.returncode == 1
    assert "The database is in use" in again.stderr
    assert digest() == before


def test_the_log_ins_are_kept_for_their_owner_alone(filled, place):
    kept = place / "demo-log-ins.txt"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert kept.read_text() in filled.stdout
