"""Group commit: presses of one moment share a transaction, and none drags another one down."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import IntegrityError

from participate.core.errors import NotAllowedError, NotFoundError
from participate.prioritisation.ballots import BudgetSpentError
from participate.voting import writer
from participate.voting.actions import Press, TakenBeforeError, close_round
from participate.voting.models import Ballot, Mark
from participate.voting.queries import marks_of
from participate.voting.rules import RoundClosedError
from participate.voting.writer import Writer
from participate.workshops.rules import WorkshopStatus
from tests.factories import NOON, make_idea, make_participant, make_round, make_workshop
from tests.voting.checks import findings

CROWD = 12


@pytest.fixture
def hall(session, workshop):
    """A round with as many voters as press at once, each on an idea of their own."""
    ideas = [make_idea(session, workshop) for _idea in range(CROWD)]
    return make_round(session, workshop, budget=5, most_per_idea=3, ideas=ideas)


@pytest.fixture
def voters(session, workshop):
    return [make_participant(session, workshop) for _voter in range(CROWD)]


@pytest.fixture
def presses(session, hall, voters):
    """One press of each voter."""
    pairs = zip(voters, hall.ideas, strict=True)
    presses = [Press(hall.workshop_id, hall.id, one.id, idea.id, 1) for one, idea in pairs]
    session.commit()
    return presses


@pytest.fixture
def held_writer(engine, monkeypatch):
    """A writer whose first batch waits until it is let go, while others queue up behind it."""
    entered, go = Event(), Event()
    take_presses = writer.take_presses
    batches = []

    def waits(session, presses, **named):
        batches.append(len(presses))
        if len(batches) == 1:
            entered.set()
            go.wait(30)
        return take_presses(session, presses, **named)

    monkeypatch.setattr(writer, "take_presses", waits)
    mine = Writer(engine)
    mine.batches, mine.entered, mine.go = batches, entered, go
    return mine


def queue_up(held, presses):
    """Send presses, all but the first while that one is being written; return what came of each."""
    with ThreadPoolExecutor(len(presses)) as pool:
        first = pool.submit(held.take, presses[0])
        held.entered.wait(30)
        others = [pool.submit(held.take, press) for press in presses[1:]]
        while held.waiting < len(others):
            sleep(0.01)
        held.go.set()
        return [one.exception(30) or one.result() for one in [first, *others]]


def test_presses_of_one_moment_share_one_transaction(session, hall, presses, held_writer):
    taken = queue_up(held_writer, presses)

    assert [slip.marks for slip in taken] == [{press.idea_id: 1} for press in presses]
    assert held_writer.batches == [1, CROWD - 1]
    assert session.scalar(select(func.sum(Mark.points))) == CROWD
    assert findings(session) == []


def test_nobody_hears_of_it_before_it_is_on_disk(engine, session, presses):
    """What a voter is told is in the database for everybody else."""
    committed = []
    event.listen(engine, "commit", lambda _connection: committed.append(True))

    Writer(engine).take(presses[0])

    assert committed
    assert session.scalar(select(func.count()).select_from(Ballot)) == 1


def test_a_refused_press_takes_no_other_along(session, hall, voters, presses, held_writer):
    greedy = Press(hall.workshop_id, hall.id, voters[3].id, hall.ideas[0].id, 4)
    stranger = Press(hall.workshop_id, hall.id, 10**6, hall.ideas[0].id, 1)
    elsewhere = Press(10**6, hall.id, voters[4].id, hall.ideas[0].id, 1)
    session.commit()

    taken = queue_up(held_writer, [presses[0], greedy, stranger, elsewhere, presses[1]])

    assert [type(one).__name__ for one in taken[1:4]] == [
        "TooManyOnOneError",
        "NotAllowedError",
        "NotFoundError",
    ]
    assert session.scalar(select(func.sum(Mark.points))) == 2
    assert session.scalar(select(func.count()).select_from(Ballot)) == 2


def test_a_press_that_breaks_the_transaction_is_tried_alone(
    session, presses, held_writer, monkeypatch
):
    broken, take_presses = presses[2], writer.take_presses

    def breaks(session, batch, **named):
        if broken in batch:
            raise IntegrityError("INSERT", (), Exception("of no use"))
        return take_presses(session, batch, **named)

    monkeypatch.setattr(writer, "take_presses", breaks)

    taken = queue_up(held_writer, presses[:4])

    assert isinstance(taken[2], IntegrityError)
    assert session.scalar(select(func.sum(Mark.points))) == 3


def test_presses_of_one_voter_are_taken_in_their_order(session, hall, voters, held_writer):
    voter, ideas = voters[0], [idea.id for idea in hall.ideas]
    wanted = [Press(hall.workshop_id, hall.id, voter.id, idea, 1) for idea in ideas[:6]]
    session.commit()

    taken = queue_up(held_writer, wanted)

    assert isinstance(taken[5], BudgetSpentError)
    assert marks_of(session, hall, voter) == dict.fromkeys(ideas[:5], 1)


def test_a_copy_in_the_same_batch_counts_once(session, hall, voters, held_writer):
    place = (hall.workshop_id, hall.id, voters[0].id, hall.ideas[0].id)
    session.commit()
    same = [Press(*place, 1, key="k" * 64, location="/here") for _tap in range(3)]

    taken = queue_up(held_writer, same)

    assert [isinstance(one, TakenBeforeError) for one in taken] == [False, True, True]
    assert session.scalar(select(func.sum(Mark.points))) == 1


def test_a_refused_press_can_be_sent_again(session, hall, voters, moderator, engine):
    place = (hall.workshop_id, hall.id, voters[0].id, hall.ideas[0].id)
    again = Press(*place, 4, key="k" * 64, location="/here")
    session.commit()
    for _time in range(2):
        with pytest.raises(Exception, match="at most 3"):
            Writer(engine).take(again)


def test_after_the_close_and_in_a_withdrawn_workshop_nothing_is_taken(
    session, workshop, hall, presses, moderator, engine
):
    workshop.status = WorkshopStatus.DRAFT
    session.commit()
    with pytest.raises(NotFoundError):
        Writer(engine).take(presses[0])
    workshop.status = WorkshopStatus.PUBLISHED
    close_round(session, hall, by=moderator, at=NOON)
    session.commit()
    with pytest.raises(RoundClosedError):
        Writer(engine).take(presses[0])


def test_who_was_erased_meanwhile_does_not_vote(session, hall, voters, presses, engine):
    voters[0].erased_at = NOON
    session.commit()
    with pytest.raises(NotAllowedError):
        Writer(engine).take(presses[0])


def test_a_round_of_another_workshop_is_not_found(session, presses, hall, voters, engine):
    other = make_workshop(session)
    press = Press(other.id, hall.id, voters[0].id, hall.ideas[0].id, 1)
    session.commit()
    with pytest.raises(NotFoundError):
        Writer(engine).take(press)
