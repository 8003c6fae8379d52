"""The document that says which test shows what names tests that exist."""

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
DOCUMENT = TESTS.parent / "docs/acceptance.md"
ROWS = [line for line in DOCUMENT.read_text("utf-8").splitlines() if line.startswith("| ")]
NAMED = sorted(set(re.findall(r"`([\w/]+\.py::[\w:]+)`", "\n".join(ROWS))))


def names_in(path):
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            yield node.name
        if isinstance(node, ast.ClassDef):
            yield from (f"{node.name}::{one.name}" for one in node.body if hasattr(one, "name"))


@pytest.mark.parametrize("named", NAMED)
def test_what_it_names_exists(named):
    place, _colons, name = named.partition("::")

    assert name in set(names_in(TESTS / place))


def test_every_row_names_a_test():
    rows = [row for row in ROWS if row != "| asked for | shown by |"]

    assert [row for row in rows if ".py::test_" not in row and "::test_" not in row] == []
