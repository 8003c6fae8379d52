"""Names for what workshops call by key."""

from flask_babel import get_locale
from flask_babel import lazy_gettext as _

from participate.web.labels import name_all
from participate.workshops.models import StakeholderGroup
from participate.workshops.rules import Channel, StepKind, StepState, WorkshopStatus

name_all(
    StepKind,
    {
        StepKind.WELCOME: _("Welcome"),
        StepKind.COLLECT_NEEDS: _("Collect needs"),
        StepKind.GROUP: _("Group needs"),
        StepKind.PROPOSE_IDEAS: _("Propose ideas"),
        StepKind.DISCUSS: _("Discuss ideas"),
        StepKind.VOTE: _("Vote"),
        StepKind.RESULTS: _("Look at the results"),
        StepKind.BREAK: _("Break"),
    },
)
name_all(
    StepState,
    {
        StepState.PLANNED: _("Planned"),
        StepState.OPEN: _("Open now"),
        StepState.DONE: _("Done"),
    },
)
name_all(
    WorkshopStatus,
    {WorkshopStatus.DRAFT: _("Draft"), WorkshopStatus.PUBLISHED: _("Published")},
)
name_all(
    Channel,
    {
        Channel.PHONE: _("typed on a phone"),
        Channel.HELPER: _("said to a helper"),
        Channel.PAPER: _("from a paper card"),
    },
)


def group_name(group: StakeholderGroup) -> str:
    """Return a group's name in the visitor's language."""
    return group.name if str(get_locale()).startswith("de") else group.name_en
