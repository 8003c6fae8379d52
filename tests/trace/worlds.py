"""Small towns with a whole way in them."""

from dataclasses import dataclass

from participate.needs.models import Cluster, Need
from participate.offers.models import Offer
from participate.requirements.models import Release, ReleasedRequirement, Requirement, StatusChange
from participate.requirements.rules import RequirementStatus
from participate.voting.models import Ballot, IdeaRank
from participate.voting.rules import SMALL_GROUP, RoundState
from participate.workshops.models import Workshop
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
    make_round,
    make_workshop,
    stored,
)


@dataclass
class World:
    workshop: Workshop
    cluster: Cluster
    needs: list[Need]
    ideas: list
    requirement: Requirement
    offer: Offer


def move_on(session, requirement, *statuses, reason="Beschluss"):
    for status in statuses:
        change = StatusChange(old=requirement.status, new=status, reason=reason, changed_at=NOON)
        requirement.changes.append(change)
        requirement.status = status
    session.flush()


def make_release(session, *requirements, number=1):
    values = {"title": "Frühjahr", "snapshot": {}, "digest": "0" * 64, "published_at": NOON}
    release = stored(session, Release(number=number, **values))
    for one in requirements:
        row = ReleasedRequirement(release_id=release.id, requirement_id=one.id)
        stored(session, row)
    return release


def whole_way(session, *, needs=3, ballots=SMALL_GROUP):
    """Needs in a cluster, one answered on its own → two ideas → requirement → offer."""
    workshop = make_workshop(session, title="Werkstatt Nord")
    author = make_participant(session, workshop, pseudonym="Blauer Reiher")
    cluster = make_cluster(session, workshop, headline="Ferien ohne Betreuung")
    wanted = [
        make_need(session, workshop, cluster=cluster, clustered_at=NOON, participant=author)
        for _number in range(needs)
    ]
    first = make_idea(session, workshop, title="Ferienspiele", needs=[wanted[0]])
    second = make_idea(
        session, workshop, title="Ferienwerkstatt", cluster=cluster, participant=author
    )
    vote = make_round(
        session, workshop, state=RoundState.CLOSED, closed_at=NOON, ideas=[first, second]
    )
    for voter in range(ballots):
        stored(session, Ballot(round_id=vote.id, voter_key=f"{voter}", group_key="parents"))
    stored(session, IdeaRank(round_id=vote.id, idea_id=first.id, rank=2, points=3))
    stored(session, IdeaRank(round_id=vote.id, idea_id=second.id, rank=1, points=8))
    make_resolution(session, first, reason="Die Lücke trifft 640 Kinder.")
    make_resolution(session, second, reason="Räume sind frei.", dissent="Erst das Personal.")
    requirement = make_requirement(session, first, second, title="Ferienbetreuung ab Klasse 5")
    move_on(session, requirement, RequirementStatus.ADOPTED, reason="Der Rat hat zugestimmt.")
    make_release(session, requirement)
    offer = make_offer(session, title="Ferienspiele im Park")
    make_fulfilment(session, offer, requirement)
    return World(workshop, cluster, wanted, [first, second], requirement, offer)
