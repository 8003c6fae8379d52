"""What a workshop knows of its own agenda."""

from participate.workshops.rules import StepKind, StepState
from tests.factories import make_step, make_workshop


def test_what_was_skipped_comes_after_what_is_still_ahead(session):
    workshop = make_workshop(session, step=None)
    skipped = make_step(workshop, StepKind.WELCOME)
    running = make_step(workshop, StepKind.COLLECT_NEEDS, state=StepState.OPEN)
    ahead = make_step(workshop, StepKind.VOTE)
    session.flush()

    assert (workshop.open_step, workshop.next_step) == (running, ahead)
    ahead.state = StepState.DONE
    assert workshop.next_step is skipped
