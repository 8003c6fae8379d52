"""Whether this installation can serve: asked by whoever watches over it, every few seconds."""

from functools import cache

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from participate.extensions import db


def is_healthy() -> bool:
    """Say whether the database answers and has the tables of this version of the program."""
    try:
        applied = MigrationContext.configure(db.session.connection()).get_current_heads()
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return set(applied) == newest_migrations()


@cache
def newest_migrations() -> frozenset[str]:
    """Return the newest migrations that came with the program; read once, they cannot change."""
    migrate = current_app.extensions["migrate"].migrate
    return frozenset(ScriptDirectory.from_config(migrate.get_config()).get_heads())
