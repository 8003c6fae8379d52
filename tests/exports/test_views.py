"""The files behind a release, as a browser gets them."""

import json

import pytest

from participate.requirements.rules import digest_of
from tests.exports.test_every_format import rows_of_csv, rows_of_json


def test_both_files_hold_the_same(client, release):
    as_csv = rows_of_csv(client.get("/releases/3/backlog.csv").data)
    as_json = rows_of_json(client.get("/releases/3/backlog.json").data)

    assert len(as_csv) == 2
    assert as_csv == as_json


@pytest.mark.parametrize(
    ("extension", "content_type"),
    [
        ("csv", "text/csv; charset=utf-8; header=present"),
        ("json", "application/json; charset=utf-8"),
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
