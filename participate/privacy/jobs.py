"""Deleting what is over its time."""

from datetime import datetime

from participate.core.db import DbSession
from participate.privacy.actions.retention import RETENTION
from participate.privacy.rules import DataKind


def purge(session: DbSession, *, at: datetime, dry_run: bool = False) -> dict[DataKind, int]:
    """Delete what is over its time, and return how much of each kind that was.

    Runs twice unharmed: the second time there is nothing to do.

    Args:
        session: commits after each kind, so that no writer waits for long.
        at: the moment; what is over at this one.
        dry_run: only count: it deletes as well, and takes it back. So one rule says what is over.
    """
    done = {}
    for kept in RETENTION:
        if kept.forget is not None:
            done[kept.kind] = kept.forget(session, at=at)
            if dry_run:
                session.rollback()
            else:
                session.commit()
    return done
