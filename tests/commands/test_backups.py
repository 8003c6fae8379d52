"""A backup brings everything back: here, elsewhere, and on the other kind of database."""

import json
import re
import stat
import zipfile
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from participate.accounts.models import Account
from participate.commands.backups.backup import back_up
from participate.commands.backups.rows import FLEETING
from participate.core.audit import AuditEntry
from participate.extensions import db
from participate.voting.rules import RoundState
from participate.workshops.models import Workshop
from tests.commands.conftest import app_on, engine_of
from tests.factories import NOON, SECRET, make_account, make_round, make_workshop
from tests.house.test_migrations import differences

PASSPHRASE = "drei Birken am Anger"  # noqa: S105
ODD = '»Öffnung\' \\ "x" 👩‍👧 \u2028 Zeile\nzwei\t€'


def manifest_of(file):
    return json.loads(zipfile.ZipFile(file).read("manifest.json"))


def add_odd_values(address):
    """What databases keep each in their own way: fractions of seconds, JSON, nothing at all."""
    engine = engine_of(address)
    with Session(engine) as session:
        at = datetime(2026, 3, 29, 0, 59, 59, 123456, tzinfo=UTC)
        make_account(session, display_name=ODD, active=False, created_at=at, password_hash=None)
        details = {"z": 1.0, "a": [True, None, "ä"], "big": 2**60}
        session.add(
            AuditEntry(at=at, event="x", subject_table="y", subject_id=2**31 - 1, details=details)
        )
        session.commit()
    engine.dispose()


def counts(address):
    engine = engine_of(address)
    with engine.connect() as connection:
        names = set(inspect(connection).get_table_names()) - FLEETING
        found = {
            name: connection.scalar(text(f'SELECT count(*) FROM "{name}"'))  # noqa: S608
            for name in names
        }
    engine.dispose()
    return found


@pytest.mark.long
def test_goes_elsewhere_into_the_other_kind_and_comes_back_the_same(
    participate, elsewhere, town, new_database, tmp_path
):
    add_odd_values(town)
    files = [tmp_path / f"{name}.backup" for name in ("first", "second", "third")]
    here, back = {"DATABASE_URL": town, "SECRET_KEY": SECRET}, {"DATABASE_URL": new_database()}
    for run, settings, *command in (
        (participate, here, "backup", files[0]),
        (elsewhere, {}, "restore", files[0]),  # a SQLite file, whatever it was before
        (elsewhere, {}, "backup", files[1]),
        (participate, back, "restore", files[1]),
        (participate, back, "backup", files[2]),
    ):
        done = run(*map(str, command), **settings)
        assert done.returncode == 0, done.stderr

    first, second, third = [manifest_of(file)["tables"] for file in files]
    assert first == second == third
    assert first["account"]["count"] > 5
    assert (tmp_path / "elsewhere" / "secret").read_text().strip() == SECRET
    assert stat.S_IMODE((tmp_path / "elsewhere" / "participate.db").stat().st_mode) == 0o600
    assert elsewhere("check").returncode == 0
    assert participate("check", **back).returncode == 0
    lives_on(back["DATABASE_URL"])


def lives_on(address):
    """A restored database takes new rows, keeps its rules, and is like the models."""
    engine = engine_of(address)
    with Session(engine) as session:
        odd = session.query(Account).filter_by(display_name=ODD).one()
        assert (odd.active, odd.password_hash) == (False, None)
        assert odd.created_at == datetime(2026, 3, 29, 0, 59, 59, 123456, tzinfo=UTC)
        entry = session.query(AuditEntry).filter_by(event="x").one()
        assert entry.details == {"z": 1.0, "a": [True, None, "ä"], "big": 2**60}
        before = session.query(Workshop.id).count()
        make_workshop(session)
        session.commit()
        assert session.query(Workshop.id).count() == before + 1
        with pytest.raises(DBAPIError, match="a release is final"):
            session.execute(text("UPDATE release SET title = 'x'"))
    assert differences(engine) == []
    engine.dispose()


def test_the_key_to_ballots_goes_with_its_vote_and_lies_in_no_later_backup(
    participate, town, tmp_path
):
    engine, file = engine_of(town), tmp_path / "evening.backup"
    with Session(engine) as session:
        workshop = make_workshop(session)
        rounds = [make_round(session, workshop) for _number in range(2)]
        rounds[1].state, rounds[1].closed_at = RoundState.CLOSED, NOON
        session.commit()
        numbers = [one.id for one in rounds]
        assert all(one.key for one in rounds)
    engine.dispose()
    assert participate("backup", str(file), DATABASE_URL=town, SECRET_KEY=SECRET).returncode == 0

    columns = manifest_of(file)["tables"]["voting_round"]["columns"]
    lines = zipfile.ZipFile(file).read("rows/voting_round.jsonl").splitlines()
    kept = [dict(zip(columns, json.loads(line), strict=True)) for line in lines]
    keys = {one["id"]: one["key"] for one in kept}
    assert keys[numbers[0]], "people are voting"
    assert keys[numbers[1]] is None


def test_an_older_backup_that_holds_such_a_key_comes_back(
    participate, elsewhere, town, tmp_path, monkeypatch
):
    engine, file = engine_of(town), tmp_path / "older.backup"
    with Session(engine) as session:
        round_ = make_round(session, make_workshop(session))
        round_.state, round_.closed_at = RoundState.CLOSED, NOON
        session.commit()
    engine.dispose()
    monkeypatch.setattr("participate.commands.backups.rows.WITHHELD", ())
    with app_on(town).app_context():
        back_up(file, None)
        db.engine.dispose()
    done = elsewhere("restore", str(file))
    assert done.returncode == 0, done.stderr


def test_a_number_that_was_given_out_and_deleted_is_not_given_out_again(
    participate, elsewhere, town, new_database, tmp_path
):
    """On PostgreSQL. SQLite gives the last number out again, with backups or without."""
    engine = engine_of(town)
    with Session(engine) as session:
        gone = make_workshop(session)
        session.flush()
        gone_id = gone.id
        session.delete(gone)
        session.commit()
    engine.dispose()
    file, target = tmp_path / "x.backup", new_database()
    assert participate("backup", str(file), DATABASE_URL=town, SECRET_KEY=SECRET).returncode == 0
    assert elsewhere("restore", str(file), DATABASE_URL=target).returncode == 0
    engine = engine_of(target)
    with Session(engine) as session:
        expected = gone_id + (engine.dialect.name == "postgresql")
        assert make_workshop(session).id == expected
    engine.dispose()


class TestBackup:
    @pytest.fixture
    def here(self, town):
        return {"DATABASE_URL": town, "SECRET_KEY": SECRET}

    def test_only_its_owner_reads_it_and_it_says_what_it_is(self, participate, here, tmp_path):
        file = tmp_path / "x.backup"
        done = participate("backup", str(file), **here)
        manifest = manifest_of(file)
        assert (done.returncode, done.stderr) == (0, "")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert manifest["migrations"]
        assert manifest["database"] == here["DATABASE_URL"].partition(":")[0]
        assert {name: one["count"] for name, one in manifest["tables"].items()} == {
            name: rows
            for name, rows in counts(here["DATABASE_URL"]).items()
            if name[:7] != "alembic"
        }

    def test_takes_no_other_files_place(self, participate, here, tmp_path):
        file = tmp_path / "x.backup"
        file.write_text("mine")
        done = participate("backup", str(file), **here)
        assert done.returncode == 1
        assert "is there already" in done.stderr
        assert file.read_text() == "mine"

    def test_what_cannot_be_written_leaves_nothing_behind(self, participate, here, tmp_path):
        done = participate("backup", str(tmp_path / "no" / "x.backup"), **here)
        assert done.returncode == 1
        assert "cannot be written" in done.stderr
        assert not list(tmp_path.glob("**/*.partial"))

    def test_in_a_folder_the_newest_are_kept(self, participate, here, tmp_path):
        folder = tmp_path / "nightly"
        folder.mkdir()
        for day in (1, 2, 3):
            (folder / f"familienwerkstatt-2026010{day}T030000.backup").touch()
        (folder / "ours.backup").touch()
        done = participate("backup", str(folder), "--keep", "2", **here)
        assert done.returncode == 0, done.stderr
        left = sorted(file.name for file in folder.iterdir())
        assert len(left) == 3
        assert left[0] == "familienwerkstatt-20260103T030000.backup"
        assert left[2] == "ours.backup"

    def test_a_short_passphrase_locks_nothing(self, participate, here, tmp_path):
        (tmp_path / "words").write_text("short\n")
        options = ["--passphrase-file", str(tmp_path / "words")]
        done = participate("backup", str(tmp_path / "x.backup"), *options, **here)
        assert done.returncode == 2
        assert "12 characters" in done.stderr
        assert not (tmp_path / "x.backup").exists()

    def test_a_locked_one_shows_nothing_and_opens_with_its_passphrase_alone(
        self, participate, elsewhere, here, tmp_path
    ):
        file, right, wrong = tmp_path / "x.backup", tmp_path / "right", tmp_path / "wrong"
        right.write_text(PASSPHRASE + "\n")
        wrong.write_text(PASSPHRASE.upper() + "\n")
        made = participate("backup", str(file), "--passphrase-file", str(right), **here)
        assert made.returncode == 0, made.stderr
        assert not zipfile.is_zipfile(file)
        assert SECRET.encode() not in file.read_bytes()
        refused = elsewhere("restore", str(file), "--passphrase-file", str(wrong))
        assert refused.returncode == 1
        assert "The passphrase does not open this file. Nothing was changed." in refused.stderr
        assert not (tmp_path / "elsewhere" / "participate.db").exists()
        typed = elsewhere("restore", str(file), typed=PASSPHRASE + "\n")
        assert typed.returncode == 0, typed.stderr
        assert counts(f"sqlite:///{tmp_path / 'elsewhere' / 'participate.db'}") == counts(
            here["DATABASE_URL"]
        )


class TestRestore:
    @pytest.fixture
    def file(self, town, tmp_path):
        file = tmp_path / "x.backup"
        with app_on(town).app_context():
            back_up(file, None)
            db.engine.dispose()
        return file

    def test_leaves_a_used_database_alone_unless_told_to_replace_it(self, elsewhere, file, town):
        engine = engine_of(town)
        with Session(engine) as session:
            make_account(session)
            session.commit()
        engine.dispose()
        newer = counts(town)
        refused = elsewhere("restore", str(file), DATABASE_URL=town)
        assert refused.returncode == 1
        assert "The database is not empty" in refused.stderr
        assert counts(town) == newer
        done = elsewhere("restore", str(file), "--replace", DATABASE_URL=town)
        assert done.returncode == 0, done.stderr
        assert counts(town)["account"] == newer["account"] - 1

    def test_goes_into_what_init_made(self, elsewhere, file, new_database):
        target = new_database()
        assert elsewhere("init", DATABASE_URL=target).returncode == 0
        done = elsewhere("restore", str(file), DATABASE_URL=target)
        assert done.returncode == 0, done.stderr
        assert counts(target)["account"] > 0

    def test_says_what_to_do_when_another_secret_is_set(self, elsewhere, file, new_database):
        target = new_database()
        done = elsewhere("restore", str(file), DATABASE_URL=target, SECRET_KEY="y" * 40)
        assert done.returncode == 1
        assert "Take SECRET_KEY out of the configuration" in done.stderr

    def test_refuses_a_newer_version(self, elsewhere, file, town, tmp_path):
        newer = tmp_path / "newer.backup"
        rewritten(file, newer, lambda said: said | {"migrations": ["9999"], "version": "9.0"})
        before = counts(town)
        done = elsewhere("restore", str(newer), "--replace", DATABASE_URL=town)
        assert done.returncode == 1
        assert "The backup is of version 9.0, with 9999" in done.stderr
        assert counts(town) == before

    def test_rows_that_refer_to_nothing_change_nothing(self, elsewhere, file, town, tmp_path):
        """Each row as its digest says, and yet not a whole: an account is missing."""
        broken = tmp_path / "broken.backup"
        rewritten(file, broken, with_digest("account", b""), rows=[("account", b"")])
        before = counts(town)
        done = elsewhere("restore", str(broken), "--replace", DATABASE_URL=town)
        assert done.returncode == 1
        assert "Nothing was changed." in done.stderr
        assert "Traceback" not in done.stderr
        assert counts(town) == before

    def test_a_row_that_this_database_keeps_otherwise_changes_nothing(
        self, elsewhere, file, town, tmp_path
    ):
        """A moment finer than databases keep it, in a file that is whole in itself."""
        broken = tmp_path / "broken.backup"
        content = re.sub(
            rb'(:\d\d)(\.\d+)?((\+00:00)?")', rb"\1.1234567\3", rows_in(file, "account")
        )
        rewritten(file, broken, with_digest("account", content), rows=[("account", content)])
        before = counts(town)
        done = elsewhere("restore", str(broken), "--replace", DATABASE_URL=town)
        assert done.returncode == 1
        assert "Rows of account are not the same in this database." in done.stderr
        assert "Nothing was changed." in done.stderr
        assert counts(town) == before

    def test_refuses_while_the_database_is_in_use(self, elsewhere, file, town):
        before = counts(town)
        engine = engine_of(town)
        with engine.connect() as other:
            other.execute(text("SELECT count(*) FROM account"))
            done = elsewhere("restore", str(file), "--replace", DATABASE_URL=town)
        engine.dispose()
        assert done.returncode == 1
        assert "Stop the server first" in done.stderr
        assert counts(town) == before

    def test_what_is_no_backup_is_one_sentence(self, elsewhere, tmp_path):
        (tmp_path / "letter.txt").write_text("Sehr geehrte Damen und Herren")
        done = elsewhere("restore", str(tmp_path / "letter.txt"))
        assert done.returncode == 1
        assert "The file is no backup" in done.stderr
        assert "Traceback" not in done.stderr


def rows_in(file, name):
    with zipfile.ZipFile(file) as archive:
        return archive.read(f"rows/{name}.jsonl")


def with_digest(name, content):
    """Let the manifest say of a table what fits this content."""

    def change(said):
        said["tables"][name] |= {
            "count": content.count(b"\n"),
            "sha256": sha256(content).hexdigest(),
        }
        return said

    return change


def rewritten(file, new, change, rows=()):
    """Write a backup again with another manifest, and maybe other rows of some tables."""
    others = {f"rows/{table}.jsonl": content for table, content in rows}
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(new, "w") as archive:
        for name in old.namelist():
            content = old.read(name)
            if name == "manifest.json":
                content = json.dumps(change(json.loads(content))).encode()
            archive.writestr(name, others.get(name, content))
