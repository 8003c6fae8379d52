"""What a phone has to load before somebody can join: no more than a poor line carries in time."""

from urllib.parse import urlsplit

from tests.bench.first_screen import GOAL, over_the_wire
from tests.factories import make_workshop


def test_the_first_screen_fits(session, live_server):
    place = f"/workshops/{make_workshop(session).id}/join"
    session.commit()

    html, css = over_the_wire(urlsplit(live_server).port, place)

    assert html + css <= GOAL
    assert css > html > 1_000, "both were counted"
