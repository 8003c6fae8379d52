"""Codes that can be read aloud, minutes, pseudonyms."""

from datetime import timedelta

import pytest

from participate.workshops.rules import (
    CODE_ALPHABET,
    DEFAULT_AGENDA,
    join_code,
    minutes_left,
    new_pseudonym,
    plain_code,
    resume_code,
    spaced,
)
from tests.factories import NOON, SECRET


def test_codes_hold_nothing_that_looks_like_something_else():
    assert not set("0O1IL2Z5S8BUV") & set(CODE_ALPHABET)
    assert all(set(join_code(SECRET, n, 1)) <= set(CODE_ALPHABET) for n in range(200))


def test_codes_can_be_drawn_again_and_only_with_the_secret():
    assert join_code(SECRET, 7, 1) == join_code(SECRET, 7, 1)
    assert len({join_code(SECRET, 7, 1), join_code(SECRET, 7, 2), join_code("x", 7, 1)}) == 3
    assert len(resume_code(SECRET, 7)) == 10


def test_a_code_survives_being_read_aloud_and_typed():
    code = join_code(SECRET, 7, 1)
    assert plain_code(f" {spaced(code).lower()}-") == code


def test_half_a_code_is_said_back_as_it_was_typed():
    assert spaced("ABC") == "ABC"


@pytest.mark.parametrize(
    ("gone", "left"), [(0, 15), (0.5, 15), (1, 14), (14.9, 1), (15, 0), (99, 0)]
)
def test_minutes_left(gone, left):
    assert minutes_left(NOON, 15, NOON + timedelta(minutes=gone)) == left


def test_a_step_never_opened_has_no_minutes_left():
    assert minutes_left(None, 15, NOON) == 0


def test_the_ready_agenda_lasts_ninety_minutes():
    assert sum(minutes for _kind, minutes in DEFAULT_AGENDA) == 90


def test_a_pseudonym_fits_its_column():
    assert all(len(new_pseudonym()) <= 40 for _draw in range(200))
