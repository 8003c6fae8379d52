"""Saying what an offer fulfils."""

import pytest
from sqlalchemy import select

from participate.accounts.rules import Role
from participate.core.audit import AuditEntry
from participate.core.errors import NotAllowedError, NotFoundError
from participate.requirements.rules import RequirementStatus
from participate.trace.actions import change_note, record_fulfilments, withdraw_fulfilment
from participate.trace.models import Fulfilment
from tests.factories import (
    NOON,
    make_account,
    make_fulfilment,
    make_offer,
    make_provider,
    make_requirement,
)

ADOPTED = RequirementStatus.ADOPTED


def links(session):
    return session.execute(
        select(Fulfilment.offer_id, Fulfilment.requirement_id, Fulfilment.note)
    ).all()


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.MODERATOR, Role.ADMINISTRATOR])
def test_links_are_made_once_and_taken_back(session, role):
    by = make_account(session, role)
    offer = make_offer(session, make_provider(session, by))
    first, second = (make_requirement(session, status=ADOPTED) for _number in range(2))

    assert record_fulfilments(session, offer, [first], note=" teils ", by=by, at=NOON) == 1
    assert record_fulfilments(session, offer, [first, second], by=by, at=NOON) == 1
    assert links(session) == [(offer.id, first.id, "teils"), (offer.id, second.id, "")]
    assert withdraw_fulfilment(session, offer, first, by=by, at=NOON)
    assert not withdraw_fulfilment(session, offer, first, by=by, at=NOON)

    assert links(session) == [(offer.id, second.id, "")]
    log = session.execute(select(AuditEntry.event, AuditEntry.subject_id, AuditEntry.details))
    assert log.all() == [
        ("fulfilment.recorded", offer.id, {"requirement": first.id}),
        ("fulfilment.recorded", offer.id, {"requirement": second.id}),
        ("fulfilment.withdrawn", offer.id, {"requirement": first.id}),
    ]


def test_a_requirement_that_is_not_public_cannot_be_linked(session):
    moderator = make_account(session, Role.MODERATOR)
    offer = make_offer(session)

    with pytest.raises(NotFoundError):
        record_fulfilments(session, offer, [make_requirement(session)], by=moderator, at=NOON)


@pytest.mark.parametrize("roles", [[Role.PROVIDER], [Role.BOARD], []])
def test_nobody_else_links_it(session, roles):
    by, offer = make_account(session, *roles), make_offer(session)
    requirement = make_requirement(session, status=ADOPTED)

    with pytest.raises(NotAllowedError):
        record_fulfilments(session, offer, [requirement], by=by, at=NOON)
    with pytest.raises(NotAllowedError):
        withdraw_fulfilment(session, offer, requirement, by=by, at=NOON)
    said = make_fulfilment(session, offer, requirement)
    with pytest.raises(NotAllowedError):
        change_note(session, said, note="Anders.", by=by, at=NOON)


def test_a_changed_note_is_on_record_without_its_words(session):
    by = make_account(session, Role.MODERATOR)
    requirement = make_requirement(session, status=ADOPTED)
    said = make_fulfilment(session, make_offer(session), requirement)

    change_note(session, said, note=" Ganz. ", by=by, at=NOON)

    assert said.note == "Ganz."
    [entry] = session.scalars(select(AuditEntry))
    assert (entry.event, entry.details) == ("fulfilment.changed", {"requirement": requirement.id})
