"""What the audit log says, for tests."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from participate.core.audit import AuditEntry


def events(session: Session) -> list[str]:
    """Every event so far, oldest first."""
    return list(session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)))
