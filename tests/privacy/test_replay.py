"""A backup may bring somebody back; the list outside the database erases them once more."""

from datetime import timedelta

import pytest

from participate.accounts.rules import Role
from participate.core.audit import record
from participate.core.erasures import Erasure, ListError, list_erasures, listed_erasures
from participate.privacy.actions.accounts import erase_account
from participate.privacy.actions.participants import erase_participant
from participate.privacy.actions.replay import erase_again, erasures_in, keep_erasures
from participate.privacy.rules import NAMELESS, Texts
from participate.workshops.rules import WorkshopEvent
from tests.factories import NOON, make_account, make_participant

HOUR = timedelta(hours=1)


def erased(thing, at=NOON):
    return Erasure(thing.__tablename__, thing.id, at.isoformat(), "withdrawn")


def test_who_was_erased_is_listed_once_however_often(session, workshop, tmp_path):
    account, someone = make_account(session, Role.BOARD), make_participant(session, workshop)
    erase_account(session, account, by=account, texts=Texts.KEPT, at=NOON)
    erase_participant(session, someone, by=someone, texts=Texts.WITHDRAWN, at=NOON)
    place = tmp_path / "list"
    assert [keep_erasures(session, str(place)) for _ in range(2)] == [2, 0]
    assert listed_erasures(place) == erasures_in(session)
    assert listed_erasures(place)[1] == erased(someone)
    assert place.stat().st_mode & 0o777 == 0o600
    assert erase_again(session, listed_erasures(place)) == 0
    assert keep_erasures(session, str(place)) == 0


def test_a_line_that_cannot_be_read_is_no_silent_gap(tmp_path):
    place = tmp_path / "list"
    list_erasures(place, [Erasure("participant", 1, NOON.isoformat(), "kept")])
    place.write_text(place.read_text() + '{"table": "partic\n')
    with pytest.raises(ListError):
        listed_erasures(place)


class TestEraseAgain:
    def test_erases_whom_a_backup_brought_back(self, session, workshop):
        someone = make_participant(session, workshop)
        record(session, WorkshopEvent.JOINED, someone, by=None, at=NOON - HOUR)
        account = make_account(session, Role.ADMINISTRATOR, created_at=NOON - HOUR)

        assert erase_again(session, [erased(someone), erased(account)]) == 2
        assert [someone.pseudonym, account.display_name] == [NAMELESS, NAMELESS]
        assert someone.erased_at == NOON
        assert {one.id for one in erasures_in(session)} == {someone.id, account.id}

    def test_leaves_alone_who_was_given_the_number_later(self, session, workshop):
        same_day = make_participant(session, workshop, joined_on=NOON.date())
        record(session, WorkshopEvent.JOINED, same_day, by=None, at=NOON + HOUR)
        tomorrow = make_participant(session, workshop, joined_on=(NOON + 24 * HOUR).date())
        account = make_account(session, Role.BOARD, created_at=NOON + HOUR)

        assert erase_again(session, [erased(one) for one in (same_day, tomorrow, account)]) == 0
        assert NAMELESS not in {same_day.pseudonym, tomorrow.pseudonym, account.display_name}

    def test_passes_over_who_is_not_in_the_database(self, session):
        nobody = [
            Erasure(table, 99, NOON.isoformat(), "kept") for table in ("participant", "account")
        ]
        assert erase_again(session, nobody) == 0
