"""Passwords and their hashes."""

import pytest
from argon2 import PasswordHasher

from participate.core.passwords import is_outdated, is_password, password_hash


@pytest.fixture(autouse=True)
def cheap_passwords():
    """Here a password costs what it costs in earnest."""


def test_a_hash_costs_whoever_guesses_19_mebibytes_and_two_passes():
    assert password_hash("twelve or more letters").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_hash_fits_its_own_password_alone():
    stored = password_hash("twelve or more letters")
    assert is_password(stored, "twelve or more letters")
    assert not is_password(stored, "twelve or more Letters")
    assert not is_password(stored, "")


def test_the_same_password_has_another_hash_each_time():
    assert password_hash("twelve or more") != password_hash("twelve or more")


def test_nobody_has_no_password_not_even_the_one_nobody_uses():
    assert not is_password(None, "the password of nobody")


def test_a_damaged_hash_fits_nothing():
    assert not is_password("$argon2id$broken", "twelve or more letters")


def test_a_hash_made_at_another_cost_is_outdated():
    cheap = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
    assert is_outdated(cheap.hash("twelve or more letters"))
    assert not is_outdated(password_hash("twelve or more letters"))


def test_a_password_full_of_accents_is_not_put_in_order_for_minutes():
    stored = password_hash("twelve or more" + "\u0315\u0300" * 15)
    assert is_password(stored, "twelve or more" + "\u0315\u0300" * 1_000)
