"""Finding people by what they alone know, and all that is stored about them."""

from sqlalchemy import select

from participate.core.db import DbSession
from participate.privacy.queries.own_data import own_data
from participate.workshops.models import Participant

__all__ = ["find_participant_by_code", "own_data"]


def find_participant_by_code(session: DbSession, code_hash: str) -> Participant | None:
    """Return whose resume code this is, see `workshops.rules.code_hash`; None if nobody's."""
    return session.scalar(select(Participant).filter_by(resume_hash=code_hash))
