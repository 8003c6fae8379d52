"""What people type, as every database can keep it."""

import pytest

from participate.core.text import clean, tidy


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Schatten  ", "Schatten"),
        ("eins\r\nzwei\rdrei", "eins\nzwei\ndrei"),
        ("Gro\u0308ße", "Größe"),
        ("a\x00b\x07c", "abc"),
        ("rechts\u202enach links", "rechtsnach links"),
        ("\ufeffAnfang", "Anfang"),
        ("halb \ud83d Zeichen", "halb  Zeichen"),
        ("a\x85b\x9fc\ufffed\U0001ffff", "abcd"),
        ("👩‍👧 bleibt", "👩‍👧 bleibt"),
        ("Zeile\tmit Tabulator", "Zeile\tmit Tabulator"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_clean(typed, kept):
    assert clean(typed) == kept
    assert clean(kept) == kept


def test_length_counts_after_cleaning():
    assert tidy("  abc  ", longest=3) == "abc"
    with pytest.raises(ValueError, match="4 characters"):
        tidy("abcd", longest=3)
    with pytest.raises(ValueError, match="0 characters"):
        tidy("   ", shortest=1, longest=3)
