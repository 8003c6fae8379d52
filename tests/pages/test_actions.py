"""Feedback on barriers."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from participate.accounts.rules import Role
from participate.core.errors import NotAllowedError
from participate.pages.actions import TooMuchFeedbackError, give_feedback, settle_feedback
from participate.pages.models import Feedback
from participate.pages.rules import FEEDBACK_PER_HOUR
from tests.factories import NOON, make_account
from tests.log import events


def give(session, **values):
    given = {"body": "No focus.", "page": "/offers", "contact": "desk@example.org"}
    return give_feedback(session, **given | values, at=NOON)


def test_the_log_says_that_there_was_feedback_and_not_what(session):
    give(session, body="Secret words")
    assert events(session) == ["feedback.given"]


def test_more_than_anybody_could_read_in_an_hour_has_to_wait(session):
    for _message in range(FEEDBACK_PER_HOUR):
        give(session)
    with pytest.raises(TooMuchFeedbackError):
        give(session)
    given = {"body": "No focus.", "page": "", "contact": ""}
    give_feedback(session, **given, at=NOON + timedelta(hours=1))
    assert len(session.scalars(select(Feedback)).all()) == FEEDBACK_PER_HOUR + 1


@pytest.mark.parametrize(
    "values", [{"body": " "}, {"body": "a" * 2001}, {"page": "a" * 201}, {"contact": "a" * 201}]
)
def test_what_no_form_lets_through_is_refused(session, values):
    with pytest.raises(ValueError, match="characters"):
        give(session, **values)


def test_settling_erases_how_to_reach_the_author(session):
    message = give(session)
    settle_feedback(session, message, by=make_account(session, Role.ADMINISTRATOR), at=NOON)
    assert (message.contact, message.settled_at) == ("", NOON)


def test_settling_twice_changes_nothing(session):
    message, boss = give(session), make_account(session, Role.ADMINISTRATOR)
    for minutes in range(2):
        settle_feedback(session, message, by=boss, at=NOON + timedelta(minutes=minutes))
    assert message.settled_at == NOON
    assert events(session) == ["feedback.given", "feedback.settled"]


def test_only_administrators_settle(session):
    message = give(session)
    with pytest.raises(NotAllowedError):
        settle_feedback(session, message, by=make_account(session, Role.MODERATOR), at=NOON)
    assert message.settled_at is None
