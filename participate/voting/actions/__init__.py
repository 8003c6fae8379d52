"""What people do with rounds. Each action checks and changes; the caller commits."""

from participate.voting.actions.ballots import (
    cast_ballot,
    place_dots,
)
from participate.voting.actions.rounds import (
    close_round,
    open_round,
    reopen_round,
)

__all__ = [
    "cast_ballot",
    "close_round",
    "open_round",
    "place_dots",
    "reopen_round",
]
