"""The agenda: planning its steps, before the workshop and while it runs."""

from datetime import datetime

from participate.accounts.models import Account
from participate.core.audit import record
from participate.core.db import DbSession
from participate.core.errors import ConflictError, NotAllowedError
from participate.core.text import tidy
from participate.workshops.access import may_facilitate
from participate.workshops.models import Step, Workshop
from participate.workshops.queries import get_step, locked_workshop
from participate.workshops.rules import (
    STEP_MINUTES_MAX,
    STEPS_MAX,
    TITLE_MAX,
    Move,
    StepKind,
    StepState,
    WorkshopEvent,
)


class AgendaFullError(ConflictError):
    """The agenda has as many steps as it can hold."""


class StepFixedError(ConflictError):
    """What ran stays as it was; what runs keeps its place and its kind."""


def plan_step(
    session: DbSession,
    workshop: Workshop,
    *,
    by: Account,
    kind: StepKind,
    minutes: int,
    at: datetime,
    title: str = "",
) -> Step:
    """Add a step at the end of the agenda and return it.

    Args:
        session: left uncommitted.
        workshop: whose agenda.
        by: a moderator.
        kind: what people do in it.
        minutes: how long, 1 to `rules.STEP_MINUTES_MAX`.
        at: the moment.
        title: at most `rules.TITLE_MAX` characters; empty shows the kind's own name.

    Raises:
        NotAllowedError: `by` does not moderate.
        AgendaFullError: it has `rules.STEPS_MAX` steps.
        ValueError: title or minutes are out of bounds, which the form should have caught.
    """
    workshop = _locked_for(session, workshop, by)
    if len(workshop.steps) >= STEPS_MAX:
        raise AgendaFullError(f"workshop {workshop.id}")
    last = max((step.position for step in workshop.steps), default=0)
    step = Step(position=last + 1)
    _set(step, kind, title, minutes)
    workshop.steps.append(step)
    _note(session, workshop, by, at)
    return step


def change_step(
    session: DbSession,
    step: Step,
    *,
    by: Account,
    kind: StepKind,
    title: str,
    minutes: int,
    at: datetime,
) -> None:
    """Change a planned step; the open one can change its title and its minutes, not its kind.

    Arguments and further errors are those of `plan_step`.

    Raises:
        StepFixedError: it is done, or it is open and would become something else.
    """
    workshop = _locked_for(session, step.workshop, by)
    if step.state is StepState.DONE or (step.state is StepState.OPEN and kind is not step.kind):
        raise StepFixedError(f"step {step.id} is {step.state}")
    _set(step, kind, title, minutes)
    _note(session, workshop, by, at)


def move_step(session: DbSession, step: Step, *, by: Account, to: Move, at: datetime) -> None:
    """Swap a planned step with the planned step beside it. At either end it stays where it is.

    Raises:
        NotAllowedError: `by` does not moderate.
        StepFixedError: it is open or done.
    """
    workshop = _locked_for(session, step.workshop, by)
    planned = [other for other in workshop.steps if other.state is StepState.PLANNED]
    if step not in planned:
        raise StepFixedError(f"step {step.id} is {step.state}")
    place = planned.index(step) + (-1 if to is Move.EARLIER else 1)
    if not 0 <= place < len(planned):
        return
    other = planned[place]
    mine, theirs = step.position, other.position
    step.position = 0  # no two steps share a position, not even for a moment
    session.flush()
    other.position = mine
    session.flush()
    step.position = theirs
    _note(session, workshop, by, at)
    session.expire(workshop, ["steps"])


def remove_step(session: DbSession, step: Step, *, by: Account, at: datetime) -> None:
    """Take a planned step off the agenda.

    Raises:
        NotAllowedError: `by` does not moderate.
        StepFixedError: it is open or done.
    """
    workshop = _locked_for(session, step.workshop, by)
    if step.state is not StepState.PLANNED:
        raise StepFixedError(f"step {step.id} is {step.state}")
    workshop.steps.remove(get_step(workshop, step.id))
    _note(session, workshop, by, at)


def _locked_for(session: DbSession, workshop: Workshop, by: Account) -> Workshop:
    if not may_facilitate(by):
        raise NotAllowedError(f"the agenda of workshop {workshop.id}")
    return locked_workshop(session, workshop.id)


def _set(step: Step, kind: StepKind, title: str, minutes: int) -> None:
    if not 1 <= minutes <= STEP_MINUTES_MAX:
        raise ValueError(f"{minutes} minutes")
    step.kind, step.minutes = kind, minutes
    step.title = tidy(title, longest=TITLE_MAX)


def _note(session: DbSession, workshop: Workshop, by: Account, at: datetime) -> None:
    """Let the phones look again, and record the change."""
    workshop.version += 1
    record(session, WorkshopEvent.AGENDA_CHANGED, workshop, by=by, at=at)
