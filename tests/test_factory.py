"""The application as a server gets it."""

import subprocess
import sys

READY = """
from participate.config import Config
from participate.core.db import Base
from participate.factory import create_app
create_app(Config(SQLALCHEMY_DATABASE_URI="sqlite://", SECRET_KEY="x" * 40, TESTING=True))
print(all(mapper.configured for mapper in Base.registry.mappers))
"""


def test_is_ready_for_many_threads_before_the_first_request():
    command = [sys.executable, "-c", READY]
    said = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603

    assert said.stdout == "True\n"


PRAGMAS = """
import sys
from sqlalchemy import event
from participate.config import Config
from participate.extensions import db
from participate.factory import create_app
app = create_app(Config(SQLALCHEMY_DATABASE_URI=sys.argv[1], SECRET_KEY="x" * 40))
with app.app_context():
    event.listen(db.engine, "before_cursor_execute", lambda *call: print(call[2]))
    with db.engine.begin() as connection:
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"):
            print(connection.exec_driver_sql(f"PRAGMA {name}").scalar())
"""


def test_a_database_file_is_opened_safely(tmp_path):
    """In a process of its own: the tests' own connections hurry."""
    command = [sys.executable, "-c", PRAGMAS, f"sqlite:///{tmp_path / 'town.db'}"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603

    lines = said.splitlines()
    assert lines[0] == "BEGIN IMMEDIATE"
    full, on = "2", "1"
    assert [line for line in lines[1:] if "PRAGMA" not in line] == ["wal", full, on, "15000"]
