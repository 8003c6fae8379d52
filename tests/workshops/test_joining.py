"""Who takes part, and who stays who they were."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participate.core.audit import AuditEntry
from participate.workshops.actions import (
    UnknownCodeError,
    WrongCodeError,
    join_workshop,
    resume_participation,
    sign_device_out,
)
from participate.workshops.models import Participant, StakeholderGroup, Workshop
from participate.workshops.queries import find_participant
from participate.workshops.rules import WorkshopStatus, device_hash, resume_code
from tests.conftest import CODE
from tests.factories import NOON, SECRET, make_workshop


def join(session, workshop, *, token="one phone", code=CODE, group="parents"):  # noqa: S107
    return join_workshop(
        session,
        workshop,
        secret=SECRET,
        code=code,
        device_hash=device_hash(SECRET, workshop.id, token),
        group=session.get(StakeholderGroup, group),
        at=NOON,
    )


def resume(session, participant, token):
    code = resume_code(SECRET, participant.id)
    return resume_participation(session, secret=SECRET, code=code, token=token, at=NOON)


def people(session):
    return session.scalar(select(func.count()).select_from(Participant))


@pytest.mark.parametrize("typed", ["SAND42", "sand42", " s a-nd 42 "])
def test_the_code_opens_however_it_is_typed(session, workshop, typed):
    participant = join(session, workshop, code=typed, group="pupils")

    assert participant.group_key == "pupils"
    assert len(participant.pseudonym.split()) == 2
    [entry] = session.scalars(select(AuditEntry))
    assert (entry.event, entry.subject_id) == ("participant.joined", participant.id)


def test_a_wrong_code_lets_nobody_in(session, workshop):
    make_workshop(session, code="OTHER1")
    for code in ("SAND43", "OTHER1", "", "🙂"):
        with pytest.raises(WrongCodeError):
            join(session, workshop, code=code)
    assert people(session) == 0


def test_the_code_of_a_draft_is_a_wrong_code(session, workshop):
    workshop.status = WorkshopStatus.DRAFT
    with pytest.raises(WrongCodeError):
        join(session, workshop)


def test_the_same_phone_stays_who_it_was(session, workshop):
    first = join(session, workshop, group="pupils")

    assert join(session, workshop, group="town") is first
    assert first.group_key == "pupils"
    assert join(session, workshop, token="another phone") is not first  # noqa: S106
    assert people(session) == 2


def test_two_taps_at_once_are_one_person(session, engine, workshop):
    workshop_id, barrier = workshop.id, Barrier(6)
    session.commit()

    def tap(_number):
        with Session(engine) as mine:
            barrier.wait()
            participant = join(mine, mine.get(Workshop, workshop_id))
            mine.commit()
            return participant.id

    with ThreadPoolExecutor(6) as pool:
        ids = set(pool.map(tap, range(6)))

    assert len(ids) == 1
    assert people(session) == 1


def test_a_resume_code_moves_somebody_to_another_device(session, workshop):
    participant = join(session, workshop)

    assert resume(session, participant, "new phone") is participant

    old, new = (device_hash(SECRET, workshop.id, token) for token in ("one phone", "new phone"))
    assert find_participant(session, workshop.id, device_hash=new) is participant
    assert find_participant(session, workshop.id, device_hash=old) is None, "signed out there"
    assert resume(session, participant, "new phone") is participant, "twice is once"


def test_whoever_was_on_the_new_device_can_come_back(session, workshop):
    old, other = join(session, workshop), join(session, workshop, token="tablet")  # noqa: S106

    assert resume(session, old, "tablet") is old
    assert resume(session, other, "one phone") is other
    assert people(session) == 2


def test_an_unknown_resume_code_moves_nobody(session, workshop):
    participant = join(session, workshop)
    workshop.status = WorkshopStatus.DRAFT
    session.flush()
    for code in (resume_code(SECRET, participant.id), CODE, "", "X" * 10):
        with pytest.raises(UnknownCodeError):
            resume_participation(session, secret=SECRET, code=code, token="tablet", at=NOON)  # noqa: S106


def test_whoever_signed_a_device_out_comes_back_with_the_code(session, workshop):
    participant = join(session, workshop)

    sign_device_out(session, secret=SECRET, token="one phone")  # noqa: S106

    mine = device_hash(SECRET, workshop.id, "one phone")
    assert find_participant(session, workshop.id, device_hash=mine) is None
    assert join(session, workshop) is not participant, "whoever holds it next is somebody else"
    assert resume(session, participant, "one phone") is participant
