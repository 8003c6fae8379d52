import pytest

from participate.accounts.rules import Role
from tests.factories import make_account, make_idea, make_participant, make_round


@pytest.fixture
def shade(session, workshop):
    return make_idea(session, workshop, title="Shade")


@pytest.fixture
def water(session, workshop):
    return make_idea(session, workshop, title="Water")


@pytest.fixture
def round_(session, workshop, shade, water):
    """Five dots, at most three on one idea."""
    return make_round(session, workshop, budget=5, most_per_idea=3, ideas=[shade, water])


@pytest.fixture
def voter(session, workshop):
    return make_participant(session, workshop)


@pytest.fixture
def moderator(session):
    return make_account(session, Role.MODERATOR)
