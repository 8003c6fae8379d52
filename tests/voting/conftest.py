from contextlib import contextmanager

import pytest
from sqlalchemy import event

from participate.accounts.rules import Role
from participate.extensions import db
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


@pytest.fixture
def counted():
    """Count what a request asks of the database."""

    @contextmanager
    def counted(app):
        statements = []

        def note(_connection, _cursor, statement, *_rest):
            if not statement.startswith("BEGIN"):
                statements.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        yield statements
        event.remove(engine, "before_cursor_execute", note)

    return counted
