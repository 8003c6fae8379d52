"""What people type, as every database can keep it."""

import pytest

from participate.core.text import MARKS_MAX, clean, tidy


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


@pytest.mark.parametrize("marks", ["\u0315\u0300", "\u0f73\u0345", "\uff9e\u0315", "\u0300"])
def test_a_letter_keeps_some_accents_and_no_heap_of_them(marks):
    heap = clean("ж" + marks * 500 + "e\u0301 b" + marks * 500)

    ours, others = heap.split("é ")
    assert 1 + MARKS_MAX <= len(ours) <= 1 + 2 * MARKS_MAX
    assert 1 + MARKS_MAX <= len(others) <= 1 + 2 * MARKS_MAX


def test_words_of_many_accents_stay_as_they_are():
    assert clean("Vie\u0323\u0302t Nam, שָׁלוֹם, ที่, नमस्ते") == "Việt Nam, שָׁלוֹם, ที่, नमस्ते"
