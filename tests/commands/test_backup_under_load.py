"""A backup made while everybody writes is the state of one moment, on both databases.

`make backup-proof` does the same many times over; here it is done twice.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from threading import Event

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participate.core.clock import now
from participate.ideas.actions.discussing import submit_comment
from participate.ideas.actions.proposing import Proposal, submit_idea
from participate.ideas.models import Comment, Idea
from participate.ideas.rules import CommentKind
from participate.workshops.models import Participant
from tests.commands.conftest import engine_of, with_tables
from tests.factories import SECRET, make_idea, make_participant, make_workshop

WRITERS = 4
BACKUPS = int(os.environ.get("BACKUPS", "2"))


@pytest.fixture
def hall(new_database):
    """The address of a database in which a workshop takes ideas, and an engine on it."""
    address = with_tables(new_database())
    engine = engine_of(address)
    with Session(engine) as session:
        workshop = make_workshop(session)
        for _ in range(WRITERS):
            make_idea(session, workshop)
            make_participant(session, workshop)
        session.commit()
    yield address, engine
    engine.dispose()


def write_until(stop, engine, number, written):
    """Comment on an idea, and every few times propose one; each in a transaction of its own."""
    for turn in count():
        if stop.is_set():
            return
        with Session(engine) as session:
            person = session.get(Participant, number)
            idea = session.get(Idea, turn % WRITERS + 1)
            if turn % 5 == 0:
                text = Proposal(f"Idee {number} {turn}")
                idea = submit_idea(session, idea.workshop, text, by=person, at=now())
            at = now() + timedelta(minutes=turn)  # nobody may say as much within a minute
            said = {"kind": CommentKind.PRO, "body": f"Ja {number} {turn}", "at": at}
            submit_comment(session, idea, by=person, **said)
            session.commit()
        written.append(turn)


def counted_and_there(engine):
    """For each idea: how many comments it says it has, and how many there are."""
    with Session(engine) as session:
        there = select(func.count(Comment.id)).where(Comment.idea_id == Idea.id).scalar_subquery()
        return session.execute(select(Idea.comment_count, there).order_by(Idea.id)).all()


@pytest.mark.long
def test_each_backup_is_one_moment_of_a_hall_that_goes_on(hall, elsewhere, new_database, tmp_path):
    address, engine = hall
    written, stop, files = [], Event(), []
    with ThreadPoolExecutor(WRITERS) as pool:
        people = [
            pool.submit(write_until, stop, engine, number + 1, written) for number in range(WRITERS)
        ]
        try:
            for number in range(BACKUPS):
                before = len(written)
                file = tmp_path / f"{number}.backup"
                settings = {"DATABASE_URL": address, "SECRET_KEY": SECRET}
                done = elsewhere("backup", str(file), **settings)
                assert done.returncode == 0, done.stderr
                files.append((file, before, len(written)))
        finally:
            stop.set()
        for person in people:
            person.result()

    for file, before, after in files:
        assert after > before, "nobody wrote meanwhile"
        copy = new_database()
        done = elsewhere("restore", str(file), DATABASE_URL=copy)
        assert done.returncode == 0, done.stderr
        copied = engine_of(copy)
        rows = counted_and_there(copied)
        copied.dispose()
        assert [said for said, _there in rows] == [there for _said, there in rows]
        # Each writer may have committed one more than it had said.
        assert before <= sum(there for _said, there in rows) <= after + WRITERS
