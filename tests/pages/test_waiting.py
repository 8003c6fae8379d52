"""What waits for whom."""

from datetime import timedelta

import pytest

from participate.accounts.rules import Role
from participate.board.rules import Outcome
from participate.ideas.models import Report
from participate.ideas.rules import ReportReason
from participate.offers.rules import OfferStatus
from participate.pages.actions import give_feedback, settle_feedback
from participate.pages.waiting import open_reports, waiting_for, workshops_at_hand
from participate.requirements.rules import RequirementStatus
from participate.workshops.rules import StepKind, WorkshopStatus
from tests.factories import (
    NOON,
    make_account,
    make_assignment,
    make_fulfilment,
    make_idea,
    make_offer,
    make_provider,
    make_requirement,
    make_resolution,
    make_review,
    make_workshop,
)
from tests.statements import statements

TODAY = NOON.date()


@pytest.fixture
def idea(session):
    return make_idea(session, make_workshop(session))


def waits(session, account):
    return waiting_for(session, account, today=TODAY)


def test_nothing_waits_in_an_empty_town(session):
    everything = make_account(session, *Role)
    make_provider(session, everything)
    assert waits(session, everything) == {}
    assert waits(session, make_account(session)) == {}


def test_an_idea_waits_for_a_member_until_it_is_reviewed(session, idea):
    member, colleague = make_account(session, Role.BOARD), make_account(session, Role.BOARD)
    make_assignment(session, idea, member)
    make_review(session, idea, colleague)
    assert waits(session, member) == {"to_review": 1}
    assert waits(session, colleague) == {}
    make_review(session, idea, member)
    assert waits(session, member) == {}


def test_an_idea_waits_for_the_chair_until_it_is_resolved(session, idea):
    chair = make_account(session, Role.CHAIR)
    for _ in range(2):
        make_assignment(session, idea, make_account(session, Role.BOARD))
    assert waits(session, chair) == {"to_resolve": 1}
    make_resolution(session, idea)
    assert waits(session, chair) == {}


@pytest.mark.parametrize(
    ("outcomes", "number"),
    [
        ([Outcome.RECOMMEND], 1),
        ([Outcome.ADAPT], 1),
        ([Outcome.DECLINE], 0),
        ([Outcome.RECOMMEND, Outcome.DECLINE], 0),
        ([Outcome.DECLINE, Outcome.ADAPT], 1),
    ],
)
def test_what_the_board_supports_waits_to_be_written_down(session, idea, outcomes, number):
    moderator = make_account(session, Role.MODERATOR)
    for outcome in outcomes:
        make_resolution(session, idea, outcome=outcome)
    assert waits(session, moderator).get("to_write", 0) == number
    make_requirement(session, idea)
    assert "to_write" not in waits(session, moderator)


def test_requirements_that_go_on_wait_for_an_offer(session):
    moderator = make_account(session, Role.MODERATOR)
    made = [make_requirement(session, status=status) for status in RequirementStatus]
    assert waits(session, moderator) == {"without_offer": 3}
    make_fulfilment(session, make_offer(session), made[1])
    assert waits(session, moderator) == {"without_offer": 2}


def test_offers_wait_for_those_who_keep_them(session):
    keeper, stranger = make_account(session, Role.PROVIDER), make_account(session, Role.PROVIDER)
    provider = make_provider(session, keeper)
    make_offer(session, provider, confirmed_on=TODAY - timedelta(days=181))
    make_offer(session, provider, confirmed_on=TODAY - timedelta(days=180))
    make_offer(session, provider, status=OfferStatus.DRAFT)
    make_offer(session, provider, status=OfferStatus.WITHDRAWN, confirmed_on=None)
    assert waits(session, keeper) == {"to_confirm": 1, "offer_drafts": 1}
    assert waits(session, stranger) == {"without_provider": 1}


def test_messages_about_barriers_wait_for_administrators(session):
    administrator = make_account(session, Role.ADMINISTRATOR)
    message = give_feedback(session, body="No focus.", page="", contact="", at=NOON)
    assert waits(session, administrator) == {"feedback": 1}
    settle_feedback(session, message, by=administrator, at=NOON)
    assert waits(session, administrator) == {}


def test_drafts_wait_for_moderators_alone(session):
    make_workshop(session, status=WorkshopStatus.DRAFT)
    assert waits(session, make_account(session, Role.MODERATOR)) == {"drafts": 1}
    assert waits(session, make_account(session, Role.BOARD)) == {}


def test_reports_are_counted_by_workshop_until_they_are_settled(session, idea):
    for settled_at in (None, None, NOON):
        report = Report(reason=ReportReason.OTHER, reported_at=NOON, settled_at=settled_at)
        report.idea = idea
        session.add(report)
    session.flush()
    workshop = idea.workshop
    assert list(open_reports(session)) == [(workshop.id, workshop.title, 2)]


def test_running_workshops_lie_on_top_and_old_ones_are_put_away(session):
    def made(days, step=None):
        start = NOON + timedelta(days=days)
        return make_workshop(
            session, step=step, starts_at=start, ends_at=start + timedelta(hours=2)
        )

    later, yesterday = made(9), made(-1)
    forgotten = made(-30, step=StepKind.VOTE)
    made(-30)
    assert list(workshops_at_hand(session, at=NOON)) == [forgotten, yesterday, later]


def test_everything_is_counted_in_one_statement(session):
    account = make_account(session, *Role)
    session.commit()
    assert account.roles
    with statements() as asked:
        waits(session, account)
    assert len(asked) == 1
