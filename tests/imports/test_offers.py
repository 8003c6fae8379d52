"""Bringing a list of kindergartens into the directory, as an administrator types it."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.cli import ScriptInfo
from sqlalchemy import select

from participate.imports.cli import import_
from participate.imports.formats.from_kita_csv import COLUMNS
from participate.offers.models import Offer, Provider
from tests.imports.test_cli import digest

REAL = Path(__file__).parents[3] / "shared" / "data" / "kitas-flensburg"
HEADING = sorted(COLUMNS)
KITA = dict.fromkeys(HEADING, "0") | {
    "district": "Neustadt",
    "facility": "Kinderhaus",
    "institution": "Stadt",
    "director": "",
    "address": "Weg 2",
    "postal_code": "24939",
    "phone_number": "852157",
    "opening_hours": "07:00-16:00",
    "childcare_places": "40",
    "group_3_6": "2",
    "lunch_offer": "X",
    "comments": "",
    "prerequisite": "",
}


def a_list(*kitas):
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, HEADING)
    writer.writeheader()
    writer.writerows(KITA | kita for kita in kitas)
    return file.getvalue().encode()


@pytest.fixture
def bring(app, session, tmp_path):
    def bring(content, *more):
        file = tmp_path / "kitas.csv"
        file.write_bytes(content)
        session.commit()
        arguments = ["offers", str(file), "--format", "kita-csv", *more]
        done = CliRunner().invoke(import_, arguments, obj=ScriptInfo(create_app=lambda: app))
        session.rollback()
        return done

    return bring


@pytest.mark.skipif(not REAL.is_dir(), reason=f"the real data is not at {REAL}")
def test_the_real_list_arrives_whole_and_only_once(bring, session, client):
    content = (REAL / "kitas_in_flensburg.csv").read_bytes()
    done = bring(content, "--source", "Open Data Schleswig-Holstein, CC0")
    assert done.exit_code == 0, done.output
    report, expected = json.loads(done.stdout), json.loads((REAL / "expected.json").read_text())
    told = {name: expected[name] for name in expected if not name.startswith("point_in")}
    assert {name: report[name] for name in told} == told
    assert report["made"] == {"providers": 22, "offers": 70}
    assert ["07:00-17.00" in note["what"] for note in report["notes"]] == [True]
    assert session.scalars(select(Offer.status).distinct()).all() == ["published"]

    before = digest(session)
    again = json.loads(bring(content).stdout)
    assert again["made"] == {"providers": 0, "offers": 0}
    assert digest(session) == before
    assert "70 Angebote" in client.get("/offers?search=Kindertagesst%C3%A4tte").text


def test_an_offer_says_where_it_is_from_and_what_was_assumed(bring, session, client):
    bring(a_list({}), "--source", "Liste der Stadt")
    [offer] = session.scalars(select(Offer))
    page = client.get(f"/offers/{offer.id}").text

    assert "Mo. bis Fr., 07:00 bis 16:00 Uhr" in page
    assert "Die Quelle nennt keine Wochentage" in page
    assert "Übernommen aus: Liste der Stadt" in page
    assert "Der Anbieter hat diese Angaben noch nicht bestätigt." in page
    assert (offer.age_from, offer.age_to, offer.confirmed_on) == (3, 6, None)


def test_hours_that_are_none_are_shown_as_they_stand(bring, session):
    odd = ["07:00-17.00", "17:00-07:00", "25:00-26:00"]
    kitas = [{"facility": text, "opening_hours": text} for text in odd]
    report = json.loads(bring(a_list(*kitas)).stdout)

    assert report["opening_hours_malformed"] == odd
    assert [note["place"] for note in report["notes"]] == [
        f"line {number}, column opening_hours" for number in (2, 3, 4)
    ]
    for offer in session.scalars(select(Offer)):
        assert f"„{offer.title}“" in offer.opening_hours
        assert "Fr." not in offer.opening_hours


def test_hostile_cells_stay_texts(bring, session, client):
    evil = "<script>alert(1)</script>"
    texts = {"facility": evil, "comments": "=cmd()", "prerequisite": "javascript:alert(1)"}
    assert bring(a_list(texts | {"phone_number": evil, "lunch_offer": evil})).exit_code == 0
    [offer] = session.scalars(select(Offer))
    page = client.get(f"/offers/{offer.id}").text

    assert offer.title == evil
    assert evil not in page
    assert 'href="javascript' not in page
    assert "=cmd()" in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff", "line 1, byte 0: this is not UTF-8"),
        (b"", "line 1: these columns are expected"),
        (a_list({}) + b"a,b\r\n", "line 3: 19 cells are expected, 2 are there"),
        (a_list({}, {"childcare_places": "-4"}), "line 3, column childcare_places: a whole number"),
        (a_list({"facility": " "}), "line 2, column facility: this is empty"),
        (a_list({"facility": "x" * 121}), "column facility: 121 characters, but 120"),
        (a_list({}, {}), "line 3: the same kindergarten stands at line 2"),
        (a_list({}) + b'"', "this is not CSV"),
    ],
    ids=range(8),
)
def test_a_broken_list_is_refused_whole(bring, session, content, said):
    before = digest(session)
    done = bring(content)

    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""
    assert digest(session) == before


def test_a_provider_spelled_in_two_ways_is_one(bring, session):
    done = bring(a_list({"facility": "A"}, {"facility": "B", "institution": "STADT"}))
    assert done.exit_code == 0, done.output
    assert [one.name for one in session.scalars(select(Provider))] == ["Stadt"]
    assert len(session.scalars(select(Offer)).all()) == 2

    assert bring(a_list({"facility": "C", "institution": "stadt"})).exit_code == 0
    assert len(session.scalars(select(Provider)).all()) == 1
