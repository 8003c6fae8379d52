"""The ground under every page: our own files arrive and work, and nothing comes from elsewhere."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Watch

PUBLIC = [
    "/",
    "/workshops",
    "/offers",
    "/sign-in",
    "/imprint",
    "/privacy",
    "/accessibility",
    "/licences",
]


def test_a_page_wears_our_clothes_from_our_own_server(phone):
    phone.goto("/sign-in")
    expect(phone.locator("h1")).to_have_count(1)
    font = phone.evaluate("getComputedStyle(document.body).fontFamily")
    assert "Fira Sans" in font
    assert phone.evaluate("typeof htmx") == "object"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PUBLIC)
def test_nothing_stands_in_the_way_of_reading_it(open_page, axe, path, scheme):
    page = open_page(320, 640, color_scheme=scheme)
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.goto(path).status == 200
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scripts", [True, False])
def test_mistakes_take_the_focus_and_lead_to_their_field(open_page, scripts):
    page = open_page(360, 740, java_script_enabled=scripts)
    page.goto("/sign-in")
    page.evaluate("document.querySelectorAll('[required]').forEach(one => one.required = false)")
    page.locator("main form button[type=submit]").first.click()

    mistakes = page.locator("main [role=alert]")
    expect(mistakes).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#email")).to_be_focused()


def test_a_foreign_host_would_be_noticed():
    watch = Watch("http://127.0.0.1:8000")
    watch.see_request("http://127.0.0.1:8000/assets/x.css")
    watch.see_request("data:image/svg+xml,x")
    assert watch.found == []
    watch.see_request("https://fonts.example.org/x.woff2")
    assert watch.found == ["foreign host: https://fonts.example.org/x.woff2"]


def test_a_broken_content_rule_would_be_noticed(open_page, live_server, new_context):
    watch = Watch(live_server)
    context = new_context()
    watch.over(context)
    page = context.new_page()
    page.goto("/sign-in")
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.evaluate("document.body.innerHTML += '<img src=http://foreign.invalid/x.png>'")
    page.wait_for_timeout(300)
    assert watch.found
