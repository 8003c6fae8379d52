"""What the board reads: who was asked, how far it is, what it resolved."""

import pytest

from participate.accounts.rules import Role
from participate.board.queries import (
    IdeaFilters,
    earlier_resolutions,
    get_assignment,
    ideas_assigned_to,
    ideas_to_assign,
    next_open_idea,
    progress_of,
    resolutions,
    spreads_of,
    standing_resolution,
    summaries_of,
)
from participate.board.rules import Outcome, Spread
from participate.core.errors import NotFoundError
from participate.voting.models import IdeaRank
from participate.voting.rules import RoundState
from participate.workshops.rules import WorkshopStatus
from tests.factories import (
    NOON,
    make_account,
    make_assignment,
    make_idea,
    make_resolution,
    make_review,
    make_round,
    make_workshop,
)


@pytest.fixture
def member(session):
    return make_account(session, Role.BOARD)


def titles(page):
    return [idea.title for idea in page.items]


class TestIdeasAssignedTo:
    def test_shows_open_ones_first_and_nobody_elses(self, session, workshop, member):
        done, still_open = (make_idea(session, workshop, title=name) for name in ("Done", "Open"))
        other = make_idea(session, workshop, title="Not asked")
        for idea in (done, still_open):
            make_assignment(session, idea, member)
        make_assignment(session, other, make_account(session, Role.BOARD))
        make_review(session, done, member)

        assert titles(ideas_assigned_to(session, member, page=1)) == ["Open", "Done"]
        assert next_open_idea(session, member, after=done.id) == still_open.id

    def test_counts_how_far_the_member_is(self, session, workshop, member):
        ideas = [make_idea(session, workshop) for _ in range(4)]
        for idea in ideas:
            make_assignment(session, idea, member)
        make_review(session, ideas[0], member)
        ideas[1].hidden_at, ideas[1].hidden_reason = NOON, "An insult."

        progress = progress_of(session, member)

        assert (progress.reviewed, progress.assigned) == (1, 3)

    def test_knows_no_idea_the_member_was_not_asked_about(self, session, workshop, member):
        idea = make_idea(session, workshop)
        make_assignment(session, idea, make_account(session, Role.BOARD))

        with pytest.raises(NotFoundError):
            get_assignment(session, member, idea.id)


class TestSpreads:
    def review(self, session, idea, *ratings):
        for rating in ratings:
            member = make_account(session, Role.BOARD)
            make_assignment(session, idea, member)
            make_review(session, idea, member, benefit=rating)

    def test_stay_hidden_until_three_have_reviewed(self, session, workshop):
        idea = make_idea(session, workshop)
        self.review(session, idea, 1, 5)

        assert set(spreads_of(session, idea.id).values()) == {None}
        assert summaries_of(session, [idea])[idea.id].reviewed == 2

    def test_are_mean_and_deviation_of_everybody(self, session, workshop):
        idea = make_idea(session, workshop)
        self.review(session, idea, 5, 5, 0)
        self.review(session, make_idea(session, workshop), 0, 0, 0)

        assert spreads_of(session, idea.id)["benefit"] == Spread(3.3, 2.4)


class TestIdeasToAssign:
    def test_come_by_rank_then_by_comments(self, session, workshop):
        quiet, loud, second, first = (
            make_idea(session, workshop, title=name, comment_count=comments)
            for name, comments in [("quiet", 0), ("loud", 9), ("second", 0), ("first", 0)]
        )
        closed = make_round(session, workshop, state=RoundState.CLOSED, closed_at=NOON)
        running = make_round(session, workshop)
        for round_, idea, rank in [(closed, second, 2), (closed, first, 1), (running, quiet, 1)]:
            session.add(IdeaRank(round_id=round_.id, idea_id=idea.id, rank=rank, points=1))
        session.flush()

        page = ideas_to_assign(session, IdeaFilters(), page=1)

        assert titles(page) == ["first", "second", "loud", "quiet"]
        assert loud.id

    def test_leave_out_what_the_public_cannot_read_and_what_was_asked(
        self, session, workshop, member
    ):
        draft = make_workshop(session, status=WorkshopStatus.DRAFT)
        make_idea(session, draft)
        make_idea(session, workshop, hidden_at=NOON, hidden_reason="An insult.")
        asked = make_idea(session, workshop, title="Asked")
        make_assignment(session, asked, member)

        found = {
            fresh: titles(ideas_to_assign(session, IdeaFilters(fresh=fresh), page=1))
            for fresh in (True, False)
        }

        assert found == {True: [], False: ["Asked"]}


class TestResolutions:
    def test_the_last_one_stands_and_the_earlier_stays(self, session, workshop):
        idea = make_idea(session, workshop)
        first = make_resolution(session, idea, outcome=Outcome.DECLINE)
        last = make_resolution(session, idea, outcome=Outcome.ADAPT)

        page = resolutions(session, page=1)

        assert standing_resolution(session, idea.id) is last
        assert page.items == [last]
        assert earlier_resolutions(session, page.items) == {idea.id: [first]}

    def test_filter_by_what_stands_not_by_what_stood(self, session, workshop):
        idea = make_idea(session, workshop)
        make_resolution(session, idea, outcome=Outcome.DECLINE)
        make_resolution(session, idea, outcome=Outcome.ADAPT)

        assert not resolutions(session, outcome=Outcome.DECLINE, page=1).items

    def test_there_may_be_none(self, session, workshop):
        assert standing_resolution(session, make_idea(session, workshop).id) is None
