"""Whatever a page can say, it can say in German."""

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from participate.paths import CHECKOUT

#: As in babel.cfg and the Makefile.
WAYS = [
    ("participate/**.py", "python"),
    ("templates/**.html", "jinja2"),
    ("templates/**.xml", "jinja2"),
]
OPTIONS = {"templates/**.html": {"extensions": "jinja2.ext.do", "silent": "false"}}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}


@pytest.fixture(scope="module")
def said():
    """Every message in the code and the templates, and the file that says it."""
    found = extract_from_dir(CHECKOUT, WAYS, OPTIONS, keywords=KEYWORDS)
    return {message: file for file, _line, message, _comments, _context in found}


@pytest.fixture(scope="module")
def german():
    """Every message of the catalogue with its German forms."""
    with (CHECKOUT / "translations/de/LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = read_po(file, locale="de", abort_invalid=True)
    return {
        entry.id: entry.string if isinstance(entry.string, tuple) else (entry.string,)
        for entry in catalogue
        if entry.id
    }


def test_every_message_has_its_german(said, german):
    missing = [
        f"{file}: {message}"
        for message, file in sorted(said.items(), key=str)
        if not all(german.get(message, [""]))
    ]
    assert missing == [], "put the German into translations/de/LC_MESSAGES/messages.po"


def test_no_german_is_left_over_from_what_nobody_says_any_more(said, german):
    left_over = sorted(set(german) - set(said), key=str)

    assert left_over == [], (
        "`make translate` would drop these. One inside an f-string is not found: take it out there"
    )


def test_german_keeps_what_is_filled_in(german):
    for message, forms in german.items():
        ids = message if isinstance(message, tuple) else (message,)
        wanted = {name for text in ids for name in named(text)}
        for form in forms:
            assert set(named(form)) <= wanted, f"{message} has no such part: {form}"


def named(text):
    return [part.split(")")[0] for part in text.split("%(")[1:]]


def test_no_plural_was_cut_into_letters(german):
    """Babel makes a plural of a sentence it knew as a singular, and takes its letters as forms."""
    cut = [message for message, forms in german.items() if len(forms) > 1 and 1 in map(len, forms)]

    assert cut == []
