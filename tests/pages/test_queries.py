"""What the home page counts, and what belongs to one participant."""

from datetime import timedelta

import pytest

from participate.ideas.models import AnsweredNeed
from participate.offers.rules import OfferStatus
from participate.pages.queries import (
    Way,
    ideas_of,
    latest_outcomes,
    needs_of,
    next_workshops,
    running_workshop,
    way_in_figures,
)
from participate.requirements.rules import RequirementStatus
from participate.workshops.rules import StepKind, WorkshopStatus
from tests.factories import (
    NOON,
    make_cluster,
    make_fulfilment,
    make_idea,
    make_need,
    make_offer,
    make_participant,
    make_requirement,
    make_resolution,
    make_workshop,
)

HIDDEN = {"hidden_at": NOON, "hidden_reason": "It names somebody."}


def test_nothing_is_nothing(session):
    assert way_in_figures(session) == Way(0, 0, 0, 0, 0, 0)


def test_the_way_counts_what_the_public_can_read(session):
    first, second = make_workshop(session), make_workshop(session)
    draft = make_workshop(session, status=WorkshopStatus.DRAFT)
    make_need(session, first)
    make_need(session, first)
    make_need(session, second)
    make_need(session, second, **HIDDEN)
    make_need(session, draft)
    idea = make_idea(session, first)
    make_idea(session, second)
    hidden = make_idea(session, second, **HIDDEN)
    make_idea(session, draft)
    for reviewed in (idea, idea, hidden):  # decided twice counts once
        make_resolution(session, reviewed)
    make_requirement(session)
    make_requirement(session, status=RequirementStatus.ADOPTED)
    make_requirement(session, status=RequirementStatus.DROPPED)
    make_offer(session)
    make_offer(session, status=OfferStatus.DRAFT)
    make_offer(session, status=OfferStatus.WITHDRAWN)

    assert way_in_figures(session) == Way(
        workshops=2, needs=3, ideas=2, reviewed=1, requirements=1, offers=1
    )


def at(hours):
    return NOON + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("step", "status", "hours", "runs"),
    [
        (None, WorkshopStatus.PUBLISHED, 1, True),
        (None, WorkshopStatus.PUBLISHED, -1, False),
        (None, WorkshopStatus.PUBLISHED, 3, False),
        (StepKind.VOTE, WorkshopStatus.PUBLISHED, 3, True),
        (StepKind.VOTE, WorkshopStatus.DRAFT, 1, False),
    ],
)
def test_a_workshop_runs_while_its_time_or_a_step_is_open(session, step, status, hours, runs):
    workshop = make_workshop(session, step=step, status=status)
    assert running_workshop(session, at=at(hours)) == (workshop if runs else None)


def test_an_open_step_comes_before_a_time_that_has_come(session):
    late = make_workshop(session, step=StepKind.VOTE, starts_at=at(-5), ends_at=at(-3))
    make_workshop(session, step=None)
    assert running_workshop(session, at=at(1)) == late


def test_the_next_workshops_are_those_to_come(session):
    times = [(hours, hours + 1) for hours in (4, 3, 2, 1, -5)]
    made = [
        make_workshop(session, step=None, starts_at=at(start), ends_at=at(end))
        for start, end in times
    ]
    make_workshop(session, step=None, status=WorkshopStatus.DRAFT, starts_at=at(1), ends_at=at(2))
    assert list(next_workshops(session, at=NOON)) == [made[3], made[2], made[1]]


def test_an_outcome_knows_how_many_needs_became_an_offer(session):
    workshop = make_workshop(session)
    cluster = make_cluster(session, workshop)
    clustered = [make_need(session, workshop, cluster=cluster) for _ in range(3)]
    make_need(session, workshop, cluster=cluster, **HIDDEN)
    direct = make_need(session, workshop)
    idea = make_idea(session, workshop, cluster=cluster)
    for need in (clustered[0], direct):  # the first one counts once
        session.add(AnsweredNeed(idea_id=idea.id, need_id=need.id))
    make_need(session, workshop)
    make_need(session, make_workshop(session, status=WorkshopStatus.DRAFT), cluster=cluster)
    public = {"status": RequirementStatus.ADOPTED}
    make_fulfilment(session, make_offer(session), make_requirement(session, idea, **public))
    make_fulfilment(session, make_offer(session), make_requirement(session, **public))

    assert sorted(outcome.needs for outcome in latest_outcomes(session)) == [0, 4]


def test_offers_that_families_do_not_find_are_no_outcome(session):
    for status in (OfferStatus.DRAFT, OfferStatus.WITHDRAWN):
        requirement = make_requirement(session, status=RequirementStatus.ADOPTED)
        make_fulfilment(session, make_offer(session, status=status), requirement)
    assert latest_outcomes(session) == []


def test_a_requirement_that_is_a_proposal_again_is_no_outcome(session):
    make_fulfilment(session, make_offer(session), make_requirement(session))
    assert latest_outcomes(session) == []


def test_what_participants_wrote_is_theirs_alone_and_shows_what_is_hidden(session):
    workshop = make_workshop(session)
    me, other = make_participant(session, workshop), make_participant(session, workshop)
    old = make_need(session, workshop, participant=me)
    new = make_need(session, workshop, participant=me, submitted_at=at(1), **HIDDEN)
    make_need(session, workshop, participant=other)
    idea = make_idea(session, workshop, participant=me)
    make_idea(session, workshop, participant=other)

    assert list(needs_of(session, me)) == [new, old]
    assert list(ideas_of(session, me)) == [idea]
