"""`check`: what an installation stands on is looked over, and each finding says what to do."""

import json
import os
import sqlite3
import time
from datetime import timedelta
from shutil import disk_usage

import pytest

from participate.commands import surroundings
from participate.core.audit import AuditEntry, seal_entries
from participate.core.clock import now
from participate.core.outbox import put_mail
from participate.extensions import db
from tests.factories import SECRET, stored
from tests.postoffice import PostOffice

HOUR = 3600


def found(done):
    """What was found, by name."""
    assert "Traceback" not in done.stderr
    return {one["name"]: one for one in json.loads(done.stdout)["findings"]}


def audit_entry(at):
    return AuditEntry(at=at, event="idea.hidden", subject_table="idea", subject_id=1)


@pytest.fixture
def context(app, session):
    """Look at the tests' database from within the application."""
    with app.app_context():
        yield
        db.session.remove()


def test_json_says_the_same_and_whether_all_is_well(participate, ready):
    done = participate("check", "--json")
    said = json.loads(done.stdout)
    assert (done.returncode, said["well"]) == (0, True)
    names = [line[7:] for line in participate("check").stdout.splitlines() if line[0] != " "]
    assert [one["name"] for one in said["findings"]] == names
    assert {one["state"] for one in said["findings"]} == {"ok", "note"}


def test_what_is_wrong_is_wrong_in_json_too(participate, ready):
    (ready / "secret").chmod(0o644)
    done = participate("check", "--json")
    assert (done.returncode, json.loads(done.stdout)["well"]) == (1, False)
    assert found(done)["secret"]["state"] == "wrong"
    assert "chmod 600" in found(done)["secret"]["text"]


def test_a_town_that_is_set_up_to_the_end_has_no_notes_left(participate, ready, tmp_path):
    office = PostOffice()
    office.open()
    folder = tmp_path / "kept"
    folder.mkdir()
    settings = {
        "OPERATOR_NAME": "Stadt",
        "OPERATOR_ADDRESS": "Am Markt 1",
        "OPERATOR_REPRESENTATIVE": "das Amt für Familien",
        "OPERATOR_EMAIL": "familie@town.example",
        "PRIVACY_CONTACT": "datenschutz@town.example",
        "PUBLIC_URL": "https://familie.town.example",
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": str(office.port),
        "MAIL_ENCRYPTION": "none",
        "MAIL_SENDER": "familie@town.example",
    }
    try:
        assert participate("backup", str(folder), **settings).returncode == 0
        done = participate("check", "--json", **settings)
    finally:
        office.close()
    assert {name for name, one in found(done).items() if one["state"] != "ok"} == set()
    assert office.taken == []


def test_a_mail_server_that_does_not_answer_is_wrong(participate, ready):
    done = participate(
        "check", "--json", MAIL_SERVER="127.0.0.1", MAIL_PORT="1", MAIL_SENDER="a@town.example"
    )
    assert done.returncode == 1
    assert "The mail server" in found(done)["mail"]["text"]


def test_a_database_that_others_may_read_is_wrong(participate, ready):
    (ready / "participate.db").chmod(0o644)
    done = participate("check", "--json")
    assert done.returncode == 1
    assert "chmod o= " in found(done)["permissions"]["text"]


def test_a_configuration_that_others_may_read_is_wrong(participate, ready):
    place = ready / "town.conf"
    place.write_text("TOWN_NAME=Musterstadt\n")
    place.chmod(0o604)
    done = participate("check", "--json", PARTICIPATE_CONFIG=str(place))
    assert str(place) in found(done)["permissions"]["text"]
    place.chmod(0o640)
    assert participate("check", PARTICIPATE_CONFIG=str(place)).returncode == 0


@pytest.mark.parametrize(("age", "state"), [(HOUR, "ok"), (40 * HOUR, "note")])
def test_a_backup_grows_old(participate, ready, age, state):
    place = ready / "last-backup"
    place.touch()
    os.utime(place, (time.time() - age,) * 2)
    backup = found(participate("check", "--json"))["backup"]
    assert backup["state"] == state
    assert ("The last backup is of" in backup["text"]) == (state == "note")


def test_without_any_backup_it_says_how_to_make_one(participate, ready):
    assert "There is no backup yet" in found(participate("check", "--json"))["backup"]["text"]


def test_an_entry_from_the_future_means_the_clock_is_wrong(participate, ready):
    with sqlite3.connect(ready / "participate.db") as database:
        database.execute(
            "INSERT INTO audit_entry (id, at, event, subject_table, subject_id, details)"
            " VALUES (1, '2126-05-04 12:00:00', 'idea.hidden', 'idea', 1, '{}')"
        )
    done = participate("check", "--json")
    assert done.returncode == 1
    assert "timedatectl" in found(done)["clock"]["text"]


def test_a_clock_that_disagrees_with_the_database_is_wrong(context, monkeypatch):
    if db.engine.dialect.name == "sqlite":
        stored(db.session, audit_entry(now()))  # SQLite has no clock but ours
    assert surroundings.clock_is_right() is None
    monkeypatch.setattr(surroundings, "now", lambda: now() - timedelta(minutes=5))
    assert "Set the clock" in surroundings.clock_is_right()


def test_a_disk_that_is_nearly_full_is_wrong(context, monkeypatch):
    assert surroundings.disk_has_room() is None
    monkeypatch.setattr(surroundings, "ROOM", disk_usage("/").total * 2)
    assert "make the disk larger" in surroundings.disk_has_room()


def test_an_entry_that_nobody_seals_is_told_after_a_while(context):
    assert surroundings.jobs_keep_up() is None
    stored(db.session, audit_entry(now()))
    assert surroundings.jobs_keep_up() is None
    seal_entries(db.session)
    stored(db.session, audit_entry(now() - timedelta(hours=1)))
    assert "not sealed" in surroundings.jobs_keep_up()
    seal_entries(db.session)
    assert surroundings.jobs_keep_up() is None


def test_a_mail_that_nobody_sends_is_told_after_a_while(context):
    letter = {"to": "a@town.example", "subject": "x", "body": "y", "language": "de"}
    put_mail(db.session, **letter, key=SECRET.encode(), at=now())
    assert surroundings.jobs_keep_up() is None
    put_mail(db.session, **letter, key=SECRET.encode(), at=now() - timedelta(hours=1))
    assert "A mail is not sent" in surroundings.jobs_keep_up()
