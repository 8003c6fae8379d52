"""What becomes of a round when its evening is over."""

from datetime import datetime, timedelta

from sqlalchemy import update

from participate.core.db import DbSession, rows_changed
from participate.voting.models import Round
from participate.voting.rules import RoundState

#: Hours after a close in which a mistake can still be taken back. Then nobody's ballot is known.
KEY_HOURS = 24


def destroy_old_keys(session: DbSession, *, at: datetime) -> int:
    """Destroy the keys of rounds closed more than `KEY_HOURS` ago: no ballot has a voter then.

    Returns how many there were.
    """
    over = (Round.closed_at < at - timedelta(hours=KEY_HOURS)) & Round.key.is_not(None)
    over &= Round.state == RoundState.CLOSED
    return rows_changed(session, update(Round).where(over).values(key=None))
