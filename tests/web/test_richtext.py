"""Typed text on a page: shown as it was typed, by many threads at once.

What cleans it (bleach) is held against another cleaner (nh3) with the same list of what is
allowed, on all hostile texts there are.
"""

import re
from concurrent.futures import ThreadPoolExecutor

import html5lib
import nh3
import pytest

from participate.core.text import clean
from participate.web.richtext import TAGS, prose, sanitised
from tests.hostile import everything, needs_the_texts

ATTRIBUTES = {"a": {"href", "rel"}}
SCHEMES = {"http", "https", "mailto"}
#: Why the two may leave something else of the same markup.
REASONS = {
    "nh3 drops what lies within svg and math, bleach shows its tags as text": r"(?i)<(svg|math)",
    "bleach takes an entity without its semicolon, or a named one, for letters of an address": (
        r"(?i)href=[^>]*(&#\d+|&(colon|lpar);)"
    ),
}


def other_cleaner(html):
    return nh3.clean(
        html, tags=set(TAGS), attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None
    )


def elements(html):
    """Return every element that a browser makes of markup, and its attributes."""
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    found = [one for one in tree.iter() if one is not tree and isinstance(one.tag, str)]
    return [(one.tag, dict(one.attrib)) for one in found]


def words(html):
    return "".join(html5lib.parseFragment(html, namespaceHTMLElements=False).itertext())


def typed_elements(html):
    """Return elements without links that say their own address, as those we make, and `rel`."""
    rest = re.sub(r'<a href="[^"]*"(?: rel="[^"]*")?>([^<]*)</a>', made_link, html)
    return [(tag, {"href": at["href"]} if "href" in at else {}) for tag, at in elements(rest)]


def made_link(link):
    """Take a link away that says its own address."""
    address, said = re.search(r'href="([^"]*)"', link[0])[1], link[1]
    return said if said and address.endswith(said) else link[0]


def test_entities_are_shown_as_they_were_typed():
    typed = "a &lt;b&gt; &amp; &#x41; &nbsp; &copy; &made-up; & R&D http://x.de/?a=1&lt=2&amp;b=3"

    assert words(prose(typed)) == typed


@needs_the_texts
@pytest.mark.long
def test_every_hostile_text_is_shown_as_it_was_typed():
    for text in map(clean, everything()):
        blocks = [block.strip() for block in text.split("\n\n") if block.strip()]

        assert words(prose(text)) == "".join(blocks).replace("\n", "")


@needs_the_texts
@pytest.mark.long
def test_another_cleaner_finds_nothing_to_take_away():
    for text in everything():
        shown = str(prose(text))
        assert {tag for tag, _attributes in elements(shown)} <= TAGS
        assert elements(other_cleaner(shown)) == elements(shown)
        assert words(other_cleaner(shown)) == words(shown)


@needs_the_texts
@pytest.mark.long
def test_of_raw_markup_both_leave_what_is_allowed_and_differ_for_known_reasons():
    differing = {}
    for text in everything():
        ours, theirs = sanitised(text), other_cleaner(text)
        for tag, attributes in elements(ours) + elements(theirs):
            assert tag in TAGS, text
            assert set(attributes) <= ATTRIBUTES.get(tag, set()), text
            scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", attributes.get("href", ""), re.IGNORECASE)
            assert not scheme or scheme[1].lower() in SCHEMES, text
        if typed_elements(ours) != typed_elements(theirs):
            [reason] = [why for why, shape in REASONS.items() if re.search(shape, text)] or [text]
            differing.setdefault(reason, []).append(text)

    assert differing.keys() == REASONS.keys()


def test_pages_made_at_the_same_moment_do_not_mix_their_texts():
    prose.cache_clear()
    texts = [
        f"Kommentar {number}\n\nmit <b>Zeichen</b> & www.example.org/{number}\n\n" * 3
        for number in range(400)
    ]

    with ThreadPoolExecutor(8) as threads:
        at_once = list(threads.map(lambda text: str(prose(text)), texts))
    prose.cache_clear()

    assert at_once == [str(prose(text)) for text in texts]
