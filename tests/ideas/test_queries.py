"""Reading ideas: what comes back, and that no list asks once per row."""

import pytest

from participate.core.errors import NotFoundError
from participate.ideas.models import ImportedCount, Report
from participate.ideas.queries import (
    comments_on,
    count_ideas,
    get_comment_on,
    get_idea,
    get_idea_in,
    get_report_in,
    listing,
    open_reports,
)
from participate.ideas.rules import IdeaSort
from tests.factories import (
    NOON,
    make_account,
    make_comment,
    make_idea,
    make_participant,
    make_workshop,
    stored,
)
from tests.statements import statements

HIDDEN = {"hidden_at": NOON, "hidden_reason": "Spam"}


def test_lists_what_everybody_may_see_newest_first(session, workshop):
    old = make_idea(session, workshop, submitted_at=NOON.replace(hour=8))
    new = make_idea(session, workshop)
    hidden = make_idea(session, workshop, **HIDDEN)
    make_idea(session, make_workshop(session))
    assert [card.id for card in listing(session, workshop).items] == [new.id, old.id]
    assert count_ideas(session, workshop) == 2
    assert get_idea(session, hidden.id) == hidden


def test_finds_an_idea_in_its_own_workshop_alone(session, workshop):
    idea = make_idea(session, workshop)
    assert get_idea_in(session, workshop, idea.id) == idea
    with pytest.raises(NotFoundError):
        get_idea_in(session, make_workshop(session), idea.id)
    with pytest.raises(NotFoundError):
        get_idea(session, 0)


def test_finds_a_comment_on_its_own_idea_alone(session, workshop):
    comment = make_comment(session, idea := make_idea(session, workshop))
    assert get_comment_on(session, idea, comment.id) == comment
    with pytest.raises(NotFoundError):
        get_comment_on(session, make_idea(session, workshop), comment.id)


def test_finds_a_report_in_its_own_workshop_alone(session, workshop):
    idea = make_idea(session, workshop)
    report = stored(session, Report(idea=idea, reason="other", reported_at=NOON))
    assert get_report_in(session, workshop, report.id) == report
    with pytest.raises(NotFoundError):
        get_report_in(session, make_workshop(session), report.id)
    assert open_reports(session, workshop).items == [report]
    report.settled_at = NOON
    assert open_reports(session, workshop).items == []


def test_titles_are_sorted_without_regard_to_capitals(session, workshop):
    for title in ("b", "C", "a"):
        make_idea(session, workshop, title=title)
    page = listing(session, workshop, sort=IdeaSort.TITLE)
    assert [idea.title for idea in page.items] == ["a", "b", "C"]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("ÖFFNUNG zeit", True),
        ("wochenende", True),
        ("öffnung morgen", False),
        ("%", False),
        ("  ", True),
        ("öffnungszeiten " * 50, True),
    ],
)
def test_every_word_must_be_found(session, workshop, search, found):
    make_idea(session, workshop, title="Öffnungszeiten", body="Am Wochenende länger")
    assert bool(listing(session, workshop, search=search).items) is found


def fill(session, workshop, count):
    """`count` more ideas, and as many comments on the first, by as many people."""
    first = make_idea(session, workshop, source_author="Person 1")
    for number in range(count):
        person = make_participant(session, workshop)
        author = {"participant_id": person.id} if number % 3 else {}
        if number % 3 == 1:
            author = {"account_id": make_account(session).id}
        idea = make_idea(session, workshop, **author)
        stored(session, ImportedCount(idea_id=idea.id, pro=1, contra=0, neutral=0))
        comment = make_comment(session, first, **author)
        stored(session, ImportedCount(comment_id=comment.id, pro=1, contra=0, neutral=0))
        stored(session, Report(idea=idea, reason="other", reported_at=NOON))
    return first


def test_no_list_asks_once_per_row(session):
    def cost(count):
        workshop = make_workshop(session)
        first = fill(session, workshop, count)
        session.commit()
        session.expunge_all()
        workshop, first = session.merge(workshop), session.merge(first)
        with statements() as asked:
            for card in listing(session, workshop).items:
                assert card.participant or card.account or card.imported or card.source_author
            for comment in comments_on(session, first):
                assert comment.byline or comment.imported
            for report in open_reports(session, workshop).items:
                assert report.idea.title
        return len(asked)

    few = cost(20)
    assert cost(200) == few
    assert few == 5
