"""Numbers that arrive from outside."""

import pytest

from participate.web.numbers import ID_MAX, id_in


@pytest.mark.parametrize("number", [str(ID_MAX + 1), "9" * 30, "9" * 5000])
def test_a_number_that_no_id_can_be_is_an_unknown_page(client, number):
    assert client.get(f"/workshops/{number}").status_code == 404


@pytest.mark.parametrize(
    "text", ["", "x", "-1", "0", "1.5", "٣", "²", " 1", str(ID_MAX + 1), "9" * 5000]
)
def test_what_is_no_id_is_none(text):
    assert id_in({"need": text}, "need") is None


def test_reads_an_id():
    assert id_in({"need": str(ID_MAX)}, "need") == ID_MAX
    assert id_in({}, "need") is None
