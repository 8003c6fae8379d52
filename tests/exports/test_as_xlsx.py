"""The workbook as a spreadsheet takes it: typed, filtered, printable, and never calculated."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from participate.exports.formats import FORMATS
from participate.exports.sheet import EVERYBODY, Words
from tests.exports.test_every_format import (
    FORMULA_STARTS,
    HOSTILE,
    KEYS,
    Keys,
    made,
    payloads,
    requirement,
    sheet_of,
    table_of,
)

SNAPSHOT = {
    "release": 2,
    "title": "Zweite & neue",
    "notes": "",
    "published_at": "2026-07-09T16:30:00+00:00",
    "requirements": [requirement()],
}
CLOSED = datetime(2026, 7, 9, 16, 30, tzinfo=UTC)
ABOUT = (("ANF-0001",), 12, "Schatten", "Am Anger", "Was zuerst?", CLOSED, 1)
VOTES = (
    (*ABOUT, (EVERYBODY,), 9, 20, 11),
    (*ABOUT, ("_others", "pupils", "town"), 4, 8, 5),
)
CHANGES = (("changed", "ANF-0001", "Ferien", "moscow", "should", "must", ""),)


def book_of(sheet, words=KEYS):
    return load_workbook(io.BytesIO(FORMATS["xlsx"].write(sheet, words)))


@pytest.fixture(scope="module")
def book():
    return book_of(sheet_of(SNAPSHOT, "0" * 64, votes=VOTES, changes=CHANGES))


def test_has_a_sheet_for_each_question(book):
    assert book.sheetnames == ["backlog", "sources", "votes", "changes", "about"]


def test_numbers_are_numbers_and_moments_are_what_a_clock_in_the_town_shows(book):
    all_, others = table_of(book, "votes")

    assert (all_["idea"], all_["rank"], all_["points"], all_["ballots"]) == (12, 1, 9, 11)
    assert all_["closed_at"] == datetime(2026, 7, 9, 18, 30)  # noqa: DTZ001 (Excel has no zones)
    assert others["group"] == "_others (pupils, town)"
    kinds = {cell.column_letter: cell.data_type for cell in book["votes"][2]}
    assert kinds["B"] == kinds["G"] == "n"
    assert kinds["F"] == "d"
    assert table_of(book, "sources")[0]["workshop"] == 3


def test_says_of_which_release_it_is(book):
    facts = dict(book["about"].iter_rows(values_only=True))

    assert facts["release"] == 2
    assert facts["published_at"] == datetime(2026, 7, 9, 18, 30)  # noqa: DTZ001
    assert facts["digest"] == "0" * 64
    assert book.properties.title == "Zweite & neue"
    assert book.properties.created == datetime(2026, 7, 9, 18, 30)  # noqa: DTZ001 (not: just now)
    assert [one.value for one in book.custom_doc_props.props] == ["de"]


@pytest.mark.parametrize("name", ["backlog", "sources", "votes", "changes"])
def test_can_be_filtered_and_printed_on_pages_one_sheet_wide(book, name):
    page = book[name]

    assert page.auto_filter.ref == page.dimensions
    assert page.freeze_panes == "B2"
    assert page.print_title_rows == "$1:$1"
    assert page.page_setup.orientation == "landscape"
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
    assert page.oddFooter.left.text == "Zweite && neue (release 2)", "one & would begin a code"
    assert all(page.column_dimensions[cell.column_letter].width > 8 for cell in page[1])


def test_keys_get_the_names_that_people_know():
    values = {"moscow": {"must": "Muss", "should": "Soll"}, "kind": {"changed": "Geändert"}}
    names = {"pupils": "Kinder", "town": "Stadt", "_others": "Weitere"}
    words = Words("de", Keys(backlog="Anforderungen"), Keys(moscow="Vorrang"), values, names)
    book = book_of(sheet_of(SNAPSHOT, "0", votes=VOTES, changes=CHANGES), words)

    assert table_of(book, "Anforderungen")[0]["Vorrang"] == "Muss"
    [change] = table_of(book, "changes")
    assert (change["kind"], change["old"], change["new"]) == ("Geändert", "Soll", "Muss")
    assert table_of(book, "votes")[1]["group"] == "Weitere (Kinder, Stadt)"


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_what_could_be_calculated_is_a_text_and_stays_one_when_edited(start):
    text = f"{start}5 °C"
    [_heading, row] = book_of(made(requirement(title=text)))["backlog"].iter_rows()

    assert unescape(row[1].value) == text
    assert row[1].data_type == "s"
    assert row[1].quotePrefix
    assert not row[2].quotePrefix


@pytest.mark.skipif(not HOSTILE.is_dir(), reason="../shared/data/hostile is not here")
def test_the_hostile_list_makes_no_formula_and_no_link():
    rows = [requirement(title=text, criteria=[text], owner=f" {text}") for text in payloads()]
    content = FORMATS["xlsx"].write(made(*rows), KEYS)

    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/sheet"):
                text = parts.read(name).decode()
                assert "<row" in text
                assert "<f>" not in text
                assert "<hyperlink" not in text
        assert not [name for name in parts.namelist() if "external" in name.lower()]
