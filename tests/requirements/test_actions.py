"""What moderators may do with the backlog, tried on a real database and without Flask."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from participate.accounts.models import Account
from participate.accounts.rules import Role
from participate.core.audit import AuditEntry
from participate.core.errors import NotAllowedError
from participate.requirements.actions import (
    adopt_requirement,
    change_status,
    confirm_source,
    edit_requirement,
    publish_release,
)
from participate.requirements.models import Release, Requirement
from participate.requirements.queries import (
    broken_releases,
    get_release,
    releases_with,
    snapshot,
)
from participate.requirements.rules import (
    NEXT,
    EditedMeanwhileError,
    Moscow,
    NothingToReleaseError,
    PreviewOutdatedError,
    ReasonMissingError,
    ReleasedMeanwhileError,
    RequirementStatus,
    SourceGoneError,
    StepNotPossibleError,
    Wording,
    content_digest,
)
from participate.workshops.rules import WorkshopStatus
from tests.factories import NOON, make_account, make_idea, make_requirement, make_workshop


@pytest.fixture
def moderator(session):
    return make_account(session, Role.MODERATOR)


def wording(*ideas, **changes):
    said = Wording(
        title="Shade",
        story="As a parent I want shade so that we can stay.",
        rationale="It is hot.",
        criteria=["Ten trees.", "", " A bench. "],
        moscow=Moscow.MUST,
        owner="Parks",
        field_of_action=None,
        life_phase=None,
        ideas=[idea.id for idea in ideas],
    )
    return replace(said, **changes)


def preview(session, number=1):
    return content_digest(snapshot(session, number=number, title="", notes="", published_at=NOON))


def publish(session, moderator, number=1, **changes):
    said = {"seen": preview(session, number), "title": "What families want", "notes": ""}
    return publish_release(session, number=number, by=moderator, at=NOON, **said | changes)


class TestAdoptRequirement:
    def test_takes_ideas_from_several_workshops(self, session, workshop, moderator):
        ideas = [make_idea(session, workshop), make_idea(session, make_workshop(session))]

        requirement = adopt_requirement(session, wording(*ideas), by=moderator, at=NOON)

        assert requirement.key == "ANF-0001"
        assert requirement.status is RequirementStatus.PROPOSED
        assert [one.idea for one in requirement.sources] == ideas
        assert [one.text for one in requirement.criteria] == ["Ten trees.", "A bench."]

    def test_counts_on_without_a_gap(self, session, workshop, moderator):
        make_requirement(session, number=41)
        idea = make_idea(session, workshop)

        assert adopt_requirement(session, wording(idea), by=moderator, at=NOON).number == 42

    def test_two_at_once_both_succeed_with_numbers_of_their_own(
        self, session, engine, workshop, moderator
    ):
        said, together = wording(make_idea(session, workshop)), Barrier(4)
        who = moderator.id
        session.commit()

        def adopt(_turn):
            with Session(engine) as mine:
                together.wait()
                by = mine.get(Account, who)
                number = adopt_requirement(mine, said, by=by, at=NOON).number
                mine.commit()
                return number

        with ThreadPoolExecutor(4) as pool:
            numbers = list(pool.map(adopt, range(4)))

        assert sorted(numbers) == [1, 2, 3, 4]

    def test_writes_no_text_into_the_audit_log(self, session, workshop, moderator):
        adopt_requirement(session, wording(make_idea(session, workshop)), by=moderator, at=NOON)

        [entry] = session.scalars(select(AuditEntry))
        assert entry.event == "requirement.written"
        assert "hade" not in json.dumps(entry.details)

    @pytest.mark.parametrize("role", [Role.BOARD, Role.CHAIR, Role.ADMINISTRATOR, Role.PROVIDER])
    def test_is_for_moderators(self, session, workshop, role):
        idea, other = make_idea(session, workshop), make_account(session, role)

        with pytest.raises(NotAllowedError):
            adopt_requirement(session, wording(idea), by=other, at=NOON)

    def test_takes_no_idea_the_public_cannot_read(self, session, workshop, moderator):
        draft = make_workshop(session, status=WorkshopStatus.DRAFT)
        hidden = make_idea(session, workshop, hidden_at=NOON, hidden_reason="An insult.")
        for idea in (make_idea(session, draft), hidden):
            with pytest.raises(SourceGoneError):
                adopt_requirement(session, wording(idea), by=moderator, at=NOON)

    @pytest.mark.parametrize(
        "changes",
        [
            {"title": " "},
            {"story": ""},
            {"ideas": []},
            {"criteria": ["x"] * 21},
            {"title": "x" * 121},
        ],
    )
    def test_refuses_what_no_form_lets_through(self, session, workshop, moderator, changes):
        said = wording(make_idea(session, workshop), **changes)

        with pytest.raises(ValueError, match=r"\d"):
            adopt_requirement(session, said, by=moderator, at=NOON)


class TestEditRequirement:
    def test_changes_adds_and_removes_criteria(self, session, workshop, moderator):
        idea = make_idea(session, workshop)
        requirement = adopt_requirement(session, wording(idea), by=moderator, at=NOON)
        session.flush()

        for criteria in (["A", "B", "C"], ["C"], []):
            said = wording(idea, criteria=criteria)
            seen = requirement.text_version
            edit_requirement(session, requirement, said, seen=seen, by=moderator, at=NOON)
            session.flush()
            session.refresh(requirement)
            assert [one.text for one in requirement.criteria] == criteria

    def test_tells_the_second_of_two(self, session, workshop, moderator):
        idea = make_idea(session, workshop)
        requirement = make_requirement(session, idea)
        edit_requirement(session, requirement, wording(idea), seen=1, by=moderator, at=NOON)

        with pytest.raises(EditedMeanwhileError):
            edit_requirement(session, requirement, wording(idea), seen=1, by=moderator, at=NOON)

    def test_keeps_in_mind_in_which_version_a_source_was_read(self, session, workshop, moderator):
        old, new = make_idea(session, workshop), make_idea(session, workshop)
        requirement = make_requirement(session, old)
        old.text_version = new.text_version = 3
        session.flush()

        edit_requirement(session, requirement, wording(old, new), seen=1, by=moderator, at=NOON)

        assert [one.suspect for one in requirement.sources] == [True, False]

    def test_keeps_a_source_that_was_hidden_since(self, session, workshop, moderator):
        idea = make_idea(session, workshop)
        requirement = make_requirement(session, idea)
        idea.hidden_at, idea.hidden_reason = NOON, "An insult."
        session.flush()

        edit_requirement(session, requirement, wording(idea), seen=1, by=moderator, at=NOON)

        assert requirement.text_version == 2


class TestChangeStatus:
    @pytest.mark.parametrize("old", RequirementStatus)
    @pytest.mark.parametrize("new", RequirementStatus)
    def test_goes_only_where_the_rules_let_it(self, session, moderator, old, new):
        requirement = make_requirement(session, status=old)

        def move():
            change_status(session, requirement, to=new, reason="So be it.", by=moderator, at=NOON)

        if new in NEXT[old]:
            move()
            assert requirement.status is new
            assert (requirement.changes[-1].old, requirement.changes[-1].new) == (old, new)
        else:
            with pytest.raises(StepNotPossibleError):
                move()
            assert requirement.status is old

    def test_wants_a_reason_before_anything_is_dropped(self, session, moderator):
        requirement, to = make_requirement(session), RequirementStatus.DROPPED

        with pytest.raises(ReasonMissingError):
            change_status(session, requirement, to=to, reason=" ", by=moderator, at=NOON)


class TestConfirmSource:
    def test_takes_the_mark_away_until_the_next_edit(self, session, workshop, moderator):
        idea = make_idea(session, workshop)
        requirement = make_requirement(session, idea)
        [source] = requirement.sources
        idea.text_version = 3

        confirm_source(session, requirement, idea.id, seen=2, by=moderator, at=NOON)
        assert source.suspect, "it was edited again while the second version was read"
        confirm_source(session, requirement, idea.id, seen=99, by=moderator, at=NOON)
        assert not source.suspect
        idea.text_version = 4
        assert source.suspect


class TestPublishRelease:
    def test_freezes_what_is_more_than_a_proposal(self, session, workshop, moderator):
        idea = make_idea(session, workshop)
        adopted = make_requirement(session, idea, status=RequirementStatus.ADOPTED)
        proposal = make_requirement(session, idea)

        release = publish(session, moderator)
        adopted.title = "Something else"
        session.flush()

        [one] = get_release(session, 1).snapshot["requirements"]
        assert (one["key"], one["title"] == "Something else") == (adopted.key, False)
        assert len(one["sources"][0]["digest"]) == 64
        assert releases_with(session, adopted) == [1]
        assert releases_with(session, proposal) == []
        assert release.published_by_id == moderator.id
        assert broken_releases(session) == []

    def test_keeps_a_requirement_public_that_is_proposed_again(self, session, moderator):
        requirement = make_requirement(session, status=RequirementStatus.DROPPED)
        publish(session, moderator)
        to = RequirementStatus.PROPOSED
        change_status(session, requirement, to=to, reason="", by=moderator, at=NOON)
        session.commit()

        assert requirement.public

    def test_the_second_of_two_at_once_is_told(self, session, engine, moderator):
        make_requirement(session, status=RequirementStatus.ADOPTED)
        session.commit()
        seen, who, together = preview(session), moderator.id, Barrier(2)
        session.rollback()

        def go(_turn):
            with Session(engine) as mine:
                together.wait()
                try:
                    publish(mine, mine.get(Account, who), seen=seen)
                except ReleasedMeanwhileError:
                    return "told"
                mine.commit()
                return "published"

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(go, range(2))) == ["published", "told"]
        assert len(session.scalars(select(Release)).all()) == 1

    def test_publishes_only_what_was_seen(self, session, moderator):
        requirement = make_requirement(session, status=RequirementStatus.ADOPTED)
        seen = preview(session)
        requirement.title = "Changed while somebody looked"
        session.flush()

        with pytest.raises(PreviewOutdatedError):
            publish(session, moderator, seen=seen)

    def test_needs_something_new(self, session, moderator):
        make_requirement(session)
        with pytest.raises(NothingToReleaseError):
            publish(session, moderator)
        make_requirement(session, status=RequirementStatus.ADOPTED)
        publish(session, moderator)

        with pytest.raises(NothingToReleaseError):
            publish(session, moderator, number=2)

    def test_is_for_moderators(self, session):
        make_requirement(session, status=RequirementStatus.ADOPTED)

        with pytest.raises(NotAllowedError):
            publish(session, make_account(session, Role.ADMINISTRATOR))
        assert session.scalars(select(Requirement)).one().public
