"""What can be said about a round without any database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participate.prioritisation.ballots import Ballot, places
from participate.voting.rules import (
    ballots_digest,
    certain_places,
    frozen_figures,
    in_steps,
    shared_ranks,
    shuffled_for,
    voter_key,
)

KEY = b"k" * 32


def figures(*points, most_per_idea=3):
    scores = dict(enumerate(points, start=1))
    return frozen_figures(places(scores), [], ballots=9, most_per_idea=most_per_idea)


@given(st.sets(st.integers(1, 10**6), max_size=60))
def test_everybody_gets_every_idea_in_an_order_that_stays(ideas):
    mine = shuffled_for(ideas, round_id=1, participant_id=7)

    assert sorted(mine) == sorted(ideas)
    assert mine == shuffled_for(sorted(ideas, reverse=True), round_id=1, participant_id=7)


def test_every_idea_is_first_on_some_phones():
    first = [shuffled_for([1, 2, 3], round_id=1, participant_id=n)[0] for n in range(300)]

    assert all(80 < first.count(idea) < 120 for idea in (1, 2, 3)), first


def test_a_voter_has_another_key_in_each_round():
    assert voter_key(KEY, 7) != voter_key(b"q" * 32, 7)
    assert voter_key(KEY, 7) == voter_key(KEY, 7)


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (4, 0), (5, 5), (9, 5), (10, 10), (206, 205)])
def test_the_count_moves_in_steps(count, shown):
    assert in_steps(count) == shown


def test_the_digest_knows_voter_group_and_every_dot_but_no_order():
    ballots = [Ballot("a", {1: 2, 2: 1}, "parents"), Ballot("b", {2: 3}, "pupils")]
    again = [Ballot("b", {2: 3}, "pupils"), Ballot("a", {2: 1, 1: 2}, "parents")]

    assert ballots_digest(ballots) == ballots_digest(again)
    for changed in (
        Ballot("b", {2: 2}, "pupils"),
        Ballot("b", {2: 3}, "town"),
        Ballot("c", {2: 3}, "pupils"),
    ):
        assert ballots_digest([ballots[0], changed]) != ballots_digest(ballots)


@pytest.mark.parametrize(
    ("points", "certain"),
    [((20, 10, 4, 3), 1), ((20, 13, 6), 3), ((20, 14), 0), ((5, 5), 0), ((0, 0), 0), ((9, 2), 2)],
)
def test_a_place_is_certain_when_one_other_ballot_could_not_swap_it(points, certain):
    assert certain_places(figures(*points)) == certain


def test_ranks_that_ideas_share_are_named_when_they_have_dots():
    assert shared_ranks(figures(9, 4, 4, 0, 0)) == {2: 2}
