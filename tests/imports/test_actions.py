"""Writing what a file holds."""

import pytest
from sqlalchemy import func, select

from participate.core.audit import AuditEntry
from participate.ideas.models import Comment, Idea, ImportedCount
from participate.ideas.rules import CommentKind
from participate.imports.actions import AmbiguousWorkshopError, ElsewhereError, import_ideas
from participate.imports.formats import from_thf
from participate.imports.queries import figures
from participate.workshops.models import Participant, Workshop
from participate.workshops.rules import WorkshopStatus
from tests.factories import NOON, SECRET, make_workshop
from tests.imports.thf import a_comment, a_file, a_proposal
from tests.statements import statements


def bring(session, proposals, title="Feld"):
    found = from_thf.read(a_file(proposals))
    return import_ideas(session, found, source="thf", workshop_title=title, secret=SECRET, at=NOON)


def authors(session, model):
    rows = session.execute(select(model.source_id, model.source_author))
    return {row.source_id: row.source_author for row in rows}


def test_makes_a_public_workshop_with_no_step_open(session):
    made = bring(session, {"1": a_proposal()})
    assert (made.workshops, made.workshop.title) == (1, "Feld")
    assert made.workshop.status is WorkshopStatus.PUBLISHED
    assert made.workshop.open_step is None
    assert made.workshop.join_code_hash


def test_brings_them_into_the_workshop_of_that_name(session):
    workshop = make_workshop(session, title="Feld")
    made = bring(session, {"1": a_proposal()})
    assert (made.workshops, made.workshop.id) == (0, workshop.id)


def test_votes_become_totals_and_nobody_is_invented(session):
    bring(session, {"1": a_proposal(comments={"2": a_comment()})})
    counts = session.execute(
        select(ImportedCount.pro, ImportedCount.contra, ImportedCount.neutral)
    ).all()
    assert sorted(counts) == [(3, 1, 0), (12, 3, 1)]
    assert session.scalars(select(Participant)).all() == []
    [idea] = session.scalars(select(Idea))
    assert idea.author is None


def test_creators_become_pseudonyms_in_the_order_of_the_file(session):
    comments = {"10": a_comment(creator="99"), "11": a_comment(creator="5")}
    bring(session, {"1": a_proposal(creator="5", comments=comments), "2": a_proposal(creator="3")})
    assert authors(session, Idea) == {"thf:proposal:1": "Person 1", "thf:proposal:2": "Person 3"}
    assert authors(session, Comment) == {
        "thf:comment:10": "Person 2",
        "thf:comment:11": "Person 1",
    }


def test_answers_point_to_what_they_answer_and_count(session):
    last = a_comment(sentiment=0)
    deep = a_comment(comments={"3": a_comment(sentiment=-1, comments={"2": last})})
    bring(session, {"1": a_proposal(comments={"4": deep})})
    rows = {row.source_id: row for row in session.scalars(select(Comment))}
    first, second, third = (rows[f"thf:comment:{number}"] for number in (4, 3, 2))
    assert (first.parent_id, second.parent_id, third.parent_id) == (None, first.id, second.id)
    assert [first.kind, second.kind, third.kind] == [
        CommentKind.PRO,
        CommentKind.CONTRA,
        CommentKind.REMARK,
    ]
    assert session.scalar(select(Idea.comment_count)) == 3


def test_a_second_time_changes_nothing(session):
    file = {"1": a_proposal(comments={"2": a_comment()})}
    bring(session, file)
    before = session.scalar(select(func.count(AuditEntry.id)))
    again = bring(session, file)
    assert (again.workshops, again.ideas, again.comments, again.imported_counts) == (0, 0, 0, 0)
    assert session.scalar(select(func.count(AuditEntry.id))) == before


def test_a_file_that_grew_adds_what_is_new_and_keeps_the_pseudonyms(session):
    bring(session, {"1": a_proposal(creator="5")})
    grown = {
        "9": a_proposal(creator="8"),
        "1": a_proposal(creator="5", comments={"2": a_comment(creator="5")}),
    }
    made = bring(session, grown)
    assert (made.ideas, made.comments) == (1, 1)
    assert authors(session, Idea) == {"thf:proposal:1": "Person 1", "thf:proposal:9": "Person 2"}
    assert authors(session, Comment) == {"thf:comment:2": "Person 1"}
    counted = select(Idea.comment_count).where(Idea.source_id == "thf:proposal:1")
    assert session.scalar(counted) == 1


def test_what_is_in_one_workshop_is_not_brought_into_another(session):
    bring(session, {"1": a_proposal()})
    session.commit()
    with pytest.raises(ElsewhereError):
        bring(session, {"1": a_proposal(), "2": a_proposal()}, title="Anderswo")
    session.rollback()
    assert session.scalars(select(Workshop.title)).all() == ["Feld"]


def test_two_workshops_of_that_name_are_told_apart_by_a_person(session):
    make_workshop(session, title="Feld")
    make_workshop(session, title="Feld")
    with pytest.raises(AmbiguousWorkshopError):
        bring(session, {"1": a_proposal()})


def test_an_empty_file_makes_figures_of_nothing(session):
    made = bring(session, {})
    counted = figures(session, made.workshop, "thf")
    assert (counted["proposals"], counted["max_comment_depth"], counted["rate_pro"]) == (0, 0, 0)


def test_the_number_of_statements_does_not_grow_with_rows(session):
    def cost(count):
        comment = {"n": 0}

        def one():
            comment["n"] += 2
            deeper = {str(comment["n"]): a_comment()}
            return {str(comment["n"] + 1): a_comment(comments=deeper)}

        file = {str(number): a_proposal(comments=one()) for number in range(count)}
        with statements() as asked:
            bring(session, file, f"Mit {count}")
        for table in (ImportedCount, Comment, Idea):
            session.execute(table.__table__.delete())
        return len(asked)

    session.connection()  # the transaction begins once
    few = cost(2)
    assert cost(150) == few  # 450 rows of votes: one batch
