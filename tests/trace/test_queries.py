"""Ways and gaps on a real database."""

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select

from participate.board.rules import Outcome
from participate.core.taxonomy import LifePhase
from participate.offers.rules import OfferStatus
from participate.requirements.rules import RequirementStatus
from participate.trace.access import PUBLIC_EYES, Eyes
from participate.trace.queries.gaps import gaps_of
from participate.trace.queries.links import graph_around
from participate.trace.queries.ways import way_of
from participate.trace.rules import GAP_DAYS, KINDS, SHOWN, Kind, Node, Stage, ahead, behind
from participate.voting.models import Result, Round
from participate.voting.rules import FEW_DIFFER
from participate.workshops.rules import WorkshopStatus
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
from tests.statements import statements
from tests.trace.worlds import make_release, move_on, whole_way

TODAY = NOON.date()
HIDDEN = {"hidden_at": NOON, "hidden_reason": "Beleidigung"}
ADOPTED = RequirementStatus.ADOPTED


def random_world(session, seed):
    """A town in which anything may have come out of anything of the stage before."""
    draw = Random(seed)  # noqa: S311 (chance, not secrets)
    workshops = [make_workshop(session) for _number in range(2)]
    clusters = [make_cluster(session, draw.choice(workshops)) for _number in range(3)]
    needs = [
        make_need(session, draw.choice(workshops), cluster=draw.choice([None, *clusters]))
        for _number in range(8)
    ]
    ideas = [
        make_idea(
            session,
            draw.choice(workshops),
            cluster=draw.choice([None, None, *clusters]),
            needs=draw.sample(needs, draw.randrange(3)),
            **draw.choice([{}, {}, HIDDEN]),
        )
        for _number in range(6)
    ]
    requirements = [
        make_requirement(session, *draw.sample(ideas, draw.randrange(4))) for _number in range(4)
    ]
    offers = [make_offer(session) for _number in range(3)]
    for offer in offers:
        for requirement in draw.sample(requirements, draw.randrange(3)):
            make_fulfilment(session, offer, requirement)
    found = zip(KINDS, (needs, ideas, requirements, offers), strict=True)
    return [Node(kind, thing.id) for kind, things in found for thing in things]


@pytest.mark.parametrize("seed", range(5))
def test_one_thing_is_ahead_exactly_when_the_other_is_behind(session, seed):
    nodes = random_world(session, seed)
    graphs = {node: graph_around(session, node.kind, [node.id]) for node in nodes}

    pairs = [(a, b) for a in nodes for b in nodes]
    forwards = {(a, b) for a, b in pairs if b in ahead(graphs[a], a)}
    backwards = {(a, b) for a, b in pairs if a in behind(graphs[b], b)}

    assert forwards == backwards
    assert forwards


def test_the_whole_way_is_the_same_from_wherever_one_looks(session):
    world = whole_way(session)
    things = {
        Kind.NEED: world.needs[0],
        Kind.IDEA: world.ideas[0],
        Kind.REQUIREMENT: world.requirement,
        Kind.OFFER: world.offer,
    }
    for kind, thing in things.items():
        way = way_of(session, Node(kind, thing.id), PUBLIC_EYES)
        stages = [station.stage for station in way.stations]
        assert stages == list(Stage), kind
        assert way.at[Stage.OFFERS].shown == [world.offer]
        assert [one.stage for one in way.stations if one.here] == [
            {
                Kind.NEED: Stage.NEEDS,
                Kind.IDEA: Stage.IDEAS,
                Kind.REQUIREMENT: Stage.REQUIREMENTS,
                Kind.OFFER: Stage.OFFERS,
            }[kind]
        ]


def test_a_need_leads_to_the_ideas_for_it_and_for_its_cluster(session):
    world = whole_way(session)

    alone = way_of(session, Node(Kind.NEED, world.needs[0].id), PUBLIC_EYES)
    clustered = way_of(session, Node(Kind.NEED, world.needs[1].id), PUBLIC_EYES)

    assert alone.at[Stage.IDEAS].shown == world.ideas
    assert clustered.at[Stage.IDEAS].shown == world.ideas[1:]
    assert [(one.rank, one.of, one.points) for one in alone.at[Stage.VOTE].shown] == [
        (1, 2, 8),
        (2, 2, 3),
    ]


def test_a_vote_of_fewer_than_five_has_places_and_no_dots(session):
    world = whole_way(session, ballots=4)
    shown = way_of(session, Node(Kind.NEED, world.needs[0].id), PUBLIC_EYES).at[Stage.VOTE].shown
    assert [(one.rank, one.of, one.points) for one in shown] == [(1, 2, None), (2, 2, None)]


def test_a_vote_counted_anew_that_gives_somebody_away_has_places_and_no_dots(session):
    world = whole_way(session)
    round_ = session.scalars(select(Round)).one()
    for number, differ in ((1, False), (2, True)):
        figures = {FEW_DIFFER: differ}
        result = Result(round=round_, number=number, frozen_at=NOON, figures=figures)
        result.ballots_digest = "0" * 64
        session.add(result)
    session.flush()
    shown = way_of(session, Node(Kind.NEED, world.needs[0].id), PUBLIC_EYES).at[Stage.VOTE].shown
    assert [(one.rank, one.of, one.points) for one in shown] == [(1, 2, None), (2, 2, None)]


def test_many_needs_stand_in_one_station(session):
    world = whole_way(session, needs=SHOWN + 12)

    few = way_of(session, Node(Kind.OFFER, world.offer.id), PUBLIC_EYES).at[Stage.NEEDS]

    assert (len(few.shown), few.more) == (SHOWN, 12)


def test_a_declined_idea_ends_the_way_and_the_newest_resolution_counts(session):
    workshop = make_workshop(session)
    need = make_need(session, workshop)
    idea = make_idea(session, workshop, needs=[need])
    make_resolution(session, idea)
    make_resolution(session, idea, outcome=Outcome.DECLINE)

    def last():
        return way_of(session, Node(Kind.NEED, need.id), PUBLIC_EYES).stations[-1]

    assert (last().stage, last().ended) == (Stage.BOARD, True)
    make_idea(session, workshop, needs=[need])  # another idea is still alive
    assert (last().stage, last().open) == (Stage.OFFERS, True)


def test_a_dropped_requirement_ends_the_way(session):
    idea = make_idea(session, make_workshop(session))
    requirement = make_requirement(session, idea)
    move_on(session, requirement, RequirementStatus.DROPPED)

    last = way_of(session, Node(Kind.IDEA, idea.id), PUBLIC_EYES).stations[-1]

    assert (last.stage, last.ended) == (Stage.REQUIREMENTS, True)


def nodes_shown(way):
    return {stage for stage, few in way.at.items() if few.total}


def test_what_is_not_public_is_left_out_and_the_way_goes_on(session):
    world = whole_way(session)
    for need in world.needs[1:]:
        need.hidden_at, need.hidden_reason = NOON, "Name genannt"
    for idea in world.ideas:
        idea.hidden_at, idea.hidden_reason = NOON, "Beleidigung"
    session.flush()

    public = way_of(session, Node(Kind.OFFER, world.offer.id), PUBLIC_EYES)
    moderator = way_of(session, Node(Kind.OFFER, world.offer.id), Eyes(hidden=True))

    assert public.at[Stage.NEEDS].shown == world.needs[:1]
    assert nodes_shown(public) == set(Stage) - {Stage.IDEAS, Stage.VOTE, Stage.BOARD}
    assert moderator.at[Stage.NEEDS].total == 3
    assert nodes_shown(moderator) == set(Stage)


def test_a_workshop_in_preparation_does_not_leak(session):
    world = whole_way(session)
    world.workshop.status = WorkshopStatus.DRAFT
    session.flush()

    public = way_of(session, Node(Kind.REQUIREMENT, world.requirement.id), PUBLIC_EYES)

    assert nodes_shown(public) == {Stage.REQUIREMENTS, Stage.RELEASE, Stage.OFFERS}


def test_a_proposed_requirement_and_a_draft_offer_do_not_leak(session):
    idea = make_idea(session, make_workshop(session))
    requirement = make_requirement(session, idea)
    offer = make_offer(session, status=OfferStatus.DRAFT)
    make_fulfilment(session, offer, requirement)
    node = Node(Kind.IDEA, idea.id)

    assert nodes_shown(way_of(session, node, PUBLIC_EYES)) == {Stage.IDEAS}
    staff = way_of(session, node, Eyes(proposals=True, drafts=True))
    assert nodes_shown(staff) == {Stage.IDEAS, Stage.REQUIREMENTS, Stage.OFFERS}


def found(session, kind, **wanted):
    page = gaps_of(session, kind, today=TODAY, per_page=100, **wanted)
    return [gap.thing for gap in page.items]


def test_a_need_is_a_gap_until_a_living_idea_answers_it(session):
    workshop = make_workshop(session)
    cluster = make_cluster(session, workshop)
    alone, clustered = make_need(session, workshop), make_need(session, workshop, cluster=cluster)
    make_need(session, workshop, **HIDDEN)
    make_need(session, make_workshop(session, status=WorkshopStatus.DRAFT))
    assert found(session, Kind.NEED) == [alone, clustered]

    hidden = make_idea(session, workshop, needs=[alone], **HIDDEN)
    declined = make_idea(session, workshop, needs=[alone])
    make_resolution(session, declined, outcome=Outcome.DECLINE)
    dropped = make_idea(session, workshop, needs=[alone])
    requirement = make_requirement(session, dropped)
    move_on(session, requirement, RequirementStatus.DROPPED)
    assert found(session, Kind.NEED) == [alone, clustered]

    make_idea(session, workshop, cluster=cluster)
    assert found(session, Kind.NEED) == [alone]
    make_resolution(session, declined, outcome=Outcome.ADAPT)
    assert found(session, Kind.NEED) == []
    assert hidden.hidden_at


def test_a_declined_idea_that_became_a_requirement_all_the_same_is_no_gap(session):
    workshop = make_workshop(session)
    need = make_need(session, workshop)
    idea = make_idea(session, workshop, needs=[need])
    make_resolution(session, idea, outcome=Outcome.DECLINE)
    make_requirement(session, idea)

    assert found(session, Kind.NEED) == []


def test_a_public_requirement_without_a_published_offer_is_a_gap(session):
    make_requirement(session)
    move_on(session, make_requirement(session), RequirementStatus.DROPPED)
    requirement = make_requirement(session, status=ADOPTED)
    make_fulfilment(session, make_offer(session, status=OfferStatus.DRAFT), requirement)
    assert found(session, Kind.REQUIREMENT) == [requirement]

    make_fulfilment(session, make_offer(session), requirement)
    assert found(session, Kind.REQUIREMENT) == []


def test_an_offer_that_no_visible_need_led_to_is_a_gap(session):
    workshop = make_workshop(session)
    offer = make_offer(session)
    make_offer(session, status=OfferStatus.WITHDRAWN)
    need = make_need(session, workshop, **HIDDEN)
    idea = make_idea(session, workshop, needs=[need])
    make_fulfilment(session, offer, make_requirement(session, idea))
    assert found(session, Kind.OFFER) == [offer]

    need.hidden_at = need.hidden_reason = None
    session.flush()
    assert found(session, Kind.OFFER) == []


def test_an_offer_is_wanted_through_a_cluster_too(session):
    world = whole_way(session)
    session.delete(world.requirement.sources[0])  # leaves the idea for the cluster
    session.flush()

    assert found(session, Kind.OFFER) == []


def test_gaps_are_narrowed_to_a_life_phase(session):
    workshop, phase = make_workshop(session), LifePhase.TRANSITION
    need = make_need(session, workshop, life_phase=phase)
    make_need(session, workshop)
    requirement = make_requirement(session, status=ADOPTED, life_phase=phase)
    make_requirement(session, status=ADOPTED)
    offer = make_offer(session, life_phases=[phase])
    make_offer(session)

    assert found(session, Kind.NEED, phase=phase) == [need]
    assert found(session, Kind.REQUIREMENT, phase=phase) == [requirement]
    assert found(session, Kind.OFFER, phase=phase) == [offer]


def test_it_counts_as_a_gap_only_after_the_term(session):
    workshop = make_workshop(session)
    make_need(session, workshop, submitted_at=NOON - timedelta(days=GAP_DAYS + 1))
    make_need(session, workshop, submitted_at=NOON - timedelta(days=GAP_DAYS))

    old, new = gaps_of(session, Kind.NEED, today=TODAY, per_page=5).items

    assert (old.days, old.overdue, old.thread[1].gap) == (GAP_DAYS + 1, True, True)
    assert (new.days, new.overdue, new.thread[1].gap) == (GAP_DAYS, False, False)


def test_a_requirement_is_missing_its_offer_since_its_adoption(session):
    requirement = make_requirement(session, created_at=NOON - timedelta(days=400))
    move_on(session, requirement, ADOPTED)

    [gap] = gaps_of(session, Kind.REQUIREMENT, today=TODAY, per_page=5).items

    assert gap.days == 0


def cost(session, ask):
    session.commit()
    session.expunge_all()
    with statements() as asked:
        ask()
    return len(asked)


def test_a_crowded_way_takes_as_many_statements_as_a_lonely_one(session):
    world = whole_way(session, needs=1)
    node = Node(Kind.OFFER, world.offer.id)

    def draw():
        way = way_of(session, node, PUBLIC_EYES)
        for need in way.at[Stage.NEEDS].shown:
            assert need.workshop.title
            assert need.group.mark
            assert need.participant is None or need.participant.pseudonym
        for idea in way.at[Stage.IDEAS].shown:
            assert idea.workshop.title
            assert idea.byline is None or idea.byline
        for offer in way.at[Stage.OFFERS].shown:
            assert offer.provider.name
        for one in way.at[Stage.REQUIREMENTS].shown:
            assert one.key
            assert one.public

    few = cost(session, draw)
    workshop = session.merge(world.workshop)
    requirement = session.merge(world.requirement)
    offer = session.merge(world.offer)
    for _number in range(20):
        ideas = [
            make_idea(
                session,
                workshop,
                needs=[make_need(session, workshop)],
                participant=make_participant(session, workshop),
                submitted_at=NOON - timedelta(days=1),
            )
            for _ in range(2)
        ]
        make_resolution(session, ideas[0])
        other = make_requirement(session, *ideas, status=ADOPTED)
        make_fulfilment(session, offer, other)
        make_fulfilment(session, make_offer(session), requirement)
    many = cost(session, draw)

    assert few == many


@pytest.mark.parametrize("kind", [Kind.NEED, Kind.REQUIREMENT, Kind.OFFER])
def test_many_gaps_take_as_many_statements_as_few(session, kind):
    workshop = make_workshop(session)

    def more(count):
        for _number in range(count):
            make_need(session, workshop)
            make_requirement(session, make_idea(session, workshop), status=ADOPTED)
            make_offer(session)

    def draw():
        for gap in gaps_of(session, kind, today=TODAY, per_page=100).items:
            assert gap.thread
            assert gap.thing.provider.name if kind is Kind.OFFER else True
            assert gap.thing.group.mark if kind is Kind.NEED else True

    more(2)
    few = cost(session, draw)
    workshop = session.merge(workshop)
    more(30)
    many = cost(session, draw)

    assert few == many


def test_a_release_is_named_on_the_way_of_what_it_holds(session):
    requirement = make_requirement(session, status=ADOPTED)
    make_release(session, requirement, number=1)
    make_release(session, requirement, number=2)
    make_release(session, number=3)

    way = way_of(session, Node(Kind.REQUIREMENT, requirement.id), PUBLIC_EYES)

    assert [release.number for release in way.at[Stage.RELEASE].shown] == [1, 2]
