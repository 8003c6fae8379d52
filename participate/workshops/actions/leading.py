"""Leading a workshop: opening and closing its steps, on all phones at once."""

from datetime import datetime

from participate.accounts.models import Account
from participate.core.audit import record
from participate.core.db import DbSession
from participate.core.errors import ConflictError, NotAllowedError
from participate.workshops.access import may_facilitate
from participate.workshops.models import Step, Workshop
from participate.workshops.queries import get_step, locked_workshop
from participate.workshops.rules import StepState, WorkshopEvent

#: Stands for whichever step is open, when nobody looked before.
ANY_STEP = -1


class OvertakenError(ConflictError):
    """Another moderator was faster: the agenda is not where this one saw it."""


def open_step(
    session: DbSession,
    step: Step,
    *,
    by: Account | None,
    at: datetime,
    instead_of: int | None = ANY_STEP,
) -> None:
    """Open a step on all phones, and close the one that is open. A done one can open again.

    Args:
        session: left uncommitted.
        step: planned, or done and closed by mistake.
        by: a moderator; None when an import or a demonstration does it.
        at: the moment.
        instead_of: the id of the step that `by` saw open, None if there was none.

    Raises:
        NotAllowedError: `by` does not moderate.
        OvertakenError: the step is open, or another one is open than `by` saw.
    """
    workshop = _locked_for(session, step, by)
    current = workshop.open_step
    seen = instead_of in (ANY_STEP, current.id if current else None)
    if step.state is StepState.OPEN or not seen:
        raise OvertakenError(f"workshop {workshop.id} has {current and current.id} open")
    if current is not None:
        _close(session, current, by, at)
        session.flush()  # the database, too, lets only one be open
    again = step.state is StepState.DONE
    step.state, step.opened_at, step.closed_at = StepState.OPEN, at, None
    workshop.version += 1
    event = WorkshopEvent.STEP_REOPENED if again else WorkshopEvent.STEP_OPENED
    record(session, event, step, by=by, at=at, kind=step.kind.value)


def close_step(session: DbSession, step: Step, *, by: Account | None, at: datetime) -> None:
    """Close the open step on all phones, and open none.

    Raises:
        NotAllowedError: `by` does not moderate.
        OvertakenError: it is not open any more.
    """
    workshop = _locked_for(session, step, by)
    if step.state is not StepState.OPEN:
        raise OvertakenError(f"step {step.id} is {step.state}")
    workshop.version += 1
    _close(session, step, by, at)


def _locked_for(session: DbSession, step: Step, by: Account | None) -> Workshop:
    """Return the workshop, locked; `step` is fresh then, too."""
    if not may_facilitate(by):
        raise NotAllowedError(f"leading workshop {step.workshop_id}")
    workshop = locked_workshop(session, step.workshop_id)
    get_step(workshop, step.id)  # nobody removed it in the meantime
    return workshop


def _close(session: DbSession, step: Step, by: Account | None, at: datetime) -> None:
    step.state, step.closed_at = StepState.DONE, at
    record(session, WorkshopEvent.STEP_CLOSED, step, by=by, at=at, kind=step.kind.value)
