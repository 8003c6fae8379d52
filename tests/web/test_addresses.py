"""Addresses that templates make."""

import pytest

from tests.factories import make_idea, make_workshop
from tests.pages import soup


@pytest.mark.parametrize(
    "query",
    [
        "_external=1",
        "_external=1&_scheme=javascript&x=%0Aalert(1)",
        "_scheme=javascript",
        "_method=DELETE",
        "_anchor=there",
        "endpoint=pages.home",
        "workshop_id=99",
        "self=1",
    ],
)
def test_no_argument_of_an_address_steers_the_links_of_its_page(client, session, query):
    workshop = make_workshop(session)
    make_idea(session, workshop)
    here = f"/workshops/{workshop.id}/ideas"

    answer = client.get(f"{here}?{query}", base_url="http://evil.example")

    links = [link["href"] for link in soup(answer).select("#idea-list nav a")]
    assert answer.status_code == 200
    assert links
    assert all(link.startswith((here + "?", here + "#")) or link == here for link in links), links
