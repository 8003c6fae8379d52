"""The agenda: planned beforehand, opened and closed in the hall."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participate.accounts.models import Account
from participate.accounts.rules import Role
from participate.core.audit import AuditEntry
from participate.core.errors import NotAllowedError
from participate.workshops.actions import (
    AgendaFullError,
    OvertakenError,
    StepFixedError,
    change_step,
    close_step,
    move_step,
    open_step,
    plan_step,
    remove_step,
)
from participate.workshops.models import Step
from participate.workshops.rules import STEP_MINUTES_MAX, STEPS_MAX, Move, StepKind, StepState
from tests.factories import NOON, make_account, make_step, make_workshop


@pytest.fixture
def moderator(session):
    return make_account(session, Role.MODERATOR)


@pytest.fixture
def workshop(session):
    """Collect, group, vote: all planned."""
    workshop = make_workshop(session, step=None)
    for kind in (StepKind.COLLECT_NEEDS, StepKind.GROUP, StepKind.VOTE):
        make_step(workshop, kind)
    session.flush()
    return workshop


def kinds(workshop):
    return [step.kind.value for step in workshop.steps]


def states(workshop):
    return [step.state.value for step in workshop.steps]


def events(session):
    return session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)).all()


def test_opening_a_step_closes_the_open_one_and_tells_the_phones(session, workshop, moderator):
    first, second, _third = workshop.steps
    open_step(session, first, by=moderator, at=NOON, instead_of=None)
    later = NOON + timedelta(minutes=20)
    open_step(session, second, by=moderator, at=later, instead_of=first.id)

    assert states(workshop) == ["done", "open", "planned"]
    assert (first.closed_at, second.opened_at) == (later, later)
    assert workshop.version == 3
    assert events(session) == ["step.opened", "step.closed", "step.opened"]


def test_closing_leaves_nothing_open(session, workshop, moderator):
    step = workshop.steps[0]
    open_step(session, step, by=moderator, at=NOON)
    close_step(session, step, by=moderator, at=NOON)

    assert workshop.open_step is None
    with pytest.raises(OvertakenError):
        close_step(session, step, by=moderator, at=NOON)


def test_a_mistaken_close_can_be_undone_on_the_record(session, workshop, moderator):
    first, second, _third = workshop.steps
    open_step(session, first, by=moderator, at=NOON)
    open_step(session, second, by=moderator, at=NOON)
    open_step(session, first, by=moderator, at=NOON)

    assert states(workshop) == ["open", "done", "planned"]
    assert first.closed_at is None
    assert events(session)[-1] == "step.reopened"


def test_who_looked_at_an_old_console_changes_nothing(session, workshop, moderator):
    first, second, third = workshop.steps
    open_step(session, first, by=moderator, at=NOON)
    open_step(session, second, by=moderator, at=NOON, instead_of=first.id)
    version = workshop.version
    for step, seen in ((second, first.id), (third, first.id), (third, None)):
        with pytest.raises(OvertakenError):
            open_step(session, step, by=moderator, at=NOON, instead_of=seen)
    assert (states(workshop), workshop.version) == (["done", "open", "planned"], version)


def test_two_moderators_at_once_open_one_step(session, engine, workshop, moderator):
    targets = [step.id for step in workshop.steps]
    moderator_id, barrier = moderator.id, Barrier(3)
    session.commit()

    def go(step_id):
        with Session(engine) as mine:
            by, step = mine.get(Account, moderator_id), mine.get(Step, step_id)
            mine.rollback()  # as if the console had been loaded before
            barrier.wait()
            try:
                open_step(mine, step, by=by, at=NOON, instead_of=None)
            except OvertakenError:
                return "overtaken"
            mine.commit()
            return "opened"

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(go, targets)) == ["opened", "overtaken", "overtaken"]
    session.rollback()
    assert states(workshop).count("open") == 1


def test_the_database_lets_only_one_step_be_open(session, workshop):
    workshop.steps[0].state = workshop.steps[1].state = StepState.OPEN
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_planning_adds_to_the_end(session, workshop, moderator):
    plan_step(
        session, workshop, by=moderator, kind=StepKind.BREAK, minutes=10, title=" Obst ", at=NOON
    )
    session.expire_all()
    assert kinds(workshop)[-1] == "break"
    assert workshop.steps[-1].title == "Obst"
    assert events(session) == ["workshop.agenda_changed"]


def test_an_agenda_is_full_at_some_point(session, workshop, moderator):
    add = {"by": moderator, "kind": StepKind.BREAK, "minutes": 1, "at": NOON}
    for _step in range(STEPS_MAX - 3):
        plan_step(session, workshop, **add)
    with pytest.raises(AgendaFullError):
        plan_step(session, workshop, **add)


@pytest.mark.parametrize("minutes", [0, -1, STEP_MINUTES_MAX + 1])
def test_minutes_have_bounds(session, workshop, moderator, minutes):
    with pytest.raises(ValueError, match="minutes"):
        plan_step(session, workshop, by=moderator, kind=StepKind.BREAK, minutes=minutes, at=NOON)


def test_planned_steps_change_places(session, workshop, moderator):
    collect, _group, vote = workshop.steps
    move_step(session, vote, by=moderator, to=Move.EARLIER, at=NOON)
    assert kinds(workshop) == ["collect_needs", "vote", "group"]
    move_step(session, collect, by=moderator, to=Move.LATER, at=NOON)
    assert kinds(workshop) == ["vote", "collect_needs", "group"]
    move_step(session, vote, by=moderator, to=Move.EARLIER, at=NOON)
    assert kinds(workshop) == ["vote", "collect_needs", "group"], "it is first already"


def test_what_runs_or_ran_keeps_its_place_and_kind(session, workshop, moderator):
    first, second, _third = workshop.steps
    open_step(session, first, by=moderator, at=NOON)
    for refused in (first,):
        with pytest.raises(StepFixedError):
            move_step(session, refused, by=moderator, to=Move.LATER, at=NOON)
        with pytest.raises(StepFixedError):
            remove_step(session, refused, by=moderator, at=NOON)
    with pytest.raises(StepFixedError):
        change_step(session, first, by=moderator, kind=StepKind.VOTE, title="", minutes=9, at=NOON)
    move_step(session, second, by=moderator, to=Move.EARLIER, at=NOON)
    assert kinds(workshop) == ["collect_needs", "group", "vote"], "not before what runs"

    change_step(
        session, first, by=moderator, kind=first.kind, title="Mehr Zeit", minutes=25, at=NOON
    )
    assert (first.title, first.minutes) == ("Mehr Zeit", 25)
    close_step(session, first, by=moderator, at=NOON)
    with pytest.raises(StepFixedError):
        change_step(session, first, by=moderator, kind=first.kind, title="", minutes=9, at=NOON)


def test_removing_a_planned_step(session, workshop, moderator):
    remove_step(session, workshop.steps[1], by=moderator, at=NOON)
    session.flush()
    session.expire_all()
    assert kinds(workshop) == ["collect_needs", "vote"]


def test_nobody_else_leads(session, workshop):
    board, step = make_account(session, Role.BOARD, Role.ADMINISTRATOR), workshop.steps[0]
    attempts = (
        lambda: open_step(session, step, by=board, at=NOON),
        lambda: close_step(session, step, by=board, at=NOON),
        lambda: remove_step(session, step, by=board, at=NOON),
        lambda: move_step(session, step, by=board, to=Move.LATER, at=NOON),
        lambda: plan_step(session, workshop, by=board, kind=StepKind.BREAK, minutes=5, at=NOON),
    )
    for attempt in attempts:
        with pytest.raises(NotAllowedError):
            attempt()
    assert states(workshop) == ["planned"] * 3
