"""The way of a wish, without a database."""

from hypothesis import given
from hypothesis import strategies as st

from participate.trace.rules import (
    KINDS,
    Graph,
    Kind,
    Node,
    Stage,
    ahead,
    behind,
    stations,
    thread,
)

nodes = st.builds(Node, st.sampled_from(KINDS), st.integers(1, 4))
links = st.lists(st.tuples(nodes, nodes), max_size=30)  # in any direction, circles among them


def by_walking(links, start, aim):
    """Say whether one can walk from one node to another: as slow and plain as can be."""
    seen, here = set(), {start}
    while here:
        here = {after for before, after in links if before in here} - seen
        if aim in here:
            return True
        seen |= here
    return False


@given(links, nodes, nodes)
def test_one_thing_is_ahead_exactly_when_the_other_is_behind(links, a, b):
    graph = Graph(links)

    assert (b in ahead(graph, a)) == (a in behind(graph, b))
    assert (b in ahead(graph, a)) == by_walking(links, a, b)


def drawn(*happened, here, ended=None):
    marks = []
    for one in stations(happened, here=here, ended=ended):
        state = "here" if one.here else "open" if one.open else "done"
        marks.append(f"{one.stage} {state}{' ended' if one.ended else ''}")
    return marks


def test_what_has_not_happened_yet_is_open():
    assert drawn(Stage.CLUSTER, here=Stage.NEEDS) == [
        "needs here",
        "cluster done",
        "ideas open",
        "board open",
        "requirements open",
        "offers open",
    ]


def test_what_was_left_out_on_the_way_is_not_drawn():
    assert drawn(Stage.IDEAS, Stage.OFFERS, here=Stage.REQUIREMENTS) == [
        "ideas done",
        "requirements here",
        "offers done",
    ]


def test_nothing_is_to_come_where_a_way_ended():
    assert drawn(Stage.IDEAS, Stage.BOARD, here=Stage.NEEDS, ended=Stage.BOARD) == [
        "needs here",
        "ideas done",
        "board done ended",
    ]
    assert drawn(here=Stage.REQUIREMENTS, ended=Stage.REQUIREMENTS) == ["requirements here ended"]


def test_an_offer_that_outlived_its_requirement_did_not_end():
    assert drawn(Stage.REQUIREMENTS, here=Stage.OFFERS, ended=Stage.REQUIREMENTS) == [
        "requirements done",
        "offers here",
    ]


def knots(counts, missing=None, overdue=True):
    line = thread(counts, missing=missing, overdue=overdue)
    return "".join("?" if knot.gap else str(knot.number or "-") for knot in line)


def test_the_gap_is_where_the_next_thing_should_be():
    assert knots({Stage.NEEDS: 7}) == "7?---"
    assert knots({Stage.NEEDS: 7, Stage.IDEAS: 1, Stage.BOARD: 1}) == "711?-"
    assert knots({Stage.NEEDS: 7}, overdue=False) == "7----"
    assert knots({Stage.REQUIREMENTS: 1}, missing=Stage.OFFERS) == "---1?"
    assert knots({Stage.OFFERS: 1}, missing=Stage.NEEDS) == "?---1"
    assert knots(dict.fromkeys(Stage, 1)) == "11111"


def test_kinds_stand_in_the_order_of_the_way():
    assert KINDS == (Kind.NEED, Kind.IDEA, Kind.REQUIREMENT, Kind.OFFER)
