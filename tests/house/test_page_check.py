"""The browser that tests use refuses the pages it is there to refuse."""

import pytest
from html5lib.html5parser import ParseError

from tests.pages import check

GOOD = (
    '<!doctype html><html lang="de"><head><title>Bedarfe</title></head><body><h1>Bedarfe</h1>'
    "{}</body></html>"
)
FORM = (
    '<form method="post" action="/x"><input type="hidden" name="csrf_token" value="1">{}'
    '<label for="a">Text</label><input id="a" name="a"></form>'
)
ONCE = '<input type="hidden" name="once" value="2">'
BAD = {
    "language": (GOOD.replace(' lang="de"', ""), "does not say its language"),
    "no heading": (GOOD.replace("<h1>Bedarfe</h1>", "<p>Bedarfe</p>"), "0 of h1"),
    "two headings": (GOOD.format("<h1>Ideen</h1>"), "2 of h1"),
    "an empty title": (GOOD.replace("<title>Bedarfe", "<title> "), "an empty title"),
    "an id used twice": (GOOD.format('<p id="a">1</p><p id="a">2</p>'), "ids used twice"),
    "no label": (GOOD.format('<input id="b" name="b">'), "no label"),
    "sent twice": (GOOD.format(FORM.format("")), "forged or sent twice"),
    "forged": (GOOD.format(FORM.format(ONCE).replace("csrf_", "")), "forged or sent twice"),
    "a style": (GOOD.format('<p style="color: red">1</p>'), "content security policy"),
    "a script": (GOOD.format('<p onclick="x()">1</p>'), "content security policy"),
    "htmx alone": (GOOD.format('<button hx-post="/x">Los</button>'), "without htmx"),
    "never closed": (GOOD.format("<div><p>1</p>"), "Missing end tag"),
}


def test_a_good_page_passes():
    check(GOOD.format(FORM.format(ONCE)))


@pytest.mark.parametrize("what", BAD)
def test_a_bad_page_is_refused(what):
    page, why = BAD[what]
    with pytest.raises((AssertionError, ValueError, ParseError), match=why):
        check(page)
