"""What the board may do, tried on a real database and without Flask."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participate.accounts.models import Account
from participate.accounts.rules import Role
from participate.board.actions import (
    AlreadyResolvedError,
    FutureMeetingError,
    NoVotesError,
    assign_ideas,
    record_resolution,
    save_review,
    take_back_idea,
)
from participate.board.models import Assignment, Resolution, Review
from participate.board.queries import resolutions_on
from participate.board.rules import CRITERIA, Outcome
from participate.core.audit import AuditEntry
from participate.core.errors import NotAllowedError, NotFoundError
from participate.ideas.models import Idea
from participate.workshops.rules import WorkshopStatus
from tests.factories import (
    NOON,
    make_account,
    make_assignment,
    make_idea,
    make_resolution,
    make_review,
    make_workshop,
)

RATINGS = {"benefit": 5, "feasibility": 0, "reach": 4, "urgency": 3}


@pytest.fixture
def chair(session):
    return make_account(session, Role.CHAIR)


@pytest.fixture
def member(session):
    return make_account(session, Role.BOARD)


@pytest.fixture
def idea(session, workshop):
    return make_idea(session, workshop)


def resolve(session, idea, chair, **changes):
    said = {
        "outcome": Outcome.RECOMMEND,
        "reason": "It helps.",
        "votes": (9, 2, 1),
        "dissent": "Too dear.",
        "decided_on": NOON.date(),
        "today": NOON.date(),
        "at": NOON,
    }
    return record_resolution(session, idea, by=chair, **said | changes)


class TestAssignIdeas:
    def test_asks_each_member_once_however_often_it_is_done(self, session, idea, chair, member):
        assert assign_ideas(session, [idea], [member, chair], by=chair, at=NOON) == 2
        assert assign_ideas(session, [idea], [member], by=chair, at=NOON) == 0

        assert session.scalar(select(func.count()).select_from(Assignment)) == 2

    @pytest.mark.parametrize("role", [Role.BOARD, Role.ADMINISTRATOR, Role.PROVIDER])
    def test_is_for_the_chair_and_moderators(self, session, idea, member, role):
        with pytest.raises(NotAllowedError):
            assign_ideas(session, [idea], [member], by=make_account(session, role), at=NOON)

    def test_asks_only_those_who_are_on_the_board_and_can_sign_in(self, session, idea, chair):
        for stranger in (
            make_account(session, Role.MODERATOR),
            make_account(session, Role.BOARD, active=False),
        ):
            with pytest.raises(NotFoundError):
                assign_ideas(session, [idea], [stranger], by=chair, at=NOON)

    def test_takes_no_idea_the_public_cannot_read(self, session, workshop, chair, member):
        draft = make_workshop(session, status=WorkshopStatus.DRAFT)
        hidden = make_idea(session, workshop, hidden_at=NOON, hidden_reason="An insult.")
        for idea in (make_idea(session, draft), hidden):
            with pytest.raises(NotFoundError):
                assign_ideas(session, [idea], [member], by=chair, at=NOON)


class TestTakeBackIdea:
    def test_asks_those_no_longer_who_have_not_answered(self, session, idea, chair, member):
        make_assignment(session, idea, member)
        make_assignment(session, idea, chair)
        make_review(session, idea, member)

        assert take_back_idea(session, idea, by=chair, at=NOON) == 1
        assert take_back_idea(session, idea, by=chair, at=NOON) == 0
        session.flush()

        assert session.scalars(select(Assignment.account_id)).all() == [member.id]
        assert session.scalars(select(Review.account_id)).all() == [member.id]
        [entry] = session.scalars(select(AuditEntry).filter_by(event="idea.taken_back"))
        assert (entry.subject_id, entry.details) == (idea.id, {"members": 1})

    def test_changes_nothing_once_the_board_has_resolved(self, session, idea, chair, member):
        make_assignment(session, idea, member)
        resolve(session, idea, chair)
        with pytest.raises(AlreadyResolvedError):
            take_back_idea(session, idea, by=chair, at=NOON)

    @pytest.mark.parametrize("role", [Role.BOARD, Role.ADMINISTRATOR, Role.PROVIDER])
    def test_is_for_the_chair_and_moderators(self, session, idea, role):
        with pytest.raises(NotAllowedError):
            take_back_idea(session, idea, by=make_account(session, role), at=NOON)


class TestSaveReview:
    def save(self, session, idea, member, **changes):
        said = {"ratings": RATINGS, "note": "Ask the office.", "at": NOON} | changes
        return save_review(session, idea, by=member, **said)

    def test_replaces_what_the_member_thought_before(self, session, idea, member):
        make_assignment(session, idea, member)
        self.save(session, idea, member, ratings=dict.fromkeys(CRITERIA, 1))

        self.save(session, idea, member, note="")
        session.flush()

        [review] = session.scalars(select(Review))
        assert {name: getattr(review, name) for name in CRITERIA} == RATINGS
        assert review.note == ""

    def test_of_one_member_on_two_devices_at_once_is_one_review(
        self, session, engine, idea, member
    ):
        make_assignment(session, idea, member)
        asked, who, together = idea.id, member.id, Barrier(2)
        session.commit()

        def save(rating):
            with Session(engine) as mine:
                together.wait()
                idea, by = mine.get(Idea, asked), mine.get(Account, who)
                self.save(mine, idea, by, ratings=dict.fromkeys(CRITERIA, rating))
                mine.commit()

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(save, [1, 5]))

        [review] = session.scalars(select(Review))
        assert review.benefit == review.urgency, "one of the two, whole"

    def test_tells_the_audit_log_that_it_happened_but_not_what(self, session, idea, member):
        make_assignment(session, idea, member)

        self.save(session, idea, member)

        [entry] = session.scalars(select(AuditEntry))
        assert entry.event == "review.saved"
        assert entry.details == {"idea": idea.id}
        assert "Ask" not in json.dumps(entry.details)

    def test_is_for_those_who_were_asked(self, session, idea, member):
        with pytest.raises(NotFoundError):
            self.save(session, idea, member)

    def test_is_over_once_the_board_resolved(self, session, idea, member):
        make_assignment(session, idea, member)
        make_review(session, idea, member, benefit=1)
        make_resolution(session, idea)

        with pytest.raises(AlreadyResolvedError):
            self.save(session, idea, member)

    @pytest.mark.parametrize("bad", [RATINGS | {"reach": 6}, RATINGS | {"reach": -1}, {"reach": 1}])
    def test_refuses_what_the_form_does_not_offer(self, session, idea, member, bad):
        make_assignment(session, idea, member)

        with pytest.raises(ValueError, match="ratings"):
            self.save(session, idea, member, ratings=bad)


class TestRecordResolution:
    def test_keeps_reason_votes_and_dissent(self, session, idea, chair):
        resolution = resolve(session, idea, chair)

        assert (resolution.yes, resolution.no, resolution.abstained) == (9, 2, 1)
        assert (resolution.reason, resolution.dissent) == ("It helps.", "Too dear.")
        assert resolution.recorded_by_id == chair.id

    def test_leaves_the_earlier_one_readable(self, session, idea, chair):
        first = resolve(session, idea, chair, outcome=Outcome.DECLINE)
        second = resolve(session, idea, chair)

        assert resolutions_on(session, idea.id) == [second, first]

    @pytest.mark.parametrize("role", [Role.BOARD, Role.MODERATOR, Role.ADMINISTRATOR])
    def test_is_for_the_chair_alone(self, session, idea, role):
        with pytest.raises(NotAllowedError):
            resolve(session, idea, make_account(session, role))
        assert session.scalars(select(Resolution)).all() == []

    def test_knows_no_meeting_in_the_future(self, session, idea, chair):
        with pytest.raises(FutureMeetingError):
            resolve(session, idea, chair, decided_on=NOON.date() + timedelta(days=1))

    def test_needs_somebody_who_voted(self, session, idea, chair):
        with pytest.raises(NoVotesError):
            resolve(session, idea, chair, votes=(0, 0, 0))

    def test_needs_a_reason(self, session, idea, chair):
        with pytest.raises(ValueError, match="0 characters"):
            resolve(session, idea, chair, reason=" \n ")
