"""Lists are sorted and picked by what they offer, never by the name of a column (SQL, hidden data).

Every column of every table is asked for, by each argument that picks or sorts: each time the page
is the one that any nonsense gets.
"""

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from participate.core.audience import Audience
from participate.core.db import Base
from participate.web.guard import audiences_of
from tests.pages import ONE_TIME
from tests.world import browser_of, build_world

#: Arguments that pick or sort; those that search for words may find these words.
PICKING = (
    *("sort", "order", "order_by", "only", "group", "life_phase", "phase", "field_of_action"),
    *("field", "cluster", "topic", "kind", "show", "view", "outcome", "area", "status", "moscow"),
    *("sources", "free", "age", "page", "filter", "by", "dir"),
)
NONSENSE = "nosuchthing"
#: The pages that list something.
LISTS = (".index", ".gaps", ".resolutions", ".releases", ".audit", ".reports", ".providers")
#: Who looks at how many lists at least: the public at those for all, the others at the rest.
FEWEST = {"public": 7, "moderator": 2, "administrator": 4}
#: Around a column, where somebody might have put it into a statement.
SHAPES = ("{0}", "-{0}", "{0} desc", "{1}.{0}", "{1}__{0}", "(select {0} from {1})", "1;{0}--")


def columns():
    """Name every column there is, with its table."""
    return sorted(
        {one.name: t.name for t in Base.metadata.sorted_tables for one in t.columns}.items()
    )


@pytest.mark.long
@pytest.mark.once
@pytest.mark.parametrize("visitor", FEWEST)
def test_no_column_is_a_filter_or_an_order(app, session, visitor):
    world = build_world(session)
    browser = browser_of(app, session, world, visitor)
    lists = [
        world.path(rule)
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods
        and rule.endpoint.endswith(LISTS)
        and (Audience.EVERYONE in audiences_of(app, rule.endpoint)) is (visitor == "public")
    ]
    lists = [path for path in lists if browser.get(path).status_code == 200]
    assert len(lists) >= FEWEST[visitor]

    def page(path, asked):
        answer = FlaskClient.open(browser, path, query_string=dict.fromkeys(PICKING, asked))
        assert answer.status_code == 200, (path, asked)
        return ONE_TIME.sub("", answer.text)

    for path in lists:
        usual = main_of(page(path, NONSENSE))
        for at, (column, table) in enumerate(columns()):
            asked = SHAPES[at % len(SHAPES)].format(column, table)
            assert main_of(page(path, asked)) == usual, f"{path} knows {asked}"


def main_of(page):
    """Return the words of a page: its links repeat what was asked for."""
    return " ".join(BeautifulSoup(page, "html.parser").select_one("main").text.split())
