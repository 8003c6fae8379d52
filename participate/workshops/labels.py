"""Names for what workshops call by key, and what each step asks of those who take part."""

from typing import Any, NamedTuple

from flask_babel import get_locale
from flask_babel import lazy_gettext as _

from participate.core.clock import now
from participate.web.labels import name_all
from participate.workshops import rules
from participate.workshops.actions import AgendaFullError, OvertakenError, StepFixedError
from participate.workshops.models import StakeholderGroup, Step
from participate.workshops.rules import (
    Channel,
    Move,
    StepKind,
    StepState,
    Which,
    WorkshopStatus,
)

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
    Which,
    {
        Which.CURRENT: _("Now and next"),
        Which.PAST: _("Past"),
        Which.DRAFTS: _("Drafts"),
    },
)
name_all(Move, {Move.EARLIER: _("Earlier"), Move.LATER: _("Later")})
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
    german = str(get_locale()).startswith("de")
    return group.name if german else str(GROUP_NAMES.get(group.name_en, group.name_en))


#: The groups that come with the installation; what a town calls them otherwise has its English.
GROUP_NAMES = {
    "Parents and families": _("Parents and families"),
    "Pupils": _("Pupils"),
    "Kindergartens, schools, clubs": _("Kindergartens, schools, clubs"),
    "Businesses": _("Businesses"),
    "Town administration": _("Town administration"),
}


def minutes_left(step: Step) -> int:
    """Return how many minutes an open step has left now."""
    return rules.minutes_left(step.opened_at, step.minutes, now())


OvertakenError.explanation = _(
    "Somebody else who moderates was faster: another step is open by now. "
    "Go to the console to see where the workshop is, then decide."
)
AgendaFullError.explanation = _(
    "The agenda is full. Remove a step that is still planned, then add the new one."
)
StepFixedError.explanation = _(
    "This step is running or over, so its place and its kind stay. You can still change the "
    "steps that are planned."
)


class Lead(NamedTuple):
    """What whoever moderates does during a step: a sentence, and the one page for it.

    A vote has none: what to do hangs on how far it is (`templates/voting/_lead.html`).
    """

    sentence: Any
    action: Any
    endpoint: str


LEADS = {
    StepKind.WELCOME: Lead(
        _("Greet everybody. Whoever has scanned the code is counted under “In the hall”."),
        _("Show the poster with the code"),
        "workshops.poster",
    ),
    StepKind.COLLECT_NEEDS: Lead(
        _("Everybody writes now. Who has no phone tells it to you, and you write it down."),
        _("Write down a need for somebody"),
        "needs.new",
    ),
    StepKind.GROUP: Lead(
        _("Put notes that belong together into clusters, at the front for everybody to see."),
        _("Sort the needs on the wall"),
        "needs.wall",
    ),
    StepKind.PROPOSE_IDEAS: Lead(
        _("Ideas come in from the phones. Ideas on cards are for you to write down."),
        _("Write down an idea for somebody"),
        "ideas.new",
    ),
    StepKind.DISCUSS: Lead(
        _("Comments come in. Read along, and hide with a reason what hurts somebody."),
        _("Read the ideas"),
        "ideas.index",
    ),
    StepKind.RESULTS: Lead(
        _("Show the result at the front. Everybody can see it on the phone, too."),
        _("See the result"),
        "voting.index",
    ),
    StepKind.BREAK: Lead(
        _("Time to sort notes in peace, and to look at what was reported."),
        _("Sort the needs on the wall"),
        "needs.wall",
    ),
}


class Invitation(NamedTuple):
    """What a step asks on every phone: a question, a sentence, and one thing to do."""

    question: Any
    sentence: Any
    action: Any
    endpoint: str


INVITATIONS = {
    StepKind.WELCOME: Invitation(
        _("Good that you are here"),
        _("We begin in a moment. Please look to the front."),
        _("Read the needs"),
        "needs.index",
    ),
    StepKind.COLLECT_NEEDS: Invitation(
        _("What is your family missing?"),
        _("One sentence is enough. You can tell us several things, one after the other."),
        _("Tell us a need"),
        "needs.new",
    ),
    StepKind.GROUP: Invitation(
        _("What belongs together?"),
        _("We sort your needs together, at the front on the screen."),
        _("Read the needs"),
        "needs.index",
    ),
    StepKind.PROPOSE_IDEAS: Invitation(
        _("What could help?"),
        _("Propose what should be done about a need. Alone or in twos."),
        _("Propose an idea"),
        "ideas.new",
    ),
    StepKind.DISCUSS: Invitation(
        _("What do you think of the ideas?"),
        _("Read the ideas. Say what speaks for them, what against, and what you want to know."),
        _("Read and discuss ideas"),
        "ideas.index",
    ),
    StepKind.VOTE: Invitation(
        _("What should come first?"),
        _("Your vote is secret. You can change it until the vote closes."),
        _("Go to the vote"),
        "voting.index",
    ),
    StepKind.RESULTS: Invitation(
        _("This is what came out"),
        _("See how all have voted, and how each group did."),
        _("See the result"),
        "voting.index",
    ),
    StepKind.BREAK: Invitation(
        _("Break"),
        _("Take a breath. We go on in a moment."),
        _("Read the ideas"),
        "ideas.index",
    ),
}
