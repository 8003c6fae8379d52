"""The directory of offers on a phone: where a filter leads the eye and the keyboard."""

import pytest
from playwright.sync_api import expect

from participate.offers.rules import CostKind
from tests.factories import make_offer


@pytest.mark.parametrize("script", [True, False])
def test_a_filter_lands_on_the_results_like_the_search(session, open_page, script):
    for number in range(12):
        make_offer(session, title=f"Vorlesen {number}", cost_kind=CostKind.FREE)
    session.commit()
    phone = open_page(360, 740, java_script_enabled=script)
    phone.goto("/offers")
    phone.get_by_role("link", name="Kostenlos").click()

    heading = phone.get_by_role("heading", name="12 Angebote")
    expect(phone).to_have_url("/offers?free=1#hits")
    expect(heading).to_be_in_viewport()
    expect(phone.locator("#hits:focus")).to_have_count(1)
