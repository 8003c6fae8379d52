"""Each hole of others can still be planted here, and the test that has to notice it exists.

Whether it does notice is what `make planted` tries, which takes some minutes.
"""

import shutil

import pytest

from tests.house.test_acceptance import TESTS, names_in
from tests.planted import DOCUMENT, all_planted, row

PLANTED = all_planted()
every_hole = pytest.mark.parametrize("one", PLANTED, ids=[one.path.stem for one in PLANTED])


@pytest.mark.skipif(not shutil.which("git"), reason="git is needed to try a patch")
@every_hole
def test_can_still_be_dug(one):
    answer = one.apply("--check")

    assert answer.returncode == 0, f"dig it again and write the new diff: {answer.stderr}"


@every_hole
def test_names_tests_that_exist(one):
    for test in one.test.split():
        place, _colons, name = test.removeprefix("tests/").partition("::")

        assert name.partition("[")[0] in set(names_in(TESTS / place))


def test_the_document_lists_each_of_them_as_noticed():
    lines = DOCUMENT.read_text("utf-8").splitlines()

    for one in PLANTED:
        said = row(one, "red, then green, ").removesuffix(" |")
        assert any(line.startswith(said) for line in lines), f"{one.path.name}: `make planted`"
