"""Finding people by what they alone know."""

from sqlalchemy import select

from participate.core.db import DbSession
from participate.workshops.models import Participant


def find_participant_by_code(session: DbSession, code_hash: str) -> Participant | None:
    """Return whose resume code this is, see `workshops.rules.code_hash`; None if nobody's."""
    return session.scalar(select(Participant).filter_by(resume_hash=code_hash))
