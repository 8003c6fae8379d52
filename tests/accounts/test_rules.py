"""Addresses, waits, made passwords."""

import re

import pytest

from participate.accounts.rules import (
    PASSWORD_MIN,
    Role,
    is_email,
    new_password,
    wait_after,
    with_implied,
)


def test_waits_double_up_to_a_minute():
    assert [wait_after(failures) for failures in range(13)] == [
        *(0, 0, 0, 0, 0),
        *(2, 4, 8, 16, 32, 60, 60, 60),
    ]


def test_made_passwords_are_long_readable_and_never_the_same():
    made = {new_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        assert re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", password)
        assert not set(password) & set("il01o")
        assert len(password) >= PASSWORD_MIN


@pytest.mark.parametrize("text", ["a@b.de", "desk+1@familie.example.org"])
def test_addresses(text):
    assert is_email(text)


@pytest.mark.parametrize("text", ["", "a", "@", "a@b", "a b@c.de", "a@b..de", "a@b.de\n", "ä@b.de"])
def test_what_is_no_address(text):
    assert not is_email(text)


def test_only_the_chair_brings_another_role():
    assert with_implied([Role.MODERATOR]) == {Role.MODERATOR}
    assert with_implied([Role.CHAIR]) == {Role.CHAIR, Role.BOARD}
