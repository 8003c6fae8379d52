"""Who may do what with an idea, as one table."""

import pytest

from participate.accounts.rules import Role
from participate.ideas import access
from participate.workshops.rules import StepKind
from tests.factories import (
    NOON,
    make_account,
    make_idea,
    make_participant,
    make_workshop,
    open_only,
)

AUTHOR, OTHER, STRANGER, MODERATOR, BOARD, NOBODY = range(6)

#: What -> who may while ideas are proposed, who may between the steps.
TABLE = {
    "may_submit": ({AUTHOR, OTHER, MODERATOR}, {MODERATOR}),
    "may_comment": ({AUTHOR, OTHER, MODERATOR}, {MODERATOR}),
    "may_edit": ({AUTHOR}, set()),
    "may_report": ({AUTHOR, OTHER}, {AUTHOR, OTHER}),
    "may_see": ({AUTHOR, OTHER, STRANGER, MODERATOR, BOARD, NOBODY},) * 2,
}
#: The same once the idea is hidden.
HIDDEN = {
    "may_comment": (set(), set()),
    "may_edit": (set(), set()),
    "may_report": (set(), set()),
    "may_see": ({AUTHOR, MODERATOR}, {AUTHOR, MODERATOR}),
}


@pytest.fixture
def people(session, workshop):
    return [
        make_participant(session, workshop),
        make_participant(session, workshop),
        make_participant(session, make_workshop(session)),
        make_account(session, Role.MODERATOR),
        make_account(session, Role.BOARD),
        None,
    ]


@pytest.mark.parametrize("step", [StepKind.PROPOSE_IDEAS, None])
@pytest.mark.parametrize("hidden", [False, True])
def test_the_table(session, workshop, people, hidden, step):
    values = {"hidden_at": NOON, "hidden_reason": "Spam"} if hidden else {}
    idea = make_idea(session, workshop, participant_id=people[AUTHOR].id, **values)
    open_only(session, workshop, step)
    for name, columns in (HIDDEN if hidden else TABLE).items():
        about = workshop if name == "may_submit" else idea
        may = {who for who, actor in enumerate(people) if getattr(access, name)(actor, about)}
        assert may == columns[0 if step else 1], name


def test_nobody_wrote_what_was_imported(session, workshop, people):
    idea = make_idea(session, workshop, source_author="Person 1")
    assert not any(access.wrote(actor, idea) for actor in people)
