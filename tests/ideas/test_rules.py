"""Threads out of comments."""

from dataclasses import dataclass

from participate.ideas.rules import threads


@dataclass
class Said:
    id: int
    parent_id: int | None = None


def lines(comments):
    return [
        [(thread.first.id, None, 0)]
        + [(r.comment.id, r.to.id if r.to else None, r.depth) for r in thread.replies]
        for thread in threads(comments)
    ]


def test_each_answer_stands_right_behind_what_it_answers():
    said = [Said(1), Said(2), Said(3, 1), Said(4, 2), Said(5, 1), Said(6, 3), Said(7, 3)]
    assert lines(said) == [
        [(1, None, 0), (3, None, 1), (6, 3, 2), (7, 3, 2), (5, None, 1)],
        [(2, None, 0), (4, None, 1)],
    ]


def test_an_answer_that_comes_before_what_it_answers_finds_its_place():
    assert lines([Said(2, 1), Said(1)]) == [[(1, None, 0), (2, None, 1)]]


def test_an_answer_to_something_that_is_not_there_begins_a_thread():
    assert lines([Said(2, 99)]) == [[(2, None, 0)]]


def test_depth_is_no_limit():
    chain = [Said(1)] + [Said(number, number - 1) for number in range(2, 5001)]
    [thread] = threads(chain)
    assert [reply.comment.id for reply in thread.replies] == list(range(2, 5001))
    assert thread.replies[-1].depth == 4999
    assert thread.replies[-1].to.id == 4999


def test_nothing_said_makes_no_thread():
    assert threads([]) == []
