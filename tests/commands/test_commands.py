"""The command line as an administrator meets it: exit codes, and sentences that say what to do."""

import os
import re
import shutil
import socket
import sqlite3
import stat
from pathlib import Path

import pytest
from click import Group
from click.testing import CliRunner
from flask_migrate import downgrade
from sqlalchemy import text

from participate.__main__ import cli
from participate.extensions import db
from participate.paths import PACKAGE
from tests.commands.conftest import app_on

README = (PACKAGE.parent / "README.md").read_text("utf-8")


def commands_in(group, before=""):
    """Yield what can be typed behind `python -m participate`, such as `import ideas`."""
    for name, command in group.commands.items():
        yield f"{before}{name}"
        if isinstance(command, Group):
            yield from commands_in(command, f"{before}{name} ")


COMMANDS = sorted(commands_in(cli))


def test_the_readme_lists_every_command_and_no_other():
    table = README.partition("## Look after it")[2].partition("\n## ")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    listed = {name for cell in cells for name in re.findall(r"`([a-z-]+)", cell)}
    assert listed == set(cli.commands)


def test_init_makes_a_private_secret_and_a_whole_database(participate, place):
    assert participate("init").returncode == 0
    assert stat.S_IMODE((place / "secret").stat().st_mode) == 0o600
    checked = participate("check")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_init_again_changes_nothing_and_says_nothing(participate, place):
    participate("init")
    secret = (place / "secret").read_text()
    again = participate("init")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert (place / "secret").read_text() == secret


def test_a_wrong_setting_is_one_sentence_and_exit_code_2(participate):
    done = participate("init", PORT="http")
    assert done.returncode == 2
    assert done.stderr == "Error: PORT is 'http': it must be a number from 1 to 65535.\n"


def test_missing_assets_are_one_sentence_and_exit_code_2(participate, place):
    shutil.rmtree(place / "static")
    done = participate("init")
    assert done.returncode == 2
    assert "Run `make setup`" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_old_database_is_not_served(participate, ready):
    with sqlite3.connect(ready / "participate.db") as database:
        database.execute("UPDATE alembic_version SET version_num = 'from the future'")
    done = participate("serve")
    assert done.returncode == 1
    assert "not up to date" in done.stderr
    newer = participate("upgrade")
    assert newer.returncode == 1
    assert "a newer one" in newer.stderr


def test_an_upgrade_keeps_the_state_before_and_of_older_ones_the_newest(participate, ready):
    folder = ready / "backups"
    folder.mkdir()
    for day in (1, 2, 3):
        (folder / f"before-0001-2026010{day}T000000.backup").touch()
        os.utime(folder / f"before-0001-2026010{day}T000000.backup", (day, day))
    (folder / "own.backup").touch()
    with app_on(f"sqlite:///{ready / 'participate.db'}").app_context():
        newest = db.session.scalar(text("SELECT version_num FROM alembic_version"))
        db.session.remove()
        downgrade()
        db.engine.dispose()
    done = participate("upgrade")
    assert done.returncode == 0, done.stderr
    before, *others = sorted(one.name for one in folder.iterdir())[::-1]
    assert before == "own.backup"
    assert others[0] > f"before-{newest}-2026"
    assert [name[12:20] for name in others[1:]] == ["20260103", "20260102"]
    assert "not up to date" not in participate("check").stdout


def test_a_taken_port_is_named(participate, ready):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = participate("serve", PORT=port)
    assert done.returncode == 1
    assert f"127.0.0.1:{port} is taken" in done.stderr


def test_a_database_that_does_not_answer_is_one_sentence(participate):
    done = participate("upgrade", SECRET_KEY="x" * 32, DATABASE_URL="postgresql://127.0.0.1:1/none")
    assert done.returncode == 2
    assert "The database does not answer" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda place: (place / "secret").chmod(0o644), "chmod 600"),
        (lambda place: next(place.glob("static/kern*.css")).write_text("x"), "changed after"),
        (lambda place: (place / "static" / "manifest.json").unlink(), "missing or broken"),
        (lambda place: (place / "secret").unlink(), "There is no secret"),
    ],
)
def test_check_finds_what_is_wrong_and_says_what_to_do(participate, ready, harm, said):
    harm(ready)
    done = participate("check")
    assert done.returncode == 1
    assert said in done.stdout


def test_check_finds_rows_without_what_they_refer_to(participate, ready):
    with sqlite3.connect(ready / "participate.db") as database:
        database.execute("INSERT INTO held_role (account_id, role) VALUES (4711, 'board')")
    done = participate("check")
    assert done.returncode == 1
    assert "1 rows refer to rows that are gone" in done.stdout


def test_check_finds_an_audit_log_that_was_changed(participate, ready):
    with sqlite3.connect(ready / "participate.db") as database:
        database.execute(
            "INSERT INTO audit_entry (id, at, event, subject_table, subject_id, details)"
            " VALUES (1, '2026-05-04 12:00:00', 'idea.hidden', 'idea', 1, '{}')"
        )
        database.execute("INSERT INTO audit_seal (position, entry_id, digest) VALUES (1, 1, 'x')")
    done = participate("check")
    assert done.returncode == 1
    assert "The audit log was changed: Entry 1 does not fit seal 1." in done.stdout


@pytest.mark.long
def test_commands_work_on_whatever_database_is_named(participate, engine, database_url):
    named = {"DATABASE_URL": database_url, "SECRET_KEY": "x" * 32}
    if engine.dialect.name == "sqlite":
        Path(engine.url.database).chmod(0o600)  # `init` makes it so, where it makes it
    assert participate("init", **named).returncode == 0
    filled = participate("demo", **named)
    assert filled.returncode == 0, filled.stderr
    checked = participate("check", **named)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def type_in(*arguments):
    """Run a command that does nothing, in this process: to start one for each would take long."""
    return CliRunner().invoke(cli, arguments, prog_name="python -m participate")


def test_what_no_command_knows_is_exit_code_2(participate):
    done = participate("init", "--such-a-thing")
    assert (done.returncode, done.stdout) == (2, "")
    for command in COMMANDS:
        done = type_in(*command.split(), "--such-a-thing")
        assert (done.exit_code, done.stdout) == (2, ""), command
        assert "No such option '--such-a-thing'" in done.stderr


def test_every_command_explains_itself(participate):
    assert "Usage: python -m participate" in participate("--help").stdout
    for command in ["", *COMMANDS]:
        done = type_in(*command.split(), "--help")
        assert done.exit_code == 0, command
        assert "Usage: python -m participate" in done.stdout


def test_a_command_leaves_the_figures_of_the_running_server_alone(participate, ready):
    counted = ready / "metrics" / "counter_17.db"
    counted.parent.mkdir()
    counted.write_bytes(b"figures")
    assert participate("purge", METRICS="on").returncode == 0
    assert counted.read_bytes() == b"figures"


@pytest.mark.parametrize("command", ["init", "assets"])
def test_a_folder_that_cannot_be_written_is_one_sentence(participate, place, command):
    (place / "file").touch()
    done = participate(command, DATA_DIR=str(place / "file"))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "file" in done.stderr


def test_a_damaged_list_of_erasures_is_one_sentence_and_holds_up_no_mail(participate, ready):
    (ready / "erasures.jsonl").write_text("?\n")
    done = participate("work")
    assert done.returncode == 1
    assert "erasures.jsonl has a line that cannot be read: mend it first." in done.stderr
    assert "Traceback" not in done.stderr
