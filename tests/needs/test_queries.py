"""What the lists hold, and what they leave out."""

from datetime import timedelta

import pytest

from participate.accounts.rules import Role
from participate.core.errors import NotFoundError
from participate.core.taxonomy import FieldOfAction, LifePhase
from participate.needs.queries import (
    get_cluster,
    get_need,
    needs_in_cluster,
    needs_matching,
    needs_of,
    standing_needs,
    wall_of,
)
from participate.needs.rules import CLUSTER_ON_WALL, FREE_ON_WALL, NeedFilter
from tests.factories import (
    NOON,
    make_account,
    make_cluster,
    make_need,
    make_participant,
    make_workshop,
)

HIDDEN = {"hidden_at": NOON, "hidden_reason": "A name."}


def found(session, workshop, viewer=None, **chosen):
    return needs_matching(session, workshop, NeedFilter(**chosen), viewer=viewer, number=1).items


class TestMatching:
    def test_is_newest_first_and_of_this_workshop_alone(self, session, workshop):
        early = make_need(session, workshop)
        late = make_need(session, workshop, submitted_at=NOON + timedelta(minutes=1))
        make_need(session, make_workshop(session))

        assert found(session, workshop) == [late, early]

    @pytest.mark.parametrize(
        ("search", "hit"),
        [
            ("schatten", True),
            ("spielplatz MUTTER", True),
            ("bleiben schatten", True),
            ("schatten regen", False),
            ("%", False),
            ("ÜBERDACHT", True),
            ("überdacht", True),
        ],
    )
    def test_needs_every_word_somewhere(self, session, workshop, search, hit):
        need = make_need(
            session,
            workshop,
            as_a="Mutter",
            i_need="Schatten am Spielplatz, Überdachtes",
            so_that="wir bleiben",
        )

        assert found(session, workshop, search=search) == ([need] if hit else [])

    def test_narrows_down(self, session, workshop):
        cluster = make_cluster(session, workshop)
        facts = {
            "life_phase": LifePhase.PREGNANCY,
            "field_of_action": FieldOfAction.WORK,
            "group_key": "pupils",
        }
        wanted = make_need(session, workshop, cluster=cluster, **facts)
        make_need(session, workshop)

        for name, value in facts.items() | {("cluster_id", cluster.id)}:
            assert found(session, workshop, **{name: value}) == [wanted]

    def test_shows_hidden_needs_to_their_author_and_to_moderators(self, session, workshop):
        author = make_participant(session, workshop)
        hidden = make_need(session, workshop, participant=author, **HIDDEN)

        assert found(session, workshop) == []
        assert found(session, workshop, viewer=make_participant(session, workshop)) == []
        assert found(session, workshop, viewer=make_account(session, Role.BOARD)) == []
        assert found(session, workshop, viewer=author) == [hidden]
        assert found(session, workshop, viewer=make_account(session, Role.MODERATOR)) == [hidden]


class TestOne:
    def test_is_looked_for_in_its_workshop_alone(self, session, workshop):
        other = make_workshop(session)
        need, cluster = make_need(session, other), make_cluster(session, other)

        with pytest.raises(NotFoundError):
            get_need(session, workshop, need.id)
        with pytest.raises(NotFoundError):
            get_cluster(session, workshop, cluster.id)

    def test_is_not_found_under_a_number_no_database_can_hold(self, session, workshop):
        with pytest.raises(NotFoundError):
            get_need(session, workshop, 10**30)
        assert standing_needs(session, workshop, [10**30, -1, 0]) == []


class TestOwn:
    def test_are_of_this_person_in_this_workshop(self, session, workshop):
        me, moderator = make_participant(session, workshop), make_account(session, Role.MODERATOR)
        mine = make_need(session, workshop, participant=me)
        typed = make_need(session, workshop, account=moderator)
        make_need(session, make_workshop(session), account=moderator)

        assert needs_of(session, workshop, me) == [mine]
        assert needs_of(session, workshop, moderator) == [typed]


class TestWall:
    def test_hangs_up_what_stands(self, session, workshop):
        cluster, empty = make_cluster(session, workshop), make_cluster(session, workshop)
        make_cluster(session, workshop, dissolved_at=NOON)
        held, free = make_need(session, workshop, cluster=cluster), make_need(session, workshop)
        make_need(session, workshop, **HIDDEN)
        make_need(session, make_workshop(session))

        wall = wall_of(session, workshop)

        assert (wall.free.needs, wall.free.total) == ([free], 1)
        assert [(pile.cluster, list(pile.needs)) for pile in wall.clusters] == [
            (cluster, [held]),
            (empty, []),
        ]
        assert (wall.total, wall.clustered) == (2, 1)

    def test_shows_the_first_ones_and_counts_all(self, session, workshop):
        cluster = make_cluster(session, workshop)
        for _number in range(CLUSTER_ON_WALL + 2):
            make_need(session, workshop, cluster=cluster)
        for _number in range(FREE_ON_WALL + 1):
            make_need(session, workshop)

        wall = wall_of(session, workshop)

        assert (len(wall.free.needs), wall.free.more) == (FREE_ON_WALL, 1)
        assert (len(wall.clusters[0].needs), wall.clusters[0].more) == (CLUSTER_ON_WALL, 2)


def test_a_cluster_lists_its_needs_group_by_group(session, workshop):
    cluster = make_cluster(session, workshop)
    groups = ["town", "parents", "pupils", "parents"]
    for number, key in enumerate(groups):
        at = NOON + timedelta(minutes=number)
        make_need(session, workshop, cluster=cluster, group_key=key, submitted_at=at)
    make_need(session, workshop, cluster=cluster, **HIDDEN)

    items = needs_in_cluster(session, cluster, number=1).items

    assert [need.group_key for need in items] == ["parents", "parents", "pupils", "town"]
