"""What the audit log notes beside an event, as administrators read it."""

import ast
from pathlib import Path

import pytest

import participate
from participate.core.audit import AuditEntry
from participate.pages.details import NAMES, details_of


@pytest.fixture
def german(app):
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({}, []),
        (
            {"roles": "board chair"},
            ["Wofür dieses Konto da ist: Mitglied im Familienbeirat, Vorsitz im Familienbeirat"],
        ),
        (
            {"old": "proposed", "new": "adopted"},
            ["Stand danach: Angenommen", "Stand vorher: Vorgeschlagen"],
        ),
        ({"kind": "contra"}, ["Art: Dagegen"]),
        ({"kind": "break"}, ["Art: Pause"]),
        ({"before": None, "into": 4}, ["Bündel danach: 4", "Bündel vorher: keines"]),
        ({"moscow": "must", "sources": 2}, ["Quellen: 2", "Vorrang: Muss"]),
        ({"new": "published"}, ["Stand danach: published"]),
        ({"of_tomorrow": 3}, ["of_tomorrow: 3"]),
    ],
)
def test_numbers_and_choices_are_said_in_words(german, details, said):
    assert details_of(AuditEntry(event="x", details=details)) == said


def test_whatever_is_noted_has_a_name():
    noted = set()
    for path in Path(participate.__path__[0]).rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "record":
                noted |= {word.arg for word in call.keywords if word.arg} - {"by", "at"}
    assert noted, "no event notes anything"
    assert noted <= NAMES.keys(), "give it a name in pages/details.py"
