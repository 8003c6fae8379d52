"""A small hall: joins, looks on and votes over HTTP, and every acknowledged vote is counted once.

`make hall` fills it with 500, 1,000 and 2,000 phones, and says how long they wait.
"""

import pytest

from tests.hall.evening import Hall
from tests.hall.play import play

SMALL = Hall(phones=24, joining=2, voting=2)


@pytest.mark.long
def test_every_acknowledged_vote_is_counted_once(new_database):
    played = play(new_database(), SMALL)

    assert played.journal.faults == []
    assert played.votes == SMALL.phones * SMALL.presses
    assert played.differences == 0
    assert len(played.journal.seconds["look"]) >= SMALL.phones
