"""What is read from the backlog, and who may read it."""

import json

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from participate.core.errors import NotFoundError
from participate.requirements.models import ContributionSalt, Release
from participate.requirements.queries import (
    broken_releases,
    get_requirement,
    recommended_ideas,
    requirements,
    snapshot,
)
from participate.requirements.rules import Filters, Moscow, RequirementStatus, digest_of
from tests.factories import NOON, make_idea, make_requirement, make_resolution, stored


def make_release(session, number=1):
    data = snapshot(session, number=number, title="Release", notes="", published_at=NOON)
    release = Release(
        number=number, title="Release", snapshot=data, digest=digest_of(data), published_at=NOON
    )
    return stored(session, release)


class TestGetRequirement:
    def test_finds_it_by_its_key(self, session):
        requirement = make_requirement(session, number=12)

        assert get_requirement(session, "ANF-0012") is requirement

    @pytest.mark.parametrize(
        "key", ["ANF-12", "anf-0012", "ANF-0013", "ANF-00012", "ANF-99999999999999999999", "x"]
    )
    def test_knows_no_other_spelling(self, session, key):
        make_requirement(session, number=12)

        with pytest.raises(NotFoundError):
            get_requirement(session, key)


class TestRequirements:
    def test_come_most_important_first(self, session):
        for number, moscow in enumerate((Moscow.WONT, Moscow.COULD, Moscow.MUST), 1):
            make_requirement(session, number=number, moscow=moscow)

        page = requirements(session, Filters(), proposals=True, page=1)

        assert [one.number for one in page.items] == [3, 2, 1]

    def test_leave_proposals_out_for_the_public(self, session):
        make_requirement(session)
        adopted = make_requirement(session, status=RequirementStatus.ADOPTED)

        assert requirements(session, Filters(), proposals=False, page=1).items == [adopted]

    def test_find_a_key_and_words_in_a_story(self, session):
        requirement = make_requirement(session, number=7, story="Als Vater möchte ich 100 % Ruhe.")
        make_requirement(session, number=8)

        for search in ("anf-0007", "100 %"):
            page = requirements(session, Filters(search=search), proposals=True, page=1)
            assert page.items == [requirement], search

    def test_find_those_whose_source_was_edited(self, session, workshop):
        idea = make_idea(session, workshop)
        requirement = make_requirement(session, idea)
        make_requirement(session, make_idea(session, workshop))
        idea.text_version += 1
        session.flush()

        page = requirements(session, Filters(suspect=True), proposals=True, page=1)

        assert page.items == [requirement]


class TestRecommendedIdeas:
    def test_are_those_that_nothing_was_written_from(self, session, workshop):
        wanted, used = make_idea(session, workshop), make_idea(session, workshop)
        make_resolution(session, wanted)
        make_resolution(session, used)
        make_requirement(session, used)
        make_idea(session, workshop)

        assert recommended_ideas(session) == [wanted]


class TestSnapshot:
    def test_holds_no_word_of_a_contribution(self, session, workshop):
        idea = make_idea(session, workshop, title="Zauberwort", body="Geheimnis")
        session.add(ContributionSalt(idea_id=idea.id, salt="ab" * 32))
        make_requirement(session, idea, status=RequirementStatus.ADOPTED)

        data = snapshot(session, number=1, title="Release", notes="", published_at=NOON)

        [source] = data["requirements"][0]["sources"]
        assert "Zauberwort" not in json.dumps(data)
        assert "Geheimnis" not in json.dumps(data)
        assert (source["idea"], source["workshop_title"]) == (idea.id, workshop.title)
        assert len(source["digest"]) == 64

    def test_leaves_proposals_out(self, session):
        make_requirement(session)

        data = snapshot(session, number=1, title="Release", notes="", published_at=NOON)

        assert data["requirements"] == []


class TestReleases:
    @pytest.mark.parametrize(
        "change",
        [
            "number = 7",
            "title = 'Ours'",
            "notes = 'Ours'",
            "snapshot = '{}'",
            "digest = 'd'",
            "published_at = '2031-01-01'",
        ],
    )
    def test_the_database_refuses_to_change_one(self, session, change):
        make_release(session)
        session.commit()

        with pytest.raises(DBAPIError, match="a release is final"):
            session.execute(text(f'UPDATE "release" SET {change}'))  # noqa: S608

    def test_a_changed_one_is_found(self, session):
        make_release(session)
        assert broken_releases(session) == []
        data = snapshot(session, number=3, title="Release", notes="", published_at=NOON)
        release = Release(number=3, title="Release", snapshot=data, digest="0" * 64)
        release.published_at = NOON
        stored(session, release)

        assert broken_releases(session) == [
            "Release 3 does not fit its digest.",
            "Release 2 is missing.",
        ]
