"""One's own data in a browser: read on a narrow screen, without scripts, taken along as a file."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from participate.workshops.rules import device_hash
from participate.workshops.visitor import DEVICE_COOKIE
from tests import factories as make
from tests.privacy.canary import CANARY, take_part

pytestmark = pytest.mark.long


@pytest.mark.parametrize("scripts", [True, False])
def test_a_participant_reads_and_takes_it_along(session, open_page, live_server, axe, scripts):
    workshop = make.make_workshop(session)
    token = "phone"  # noqa: S105
    hashed = device_hash(make.SECRET, workshop.id, token)
    take_part(session, workshop, make.make_participant(session, workshop, device_hash=hashed))
    page = open_page(320, 640, java_script_enabled=scripts)
    page.context.add_cookies([{"name": DEVICE_COOKIE, "value": token, "url": live_server}])

    page.goto(f"/workshops/{workshop.id}/mine")
    page.get_by_role("link", name="Meine Daten ansehen und herunterladen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Was ist über mich gespeichert?")
    if scripts:
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    with page.expect_download() as started:
        page.get_by_role("link", name="Alles als Datei herunterladen").click()

    assert started.value.suggested_filename == f"meine-daten-werkstatt-{workshop.id}.json"
    data = json.loads(Path(started.value.path()).read_text("utf-8"))
    assert data["needs"][0]["as_a"] == CANARY
