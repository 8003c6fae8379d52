"""What people do with rounds. Each action checks and changes; the caller commits."""

from participate.voting.actions.ballots import (
    Press,
    TakenBeforeError,
    cast_ballot,
    place_dots,
    take_presses,
)
from participate.voting.actions.rounds import (
    close_round,
    open_round,
    reopen_round,
)
from participate.voting.actions.slips import Slip

__all__ = [
    "Press",
    "Slip",
    "TakenBeforeError",
    "cast_ballot",
    "close_round",
    "open_round",
    "place_dots",
    "reopen_round",
    "take_presses",
]
