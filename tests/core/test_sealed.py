"""Texts only the installation can read."""

import pytest

from participate.core.sealed import UnreadableError, sealed, unsealed

KEY = b"k" * 32


def test_what_was_sealed_opens_and_cannot_be_read_before():
    kept = sealed(KEY, "mail", "Grüße")
    assert "Gr" not in kept
    assert unsealed(KEY, "mail", kept) == "Grüße"


@pytest.mark.parametrize(("key", "purpose"), [(b"o" * 32, "mail"), (KEY, "factor")])
def test_it_opens_neither_under_another_secret_nor_for_another_purpose(key, purpose):
    kept = sealed(KEY, "mail", "text")
    with pytest.raises(UnreadableError):
        unsealed(key, purpose, kept)


def test_what_was_changed_does_not_open():
    kept = sealed(KEY, "mail", "text")
    with pytest.raises(UnreadableError):
        unsealed(KEY, "mail", kept[:20] + ("A" if kept[20] != "A" else "B") + kept[21:])
