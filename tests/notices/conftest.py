import pytest

from tests.postoffice import PostOffice


@pytest.fixture
def office():
    """A mail server that is running."""
    office = PostOffice()
    office.open()
    yield office
    office.close()
