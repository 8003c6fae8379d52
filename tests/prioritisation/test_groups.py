"""Whatever was cast: no small group is given away, and nothing is lost on the way."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from participate.prioritisation.ballots import Ballot
from participate.prioritisation.groups import (
    OTHERS,
    labelled,
    published_labels,
    totals_by_group,
)

SMALLEST = 5
ITEMS = [1, 2, 3, 4]
marks = st.dictionaries(st.sampled_from(ITEMS), st.integers(1, 5), min_size=1)
group = st.sampled_from(["companies", "institutions", "parents", "pupils", "town"])


@st.composite
def cast(draw):
    """Ballots of up to forty voters, some groups large, some small, some absent."""
    drawn = draw(st.lists(st.tuples(group, marks), max_size=40))
    return [Ballot(f"voter {n}", given_, key) for n, (key, given_) in enumerate(drawn)]


def of(group_, count):
    return [Ballot(f"{group_} {number}", {1: 1}, group_) for number in range(count)]


def test_a_large_group_stands_under_its_own_name():
    assert published_labels(of("parents", 5), smallest=SMALLEST) == {"parents": "parents"}


def test_small_groups_are_put_together():
    ballots = of("parents", 9) + of("town", 2) + of("companies", 3)

    assert published_labels(ballots, smallest=SMALLEST) == {
        "companies": OTHERS,
        "parents": "parents",
        "town": OTHERS,
    }


def test_nothing_is_given_when_even_together_they_are_too_few():
    ballots = of("parents", 9) + of("town", 2) + of("companies", 2)

    assert published_labels(ballots, smallest=SMALLEST) == {}
    assert {ballot.group for ballot in labelled(ballots, {})} == {""}


def test_nothing_is_given_without_ballots():
    assert published_labels([], smallest=SMALLEST) == {}


def test_ballots_carry_the_label_they_are_counted_under():
    ballots = of("parents", 9) + of("town", 5)
    labels = {"parents": "parents", "town": OTHERS}

    assert Counter(ballot.group for ballot in labelled(ballots, labels)) == {
        "parents": 9,
        OTHERS: 5,
    }


def test_the_others_come_last():
    ballots = of("a", 2) + of("b", 3) + of("z", 5)
    labels = published_labels(ballots, smallest=SMALLEST)

    totals = totals_by_group(ITEMS, ballots, labels)

    assert [(one.label, one.members) for one in totals] == [("z", ("z",)), (OTHERS, ("a", "b"))]


@given(cast())
def test_no_published_group_is_small(ballots):
    labels = published_labels(ballots, smallest=SMALLEST)

    assert all(one.ballots >= SMALLEST for one in totals_by_group(ITEMS, ballots, labels))


@given(cast())
def test_no_group_is_left_to_be_found_by_subtraction(ballots):
    labels = published_labels(ballots, smallest=SMALLEST)

    assert set(labels) in (set(), {ballot.group for ballot in ballots})


@given(cast(), st.randoms())
def test_the_order_of_the_ballots_does_not_matter(ballots, random):
    other = random.sample(ballots, len(ballots))
    labels = published_labels(ballots, smallest=SMALLEST)

    assert published_labels(other, smallest=SMALLEST) == labels
    assert totals_by_group(ITEMS, other, labels) == totals_by_group(ITEMS, ballots, labels)


@given(cast())
def test_the_groups_add_up_to_the_whole(ballots):
    labels = published_labels(ballots, smallest=SMALLEST)
    totals = totals_by_group(ITEMS, ballots, labels)
    if not totals:
        return

    whole = Counter()
    for ballot in ballots:
        whole.update(ballot.marks)
    for item in ITEMS:
        assert sum(one.by_item[item] for one in totals) == whole[item]
    assert sum(one.ballots for one in totals) == len(ballots)
    assert sum(one.marks for one in totals) == whole.total()


@given(cast())
def test_labels_count_as_the_groups_do(ballots):
    """Whoever counts the exported ballots anew comes to the published figures."""
    labels = published_labels(ballots, smallest=SMALLEST)
    exported = labelled(ballots, labels)

    again = totals_by_group(ITEMS, exported, {label: label for label in labels.values()})

    published = totals_by_group(ITEMS, ballots, labels)
    assert [(one.label, one.ballots, one.by_item) for one in again] == [
        (one.label, one.ballots, one.by_item) for one in published
    ]
