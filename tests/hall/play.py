"""One evening in a hall, on a database of its own: played, and held against what lies there."""

import asyncio
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from participate.voting.models import Ballot, Mark, Round
from participate.voting.rules import voter_key
from participate.workshops.models import Participant
from participate.workshops.rules import StepKind, code_hash, device_hash, join_code, join_key
from participate.workshops.visitor import DEVICE_COOKIE
from tests import factories as make
from tests.bench.served import product
from tests.hall.evening import Guest, Hall, evening
from tests.hall.phone import Journal

#: Ideas that stand in the round.
STANDING = 12


@dataclass(frozen=True)
class Played:
    """How an evening went."""

    journal: Journal
    memory: list[float]  #: each worker's share, in MB
    votes: int  #: that were acknowledged
    differences: int  #: phones whose ballot is not what they were told, and ballots of nobody


def play(address: str, hall: Hall) -> Played:
    """Fill an empty database, serve it, play, and compare."""
    settings = {"DATABASE_URL": address, "SECRET_KEY": make.SECRET}
    command = [sys.executable, "-m", "participate", "init"]
    subprocess.run(command, env=os.environ | settings, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    engine = create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
    with Session(engine) as session:
        round_id, scanned = fill(session)
        session.commit()
    with product(settings) as server:
        guests, journal = asyncio.run(evening(hall, server.port, scanned))
        memory = server.memory()
    with Session(engine) as session:
        wrong = differences(session, round_id, guests)
    engine.dispose()
    return Played(journal, memory, sum(guest.marks.total() for guest in guests), wrong)


def fill(session: Session) -> tuple[int, str]:
    """Make a workshop that votes; return the round, and the path that its code leads to."""
    workshop = make.make_workshop(session, step=StepKind.VOTE)
    code = join_code(make.SECRET, workshop.id, workshop.join_code_number)
    workshop.join_code_hash = code_hash(make.SECRET, code)
    ideas = [
        make.make_idea(session, workshop, title=f"Schatten {number}") for number in range(STANDING)
    ]
    round_ = make.make_round(session, workshop, ideas=ideas)
    key = join_key(make.SECRET, workshop.id, workshop.join_code_number)
    return round_.id, f"/w/{code}?k={key}"


def differences(session: Session, round_id: int, guests: list[Guest]) -> int:
    """Return how many phones have another ballot than they were told, and ballots of nobody."""
    round_ = session.get_one(Round, round_id)
    stored: dict[str, Counter[int]] = {}
    marks = select(Ballot.voter_key, Mark.idea_id, Mark.points).join(Mark)
    for key, idea, points in session.execute(marks.where(Ballot.round_id == round_id)):
        stored.setdefault(key, Counter())[idea] = points
    rows = session.execute(select(Participant.device_hash, Participant.id))
    people = {row.device_hash: row.id for row in rows}
    wrong = 0
    for guest in guests:
        token = guest.phone.cookies.get(DEVICE_COOKIE, "")
        person = people.get(device_hash(make.SECRET, round_.workshop_id, token), 0)
        wrong += stored.pop(voter_key(round_.key or b"", person), Counter()) != guest.marks
    return wrong + len(stored)
