"""For tests that add a page of their own, which an application takes only before it serves."""

from collections.abc import Iterator

import pytest
from flask import Flask

from participate.extensions import db
from tests.conftest import AppMaker


@pytest.fixture
def app(make_app: AppMaker) -> Iterator[Flask]:
    """An application of the test's own."""
    app = make_app()
    yield app
    with app.app_context():
        db.engine.dispose()
