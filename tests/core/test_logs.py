"""Lines of the log say what broke and where, and never what somebody typed."""

import io
import json
import logging
import sqlite3

import pytest
import structlog
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from participate.config import engine_options
from participate.core.logs import CALLS_MAX, JSON, PLAIN, formatter, log_to_stderr

CANARY = "kanarienvogel-4711"


@pytest.fixture
def lines(monkeypatch):
    """Everything this process logs, as `serve` would write it."""
    root, ours = logging.root, logging.getLogger("participate")
    before = root.handlers[:], root.level, ours.level
    out, raises = io.StringIO(), logging.raiseExceptions
    with monkeypatch.context() as patch:
        patch.setattr("sys.stderr", out)
        log_to_stderr(JSON)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    logging.raiseExceptions = raises
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    ours.setLevel(before[2])


def broken(word):
    typed = word * 2
    raise ValueError(f"{typed!r} does not fit")


def log_fault(log):
    try:
        try:
            broken(CANARY)
        except ValueError as error:
            raise RuntimeError(CANARY) from error
    except RuntimeError:
        log.exception("unhandled error")


def test_an_exception_is_named_with_its_place_and_without_its_words(lines):
    log_fault(structlog.get_logger("participate.test"))
    [line] = lines()
    assert line["event"] == "unhandled error"
    assert line["level"] == "error"
    assert line["error"] == "builtins.RuntimeError < builtins.ValueError"
    assert line["calls"].startswith("core/test_logs.py:")
    assert [call.split()[1] for call in line["calls"].split(" < ")] == [
        "broken",  # where it broke comes first
        "log_fault",
        "log_fault",
    ]
    assert CANARY not in json.dumps(line)


def test_so_are_those_that_others_log(lines):
    log_fault(logging.getLogger("apscheduler.executors.default"))
    [line] = lines()
    assert line["logger"] == "apscheduler.executors.default"
    assert line["error"].startswith("builtins.RuntimeError")
    assert CANARY not in json.dumps(line)


def test_an_endless_recursion_is_a_short_line(lines):
    def deeper(depth):
        return deeper(depth + 1)

    try:
        deeper(0)
    except RecursionError:
        structlog.get_logger("participate.test").exception("deep")
    [line] = lines()
    assert line["calls"].count(" < ") == CALLS_MAX - 1


def test_what_others_say_begins_at_warnings_and_what_we_say_at_notes(lines):
    logging.getLogger("sqlalchemy.engine").info("INSERT INTO need")
    structlog.get_logger("participate.test").info("note")
    structlog.get_logger("participate.test").debug("detail")
    assert [line["event"] for line in lines()] == ["note"]


def test_a_plain_line_stays_one_line_whatever_is_in_it():
    record = logging.LogRecord("other", logging.WARNING, "", 1, "a\nlevel=error b", None, None)
    line = formatter(PLAIN).format(record)
    assert "\n" not in line
    assert line.startswith("at=")
    assert 'level=warning event="a\\nlevel=error b"' in line


def test_the_database_refuses_without_repeating_what_was_written(tmp_path):
    options = engine_options(on_sqlite=True)
    engine = create_engine(f"sqlite:///{tmp_path / 'town.db'}", **options)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE need (words TEXT UNIQUE)"))
        connection.execute(text("INSERT INTO need VALUES (:words)"), {"words": CANARY})
        with pytest.raises(IntegrityError) as refused:
            connection.execute(text("INSERT INTO need VALUES (:words)"), {"words": CANARY})
    engine.dispose()
    assert isinstance(refused.value.orig, sqlite3.IntegrityError)
    assert CANARY not in str(refused.value)


def test_postgresql_is_told_the_same():
    assert engine_options(on_sqlite=False)["hide_parameters"] is True
