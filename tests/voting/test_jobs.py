"""After a day nobody can tell whose ballot was whose."""

from datetime import timedelta

import pytest

from participate.voting.jobs import destroy_old_keys
from participate.voting.rules import RoundState
from tests.factories import NOON, make_round, make_workshop


@pytest.mark.parametrize(
    ("state", "hours", "kept"),
    [
        (RoundState.OPEN, None, True),
        (RoundState.CLOSED, 24, True),
        (RoundState.CLOSED, 25, False),
    ],
)
def test_a_key_goes_a_day_after_the_close(session, state, hours, kept):
    closed_at = None if hours is None else NOON - timedelta(hours=hours)
    round_ = make_round(session, make_workshop(session), state=state, closed_at=closed_at)
    destroy_old_keys(session, at=NOON)
    session.refresh(round_)
    assert (round_.key is not None) is kept
