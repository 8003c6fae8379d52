"""The demo town: as full as it was promised, whole, and without a dead end."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participate.accounts.models import Account
from participate.board.models import Resolution, Review
from participate.board.rules import Outcome
from participate.core.audit import AuditEntry
from participate.core.clock import now, town_day
from participate.core.taxonomy import FieldOfAction, LifePhase
from participate.demo import fill_demo
from participate.ideas.models import Comment, Idea, Report
from participate.ideas.rules import CommentKind, ReportReason
from participate.needs.models import Cluster, Need
from participate.offers.models import Offer, OfferPhase, Provider
from participate.offers.rules import CostKind, OfferStatus, out_of_date
from participate.prioritisation.groups import OTHERS
from participate.requirements.models import Release, Requirement
from participate.requirements.queries import SUSPECT
from participate.requirements.rules import ChangeKind, Moscow, RequirementStatus, changes_between
from participate.trace.models import Fulfilment
from participate.trace.queries.gaps import gaps_of
from participate.trace.rules import Kind
from participate.voting.models import Ballot, Result, Round
from participate.voting.rules import RoundState
from participate.workshops.models import Participant, Step, Workshop
from participate.workshops.queries import stakeholder_groups, workshops_by
from participate.workshops.rules import (
    Channel,
    StepKind,
    StepState,
    Which,
    WorkshopStatus,
)
from tests.conftest import empty
from tests.factories import SECRET

#: Everything a thing can be, and where the town shows it.
CHOICES = {
    Workshop.status: WorkshopStatus,
    Step.kind: StepKind,
    Step.state: StepState,
    Need.channel: Channel,
    Need.life_phase: LifePhase,
    Need.field_of_action: FieldOfAction,
    Idea.life_phase: LifePhase,
    Idea.field_of_action: FieldOfAction,
    Comment.kind: CommentKind,
    Report.reason: ReportReason,
    Resolution.outcome: Outcome,
    Requirement.status: RequirementStatus,
    Requirement.moscow: Moscow,
    Offer.status: OfferStatus,
    Offer.cost_kind: CostKind,
    OfferPhase.life_phase: LifePhase,
}


@pytest.fixture(scope="module")
def filled(one_engine):
    """The town, filled once for all who only look at it."""
    with Session(one_engine) as session:
        log_ins = fill_demo(session, secret=SECRET, at=now())
        session.commit()
        yield session, {log_in.role: log_in for log_in in log_ins}
    empty(one_engine)


@pytest.fixture
def session(filled):
    yield filled[0]
    filled[0].rollback()


@pytest.fixture
def town(filled):
    return filled[1]


def how_many(session, model, *where):
    return session.scalar(select(func.count()).select_from(model).where(*where))


def used(session, column):
    return set(session.scalars(select(column).distinct()))


def of_kind(session, which):
    return session.scalars(workshops_by(which, at=now())).all()


def test_is_as_full_as_it_was_promised(session, town):
    promised = {
        "workshops": (3, how_many(session, Workshop, Workshop.status == WorkshopStatus.PUBLISHED)),
        "needs": (60, how_many(session, Need, Need.hidden_at.is_(None))),
        "clusters": (12, how_many(session, Cluster)),
        "ideas": (40, how_many(session, Idea, Idea.hidden_at.is_(None))),
        "comments": (150, how_many(session, Comment, Comment.hidden_at.is_(None))),
        "answers to comments": (30, how_many(session, Comment, Comment.parent_id.is_not(None))),
        "official answers": (3, how_many(session, Idea, Idea.answer.is_not(None))),
        "ballots": (60, how_many(session, Ballot)),
        "closed rounds": (1, how_many(session, Round, Round.state == RoundState.CLOSED)),
        "reviews": (100, how_many(session, Review)),
        "reviewers": (5, len(used(session, Review.account_id))),
        "resolutions": (20, how_many(session, Resolution)),
        "requirements": (12, how_many(session, Requirement)),
        "releases": (2, how_many(session, Release)),
        "providers": (6, how_many(session, Provider)),
        "offers": (40, how_many(session, Offer, Offer.status == OfferStatus.PUBLISHED)),
        "fulfilments": (8, how_many(session, Fulfilment)),
    }

    assert {what: pair for what, pair in promised.items() if pair[1] < pair[0]} == {}


def test_everything_a_thing_can_be_is_there(session, town):
    groups = {group.key for group in stakeholder_groups(session)}
    wanted = {column: set(choices) for column, choices in CHOICES.items()}
    wanted |= {Need.group_key: groups, Participant.group_key: groups}

    missing = {str(it): choices - used(session, it) for it, choices in wanted.items()}

    assert {column: some for column, some in missing.items() if some} == {}


def test_one_workshop_is_over_one_runs_one_comes(session, town):
    [past], [running, coming] = of_kind(session, Which.PAST), of_kind(session, Which.CURRENT)

    assert past.ends_at < now()
    assert {step.state for step in past.steps} == {StepState.DONE}
    assert running.starts_at < now() < running.ends_at
    assert running.open_step
    assert coming.starts_at > now()
    assert {step.state for step in coming.steps} == {StepState.PLANNED}


def test_figures_are_shown_for_all_five_groups_the_small_ones_together(session, town):
    [result] = session.scalars(select(Result))
    groups = {group["label"]: group for group in result.figures["groups"]}

    assert {key for group in groups.values() for key in group["members"]} == {
        group.key for group in stakeholder_groups(session)
    }
    assert groups[OTHERS]["members"] == ["companies", "town"]
    assert min(group["ballots"] for group in groups.values()) >= 5


def test_moderators_find_something_hidden_something_settled_and_something_waiting(session, town):
    hidden = [*session.scalars(select(Need).where(Need.hidden_at.is_not(None)))]
    hidden += session.scalars(select(Idea).where(Idea.hidden_at.is_not(None)))
    hidden += session.scalars(select(Comment).where(Comment.hidden_at.is_not(None)))

    assert {type(one) for one in hidden} == {Need, Idea, Comment}
    assert all(one.hidden_reason for one in hidden)
    assert how_many(session, Report, Report.settled_at.is_(None)) == 1
    assert how_many(session, Report, Report.settled_at.is_not(None)) >= 3


def test_the_backlog_shows_all_that_can_become_of_a_requirement(session, town):
    [dropped] = session.scalars(
        select(Requirement).where(Requirement.status == RequirementStatus.DROPPED)
    )
    first, second = session.scalars(select(Release).order_by(Release.number))
    changes = changes_between(first.snapshot, second.snapshot)

    assert dropped.changes[-1].reason
    assert any(one.public for one in session.scalars(select(Requirement).where(SUSPECT)))
    assert {change.kind for change in changes} == set(ChangeKind) - {ChangeKind.WITHDRAWN}


def test_ways_break_off_in_all_three_places(session, town):
    today = town_day(now())
    for kind in (Kind.NEED, Kind.REQUIREMENT, Kind.OFFER):
        assert gaps_of(session, kind, today=today, per_page=5).items, kind
    needs = gaps_of(session, Kind.NEED, today=today, per_page=50).items
    assert {gap.overdue for gap in needs} == {True, False}


def test_some_offers_wait_to_be_confirmed_one_of_them_the_providers_own(session, town):
    keeper = session.scalar(select(Account).filter_by(email=town["provider"].email))
    published = session.scalars(select(Offer).filter_by(status=OfferStatus.PUBLISHED)).all()
    due = [offer for offer in published if out_of_date(offer.confirmed_on, town_day(now()))]

    assert 3 <= len(due) <= 8
    assert any(keeper in offer.provider.members for offer in due)


def test_the_log_tells_it_in_the_order_in_which_it_happened(session, town):
    moments = session.scalars(select(AuditEntry.at).order_by(AuditEntry.id)).all()

    assert moments == sorted(moments)
    assert moments[-1] <= now()
