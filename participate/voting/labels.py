"""What voting says to people: names of states, and sentences for what can go wrong."""

from flask_babel import lazy_gettext as _

from participate.prioritisation.ballots import (
    BudgetSpentError,
    InvalidBallotError,
    TooManyOnOneError,
)
from participate.voting.rules import (
    IdeasGoneError,
    KeyDestroyedError,
    RoundClosedError,
    RoundOpenError,
    RoundState,
)
from participate.web.labels import name_all

name_all(RoundState, {RoundState.OPEN: _("Open now"), RoundState.CLOSED: _("Closed")})

InvalidBallotError.explanation = _(
    "We could not read this, and nothing was changed. Please press plus or minus once more."
)
BudgetSpentError.explanation = _(
    "You have given all your dots. First take one back from another idea."
)
TooManyOnOneError.explanation = _(
    "This idea already has the most dots that one person may give. Choose another idea as well."
)
RoundClosedError.explanation = _(
    "The vote is closed. What was saved until then is counted, nothing after it."
)
RoundOpenError.explanation = _("The vote is open again already. Nothing else is needed.")
KeyDestroyedError.explanation = _(
    "The ballots of this vote belong to no phone any more, so it stays closed. "
    "Open a new vote if you need one."
)
IdeasGoneError.explanation = _(
    "One of these ideas was hidden in the meantime. Load the list again and choose once more."
)
