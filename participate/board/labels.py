"""Names for what the board calls by key, and what to say when it is too late."""

from typing import Any

from flask_babel import lazy_gettext as _

from participate.board.actions import AlreadyResolvedError
from participate.board.rules import Agreement, Outcome
from participate.web.labels import name_all

name_all(
    Outcome,
    {
        Outcome.RECOMMEND: _("Recommended"),
        Outcome.ADAPT: _("Recommended with changes"),
        Outcome.DECLINE: _("Declined"),
    },
)
name_all(
    Agreement,
    {
        Agreement.CLOSE: _("close together"),
        Agreement.MIXED: _("somewhat apart"),
        Agreement.SPLIT: _("far apart"),
    },
)
#: Criterion -> its name, what 0 means, what 5 means.
CRITERION_WORDS: dict[str, tuple[Any, Any, Any]] = {
    "benefit": (_("Benefit for families"), _("hardly helps"), _("helps a lot")),
    "feasibility": (_("Feasibility"), _("cannot be done"), _("can be done at once")),
    "reach": (_("Reach"), _("few families"), _("nearly all families")),
    "urgency": (_("Urgency"), _("can wait"), _("very urgent")),
}
AlreadyResolvedError.explanation = _(
    "The board has already resolved on this idea. Everything stays as it was."
)
