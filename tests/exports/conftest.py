"""A release that everybody can download."""

import pytest

from participate.requirements.models import Release
from participate.requirements.queries import snapshot
from participate.requirements.rules import RequirementStatus, digest_of
from tests.factories import NOON, make_idea, make_requirement, make_workshop


@pytest.fixture
def release(session):
    ideas = [make_idea(session, make_workshop(session)) for _number in range(2)]
    adopted = {"status": RequirementStatus.ADOPTED}
    make_requirement(session, *ideas, title="=cmd|'/C calc'!A0", **adopted)
    make_requirement(session, story="Als Mutter brauche ich Schatten.\nIm Juli.", **adopted)
    said = {"number": 3, "title": "Dritte Fassung", "notes": "", "published_at": NOON}
    data = snapshot(session, **said)
    release = Release(**said, snapshot=data, digest=digest_of(data))
    session.add(release)
    session.flush()
    return release
