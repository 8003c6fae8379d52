"""What may be said about many reviews at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participate.board.rules import RATING_MAX, Agreement, Spread, spread_of

ratings = st.lists(st.integers(0, RATING_MAX), min_size=3, max_size=30)


@pytest.mark.parametrize("few", [[], [5], [0, 5]])
def test_fewer_than_three_say_nothing(few):
    assert spread_of(few) is None


@given(ratings)
def test_stays_between_the_ends_whatever_the_order(given_ratings):
    spread = spread_of(given_ratings)

    assert 0 <= spread.mean <= RATING_MAX
    assert 0 <= spread.deviation <= RATING_MAX / 2
    assert spread == spread_of(sorted(given_ratings))


@pytest.mark.parametrize(
    ("given_ratings", "agreement"),
    [([4, 4, 4], Agreement.CLOSE), ([2, 3, 5], Agreement.MIXED), ([0, 0, 5, 5], Agreement.SPLIT)],
)
def test_the_deviation_has_a_word(given_ratings, agreement):
    assert spread_of(given_ratings).agreement is agreement


def test_mean_and_deviation_have_one_digit():
    assert spread_of([5, 5, 0]) == Spread(3.3, 2.4)
