"""The files behind a release, as a browser gets them."""

import io
import json

import pytest
from openpyxl import load_workbook

from participate.requirements.labels import FIELD_NAMES, value_name
from participate.requirements.rules import digest_of
from tests.exports.test_every_format import rows_of_csv, rows_of_json, table_of


def test_both_files_hold_the_same(client, release):
    as_csv = rows_of_csv(client.get("/releases/3/backlog.csv").data)
    as_json = rows_of_json(client.get("/releases/3/backlog.json").data)

    assert len(as_csv) == 2
    assert as_csv == as_json


def test_the_workbook_holds_the_same_in_the_words_of_the_page(app, client, release):
    data = json.loads(client.get("/releases/3/backlog.json").data)["requirements"]
    book = load_workbook(io.BytesIO(client.get("/releases/3/backlog.xlsx").data))

    assert book.sheetnames == [
        "Anforderungen", "Quellen", "Stimmen nach Gruppe", "Änderungen", "Über diese Fassung",
    ]  # fmt: skip
    with app.test_request_context():
        for row, one in zip(table_of(book, "Anforderungen"), data, strict=True):
            assert row["Nummer"] == one["key"]
            assert row["Titel"] == one["title"]
            assert row[str(FIELD_NAMES["story"])] == one["story"]
            assert row[str(FIELD_NAMES["status"])] == value_name("status", one["status"])
            assert row[str(FIELD_NAMES["moscow"])] == value_name("moscow", one["moscow"])
    sources = [(row["Nummer"], row["Prüfsumme"] or "") for row in table_of(book, "Quellen")]
    assert sources == [(one["key"], it["digest"]) for one in data for it in one["sources"]]
    client.set_cookie("language", "en")
    english = client.get("/releases/3/backlog.xlsx")
    assert load_workbook(io.BytesIO(english.data)).sheetnames[0] == "Requirements"


@pytest.mark.parametrize(
    ("extension", "content_type"),
    [
        ("csv", "text/csv; charset=utf-8; header=present"),
        ("json", "application/json; charset=utf-8"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_is_saved_under_a_name_that_says_what_it_is(client, release, extension, content_type):
    answer = client.get(f"/releases/3/backlog.{extension}")

    assert answer.headers["Content-Type"] == content_type
    assert answer.headers["Content-Disposition"] == (
        f"attachment; filename=anforderungen-fassung-3.{extension}"
    )


def test_anyone_can_recompute_the_digest(client, release):
    data = json.loads(client.get("/releases/3/backlog.json").data)

    assert data.pop("digest") == digest_of(data) == release.digest


@pytest.mark.parametrize(
    "path",
    [
        "/releases/3/backlog.exe",
        "/releases/3/backlog.CSV",
        "/releases/4/backlog.csv",
        "/releases/99999999999999999999/backlog.csv",
    ],
)
def test_what_does_not_exist_is_not_found(client, release, path):
    assert client.get(path).status_code == 404
