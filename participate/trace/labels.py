"""Words of the Spur: what happened, and what the knots stand for."""

from flask_babel import lazy_gettext as _

from participate.board.rules import Outcome
from participate.requirements.rules import RequirementStatus
from participate.trace.rules import Stage
from participate.web.labels import name_all

name_all(
    Stage,
    {
        Stage.NEEDS: _("Needs"),
        Stage.CLUSTER: _("Clusters"),
        Stage.IDEAS: _("Ideas"),
        Stage.VOTE: _("Votes"),
        Stage.BOARD: _("Board"),
        Stage.REQUIREMENTS: _("Requirements"),
        Stage.RELEASE: _("Releases"),
        Stage.OFFERS: _("Offers"),
    },
)
#: What the advisory board did.
RESOLVED = {
    Outcome.RECOMMEND: _("Recommended by the advisory board"),
    Outcome.ADAPT: _("Recommended by the advisory board, with changes"),
    Outcome.DECLINE: _("Declined by the advisory board"),
}
#: What happened when a requirement came to a status.
CAME_TO = {
    RequirementStatus.PROPOSED: _("Written down"),
    RequirementStatus.ADOPTED: _("Adopted"),
    RequirementStatus.IN_PROGRESS: _("Work has begun"),
    RequirementStatus.DELIVERED: _("Delivered"),
    RequirementStatus.DROPPED: _("Dropped"),
}
