"""Promises that every format keeps: the whole table, the words as they are, the same bytes."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

import participate
from participate.exports.formats import FORMATS
from participate.exports.sheet import COLUMNS, Kind, Sheet, SourceRef, Words, sheet_of

HOSTILE = Path(participate.__file__).parent.parent.parent / "shared" / "data" / "hostile"
SOURCE = re.compile(r"(\d+) in (\d+) \((.*)\): ([0-9a-f]*)")
FORMULA_STARTS = "=+-@\t\r＝＋－＠"  # noqa: RUF001 (full-width on purpose)


class Keys(dict):
    """Calls everything by its key."""

    def __missing__(self, key):
        return key


KEYS = Words("de", tables=Keys(), columns=Keys(), values={}, groups={})

every_format = pytest.mark.parametrize("format_", FORMATS.values(), ids=FORMATS.keys())


def requirement(**values):
    return {
        "key": "ANF-0001",
        "title": "Ferienbetreuung ab Klasse 5",
        "story": "Als Vater brauche ich Betreuung.\nAuch im Juli.",
        "rationale": "",
        "criteria": ["10 Plätze", "Anmeldung ohne Konto; auch auf Papier"],
        "moscow": "must",
        "owner": 'Amt für "Jugend"',
        "field_of_action": None,
        "life_phase": "primary_school",
        "status": "adopted",
        "status_reason": "",
        "sources": [
            {"idea": 12, "workshop": 3, "workshop_title": "Am Anger (Nord)", "digest": "9f86"},
            {"idea": 13, "workshop": 3, "workshop_title": "Am Anger (Nord)", "digest": "60a3"},
        ],
    } | values


def made(*requirements):
    snapshot = {
        "release": 1,
        "title": "Erste",
        "notes": "",
        "published_at": "2026-05-04T12:00:00+00:00",
        "requirements": list(requirements),
    }
    return sheet_of(snapshot, "0" * 64)


def rows_of_csv(content):
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    assert header == [column.name for column in COLUMNS]
    return [tuple(map(cell_of_csv, COLUMNS, row)) for row in rows]


def cell_of_csv(column, text):
    """Undo what docs/decisions/0020 says."""
    text = text[1:] if re.match(rf"'+\s*[{FORMULA_STARTS}]", text) else text
    if column.kind is Kind.TEXT:
        return text
    lines = text.split("\n") if text else []
    if column.kind is Kind.TEXTS:
        return tuple(lines)
    found = [SOURCE.fullmatch(line) for line in lines]
    return tuple(SourceRef(int(one[1]), int(one[2]), one[3], one[4]) for one in found)


def rows_of_json(content):
    release = json.loads(content)
    sheet = sheet_of(release, release.pop("digest"))
    return [tuple("" if cell is None else cell for cell in row) for row in sheet.rows]


def table_of(book, name):
    """The rows of one sheet of a workbook, each as a dictionary."""
    heading, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(heading, row, strict=True)) for row in rows]


def rows_of_xlsx(content):
    book = load_workbook(io.BytesIO(content))
    sources = {}
    for row in table_of(book, "sources"):
        sources.setdefault(row.pop("key"), []).append(SourceRef(**row))
    rows = table_of(book, "backlog")
    assert [row["sources"] for row in rows] == [len(sources.get(row["key"], ())) for row in rows]
    return [tuple(cell_of_xlsx(column, row, sources) for column in COLUMNS) for row in rows]


def cell_of_xlsx(column, row, sources):
    if column.kind is Kind.SOURCES:
        return tuple(sources.get(row["key"], ()))
    text = row[column.name] or ""
    return tuple(text.split("\n") if text else ()) if column.kind is Kind.TEXTS else text


READERS = {"csv": rows_of_csv, "json": rows_of_json, "xlsx": rows_of_xlsx}


def read(format_, sheet):
    return READERS[format_.key](format_.write(sheet, KEYS))


def said(sheet: Sheet):
    """The rows of a sheet, where nothing and an empty text are the same."""
    return [tuple("" if cell is None else cell for cell in row) for row in sheet.rows]


def test_every_format_can_be_read_back_here():
    assert READERS.keys() == FORMATS.keys()


@every_format
def test_is_named_as_the_address_wants_it(format_):
    assert re.fullmatch("[a-z]+", format_.key)
    assert FORMATS[format_.key] is format_
    assert "charset=utf-8" in format_.content_type or format_.key == "xlsx"


@every_format
def test_holds_every_row_and_every_column(format_):
    sheet = made(requirement(), requirement(key="ANF-0002", criteria=[], sources=[]))

    assert read(format_, sheet) == said(sheet)


@every_format
def test_an_empty_backlog_is_an_empty_table(format_):
    assert read(format_, made()) == []


@every_format
def test_writes_the_same_bytes_again(format_):
    sheet = made(requirement())

    assert format_.write(sheet, KEYS) == format_.write(sheet, KEYS)


@every_format
@pytest.mark.parametrize(
    "text",
    [
        "-5 °C im Schatten",
        "'=1+1",
        "''  =1+1",
        "'s Haus",
        "= 2",
        "＝1+1",  # noqa: RUF001 (full-width on purpose)
        "  @SUM(A1)",
        '"; "quoted"; \\n',
        "Zeile eins\nZeile zwei",
        "👩‍👧 Mütter · مرحبا",
        "<script>alert(1)</script>",
    ],
)
def test_keeps_every_word(format_, text):
    sheet = made(requirement(title=text, story=text, owner=text))

    assert read(format_, sheet) == said(sheet)


def cells(sheet):
    content = FORMATS["csv"].write(sheet, KEYS).decode("utf-8-sig")
    return [
        cell for row in csv.reader(io.StringIO(content, newline=""), delimiter=";") for cell in row
    ]


def payloads():
    """Formulas and other strings that nobody here wrote."""
    formulas = (HOSTILE / "csv-payload.txt").read_text("utf-8").splitlines()
    strings = json.loads((HOSTILE / "blns.json").read_text("utf-8"))
    return [text for text in formulas + strings if text]


@pytest.mark.skipif(not HOSTILE.is_dir(), reason="../shared/data/hostile is not here")
def test_no_cell_of_the_hostile_list_is_a_formula():
    texts = payloads()
    assert len(texts) > 500
    rows = [requirement(title=text, criteria=[text], owner=f" {text}") for text in texts]

    for cell in cells(made(*rows)):
        assert not cell.lstrip().startswith(tuple(FORMULA_STARTS)), cell


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_a_cell_that_could_be_calculated_begins_with_an_apostrophe(start):
    sheet = made(requirement(title=f"{start}1+1", criteria=[f"{start}1", "zwei"]))

    assert f"'{start}1+1" in cells(sheet)
    assert f"'{start}1\nzwei" in cells(sheet)


def test_csv_opens_in_a_german_excel():
    content = FORMATS["csv"].write(made(requirement()), KEYS)

    assert content.startswith(b"\xef\xbb\xbfkey;title;story;")
    assert content.endswith(b"\r\n")


def test_json_says_of_which_release_it_is():
    release = json.loads(FORMATS["json"].write(made(requirement()), KEYS))

    assert (release["release"], release["title"], release["digest"]) == (1, "Erste", "0" * 64)
    assert release["published_at"] == "2026-05-04T12:00:00+00:00"
