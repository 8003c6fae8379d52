"""For pages over several slices."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from participate.extensions import db


@pytest.fixture
def count_statements(app):
    """Collect what a visit asks of the database."""

    @contextmanager
    def count_statements():
        statements = []

        def note(_connection, _cursor, statement, *_rest):
            statements.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        yield statements
        event.remove(engine, "before_cursor_execute", note)

    return count_statements
