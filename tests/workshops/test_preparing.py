"""A workshop before anybody is there."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from participate.accounts.rules import Role
from participate.core.audit import AuditEntry
from participate.core.errors import NotAllowedError
from participate.workshops.actions import (
    EndsTooSoonError,
    create_workshop,
    edit_workshop,
    publish_workshop,
    unpublish_workshop,
)
from participate.workshops.queries import find_workshop_by_code, get_step
from participate.workshops.rules import CODE_ALPHABET, code_hash, join_code
from tests.factories import NOON, SECRET, make_account, make_workshop

EVENING = {"title": " Nordstadt ", "starts_at": NOON, "ends_at": NOON + timedelta(hours=2)}


@pytest.fixture
def moderator(session):
    return make_account(session, Role.MODERATOR)


def create(session, by, **values):
    return create_workshop(session, by=by, secret=SECRET, at=NOON, **EVENING | values)


def test_a_new_workshop_is_a_draft_with_ninety_minutes_and_a_code(session, moderator):
    workshop = create(session, moderator)

    assert (workshop.title, workshop.status.value) == ("Nordstadt", "draft")
    assert sum(step.minutes for step in workshop.steps) == 90
    assert [step.kind.value for step in workshop.steps][-2:] == ["vote", "results"]
    code = join_code(SECRET, workshop.id, 1)
    assert len(code) == 6
    assert set(code) <= set(CODE_ALPHABET)
    assert workshop.join_code_hash == code_hash(SECRET, code)
    assert session.scalars(select(AuditEntry.event)).all() == ["workshop.created"]


def test_its_code_opens_it_only_while_it_is_published(session, moderator):
    workshop = create(session, moderator)
    hashed = workshop.join_code_hash

    assert find_workshop_by_code(session, hashed) is None
    for _twice in range(2):
        publish_workshop(session, workshop, by=moderator, at=NOON)
    assert find_workshop_by_code(session, hashed) is workshop
    unpublish_workshop(session, workshop, by=moderator, at=NOON)
    assert find_workshop_by_code(session, hashed) is None
    assert session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)).all() == [
        "workshop.created",
        "workshop.published",
        "workshop.unpublished",
    ]


def test_two_workshops_never_share_a_code(session, moderator):
    first = create(session, moderator)
    taken = join_code(SECRET, first.id + 2, 1)
    make_workshop(session, code=taken)
    second = create(session, moderator)

    assert second.id == first.id + 2
    assert second.join_code_number == 2
    assert second.join_code_hash == code_hash(SECRET, join_code(SECRET, second.id, 2))


def test_it_must_end_after_it_begins(session, moderator):
    with pytest.raises(EndsTooSoonError):
        create(session, moderator, ends_at=NOON)


def test_editing_keeps_code_agenda_and_people(session, moderator):
    workshop = create(session, moderator)
    code, step = workshop.join_code_hash, workshop.steps[0]
    changes = {"description": "Neu", "place": "Bürgerhaus", "partners": "Kita"}
    edit_workshop(session, workshop, by=moderator, at=NOON, **EVENING | changes)

    assert workshop.place == "Bürgerhaus"
    assert workshop.join_code_hash == code
    assert get_step(workshop, step.id) is step


def test_only_moderators_prepare(session, moderator):
    board, workshop = make_account(session, Role.BOARD), create(session, moderator)
    with pytest.raises(NotAllowedError):
        create(session, board)
    with pytest.raises(NotAllowedError):
        publish_workshop(session, workshop, by=board, at=NOON)
