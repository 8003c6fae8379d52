"""Who may do what: one table for every route, method, visitor, state and representation.

A cell says what happens: `yes` (let in; a form that was sent is done), `on` (led on), `join` and
`sign-in` (led there), `no` (403), `404` (not even told that it exists), `409` (too late), `410`
(over), `422` (the form comes back). `as` says in which representations that is tried.
"""

import pytest

from tests.matrix.elsewhere import EVERY_STATE as STATES
from tests.matrix.forms import FORMS
from tests.matrix.matrix import Matrix
from tests.matrix.table import read_table, written
from tests.matrix.town import EVERYBODY
from tests.matrix.unseen import READERS
from tests.matrix.walk import Town, doors

#: From whom least is kept; `make guards` looks with their eyes, too.
SEE_MOST = ("provider", "moderator")
#: What nobody can do by a form alone: a password has to be given just before, or a device answers.
NOT_BY_A_FORM = {"accounts.enter_code", "accounts.sign_in_with_passkey"}


def test_every_door_has_a_line_and_every_line_a_door(app):
    there = {(s.name, method, rule.endpoint) for s in STATES for rule, method in doors(app, s)}
    table = read_table()
    missing = [
        f"= {state}\n{written(method, endpoint, 'page,part', ['?'] * len(EVERYBODY))}"
        for state, method, endpoint in sorted(there - table.keys())
    ]
    assert not missing, "Say for each visitor what happens:\n" + "\n".join(missing)
    assert not table.keys() - there, "Nothing is there any more: take the lines out of the table"


def test_every_form_can_be_sent_by_somebody():
    """A form that is refused whoever sends it would prove nothing."""
    done = {
        door.endpoint
        for door, row in read_table().items()
        if door.method == "POST" and "yes" in row.cells.values()
    }
    assert FORMS.keys() - done == NOT_BY_A_FORM


@pytest.mark.long
@pytest.mark.once
@pytest.mark.parametrize("visitor", EVERYBODY)
def test_everybody_may_do_exactly_what_the_table_says(app, session, engine, visitor):
    matrix = Matrix(Town(app, session, engine))
    for probe in matrix.probes(visitor):
        matrix.judge(probe)
    assert matrix.led > 100


@pytest.mark.long
@pytest.mark.once
@pytest.mark.parametrize("visitor", [one for one in READERS if one not in SEE_MOST])
def test_no_page_tells_of_what_is_kept_from_its_reader(app, session, engine, visitor):
    """Hidden, in preparation, proposed, somebody else's: each page is the same without it."""
    matrix = Matrix(Town(app, session, engine))
    looks = matrix.looks(visitor)
    assert len(looks) > 80
    matrix.compare(visitor, looks)
