"""What nobody expects to be typed: it comes back as text, as it was, and breaks nothing."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

import participate
from participate.core.text import clean
from participate.needs.models import Need
from participate.needs.rules import AS_A_MAX
from participate.workshops.rules import StepKind
from tests.factories import make_workshop
from tests.pages import soup

HOSTILE = Path(participate.__file__).parent.parent.parent / "shared" / "data" / "hostile"
pytestmark = pytest.mark.skipif(not HOSTILE.is_dir(), reason="../shared/data/hostile is not here")


def texts():
    """A sample of both lists; the whole of them takes two minutes."""
    strings = json.loads((HOSTILE / "blns.json").read_text("utf-8"))
    scripts = (HOSTILE / "xss-payload-list.txt").read_text("utf-8", "ignore").splitlines()
    return strings[::8] + scripts[::200]


@pytest.fixture
def workshop(session):
    return make_workshop(session, step=StepKind.COLLECT_NEEDS)


def test_every_field_takes_it_as_text_or_says_what_is_wrong(client, session, workshop, participant):
    path = f"/workshops/{workshop.id}/needs"
    form = soup(client.get(f"{path}/new")).select_one("#need-form")
    token = form.select_one("[name=csrf_token]")["value"]

    for number, text in enumerate(texts()):
        names = ("as_a", "i_need", "so_that", "place")
        typed = {"csrf_token": token, "once": str(number)} | dict.fromkeys(names, text)
        answer = client.post(f"{path}/new", data=typed)

        if 0 < len(clean(text)) <= AS_A_MAX:
            need = session.scalars(select(Need).order_by(Need.id.desc()).limit(1)).one()
            assert (answer.status_code, need.i_need) == (303, clean(text))
            page = soup(client.get(answer.location))
            assert not page.select("main script, main img, main iframe, main [onload]"), text
        else:
            assert answer.status_code == 422, text


def test_every_part_of_an_address_takes_it(client, workshop):
    names = ("search", "group", "life_phase", "field_of_action", "cluster", "page")

    for text in texts():
        query = dict.fromkeys(names, text)
        assert client.get(f"/workshops/{workshop.id}/needs", query_string=query).status_code == 200
