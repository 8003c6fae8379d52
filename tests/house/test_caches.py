"""No cache hands one person's page to another (H23)."""

import pytest

from tests.pages import HTMX, ONE_TIME
from tests.world import browser_of, build_world

VISITORS = ("public", "participant", "provider", "chair", "moderator", "administrator")


@pytest.mark.once
@pytest.mark.parametrize("visitor", VISITORS)
def test_no_answer_may_be_shared_unless_it_is_the_same_for_all(app, session, visitor):
    world = build_world(session)
    browser = browser_of(app, session, world, visitor)
    public = browser_of(app, session, world, "public")
    read, shared, parts = 0, 0, 0

    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods:
            continue
        path = world.path(rule) if rule.endpoint != "web.asset" else style_sheet(browser)
        answer, part = browser.get(path), browser.get(path, headers=HTMX)
        said = answer.cache_control
        if said.public:
            shared += 1
            assert "Set-Cookie" not in answer.headers, path
            assert answer.data == public.get(path).data, path
            continue
        assert said.no_store or (said.private and said.no_cache), f"{path}: {said}"
        if answer.mimetype == "text/html" and differ(answer, public.get(path)):
            read += 1
            assert "Cookie" in answer.vary, path
        if answer.status_code == 200 and len(answer.data) > 2 * len(part.data):
            parts += 1
            assert "HX-Request" in answer.vary, path
            assert "HX-Request" in part.vary, path

    assert shared
    assert parts
    assert read > 10 or visitor == "public"


def differ(one, other):
    return ONE_TIME.sub("", one.text) != ONE_TIME.sub("", other.text)


def style_sheet(browser):
    page = browser.get("/").text
    return page.partition('rel="stylesheet" href="')[2].partition('"')[0]


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(app, session):
    world = build_world(session)
    seen = {}
    for visitor in VISITORS:
        browser = browser_of(app, session, world, visitor)
        for path in ("/join", "/sign-in", "/desk", "/language/en", "/workshops/new"):
            for line in browser.get(path).headers.getlist("Set-Cookie"):
                seen[line.partition("=")[0]] = line

    assert {"session", "device"} <= seen.keys()
    for line in seen.values():
        assert "HttpOnly" in line
        assert "SameSite=Lax" in line
        assert "Domain=" not in line
