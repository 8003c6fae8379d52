"""Every audit event has a sentence, and every sentence its German."""

from enum import StrEnum
from importlib import import_module

import pytest
from flask_babel import force_locale

import participate
from participate.core.audit import AuditEntry
from participate.pages.sentences import AREAS, SENTENCES, area_names, sentence_of
from participate.paths import PACKAGE

EVENTS = [
    event
    for path in sorted([*PACKAGE.glob("*/rules.py"), *PACKAGE.glob("*/rules")])
    for name, kind in vars(
        import_module(f"{participate.__name__}.{path.parent.name}.rules")
    ).items()
    if name.endswith("Event") and isinstance(kind, type) and issubclass(kind, StrEnum)
    for event in kind
]


def line(event):
    return AuditEntry(
        event=event, actor_table="account", actor_id=7, subject_table="idea", subject_id=12
    )


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_has_a_sentence_in_german(app, event):
    assert event.value in SENTENCES, (
        "write its sentence into participate/pages/sentences.py and the German into the catalogue"
    )
    with app.test_request_context():
        german = sentence_of(line(event), {7: "Person am Empfang"})
        with force_locale("en"):
            english = sentence_of(line(event), {7: "Person am Empfang"})
    assert german != english, "the German is missing in translations/"
    assert "%" not in german + english
    assert ("Person am Empfang" in german) is ("Person am Empfang" in english)
    assert ("12" in german) is ("12" in english)


def test_no_sentence_is_left_over():
    assert set(SENTENCES) == {event.value for event in EVENTS}


def test_every_event_can_be_found_by_what_it_is_about(app):
    assert {event for area in AREAS.values() for event in area} == set(EVENTS)
    with app.test_request_context():
        assert area_names().keys() == AREAS.keys()
