"""Pages full of a town's texts: nothing runs out of a narrow phone or a desk."""

import pytest

from participate.core.clock import now
from participate.demo import fill_demo
from tests.crawl import crawl
from tests.factories import SECRET

#: What sticks out to the right of the page, so that a phone would scroll sideways.
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LINKS = "[...document.querySelectorAll('a[href]')].map(link => link.getAttribute('href'))"


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_of_the_town_runs_out_of_its_frame(app, session, live_server, open_page, width):
    fill_demo(session, secret=SECRET, at=now())
    session.commit()
    page = open_page(width, 800)
    broken = {}

    def visit(path):
        if path.rsplit(".", 1)[-1] in {"csv", "json", "svg", "xlsx", "ics", "atom"}:
            return 200, []  # a file, not a page
        answer = page.goto(live_server + path, wait_until="load")
        if too_wide := page.evaluate(SIDEWAYS):
            broken[path] = too_wide
        return answer.status, page.evaluate(LINKS)

    found = crawl(app, visit, "/", of_a_kind=1)

    assert len(found) > 20
    assert broken == {}
