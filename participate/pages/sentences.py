"""What the audit log says about each event, as a sentence. Every event of every package is here."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from participate.accounts.models import Account
from participate.accounts.rules import AccountEvent
from participate.board.rules import BoardEvent
from participate.core.audit import AuditEntry
from participate.ideas.rules import IdeaEvent
from participate.needs.rules import NeedEvent
from participate.offers.rules import OfferEvent
from participate.pages.rules import PageEvent
from participate.requirements.rules import RequirementEvent
from participate.trace.rules import TraceEvent
from participate.voting.rules import RoundEvent
from participate.workshops.models import Participant
from participate.workshops.rules import WorkshopEvent

#: The events of one package, by the word that the address of the filtered log uses.
AREAS: dict[str, type[StrEnum]] = {
    "accounts": AccountEvent,
    "workshops": WorkshopEvent,
    "needs": NeedEvent,
    "ideas": IdeaEvent,
    "voting": RoundEvent,
    "board": BoardEvent,
    "requirements": RequirementEvent,
    "offers": OfferEvent,
    "trace": TraceEvent,
    "feedback": PageEvent,
}

#: %(who)s did it; %(number)s is the id of what it was done to.
SENTENCES: dict[str, Any] = {
    "account.created": _("%(who)s made account %(number)s."),
    "account.changed": _("%(who)s changed account %(number)s."),
    "account.deactivated": _("%(who)s switched account %(number)s off."),
    "account.reactivated": _("%(who)s switched account %(number)s on again."),
    "account.erased": _("%(who)s erased account %(number)s."),
    "account.signed_in": _("%(who)s signed in."),
    "account.invited": _("%(who)s had a link mailed to account %(number)s."),
    "account.session_ended": _("%(who)s signed out on one of their devices."),
    "account.second_factor_added": _("%(who)s switched the second factor on."),
    "account.second_factor_removed": _(
        "%(who)s switched the second factor of account %(number)s off."
    ),
    "account.passkey_added": _("%(who)s added a passkey."),
    "account.passkey_removed": _("%(who)s removed passkeys of account %(number)s."),
    "account.signed_out_everywhere": _("%(who)s signed out on all devices."),
    "account.password_changed": _("%(who)s changed their password."),
    "account.password_reset": _("%(who)s gave account %(number)s a new password."),
    "workshop.created": _("%(who)s prepared workshop %(number)s."),
    "workshop.changed": _("%(who)s changed workshop %(number)s."),
    "workshop.published": _("%(who)s published workshop %(number)s."),
    "workshop.unpublished": _("%(who)s took workshop %(number)s back from the public."),
    "step.opened": _("%(who)s opened step %(number)s."),
    "step.closed": _("%(who)s closed step %(number)s."),
    "step.reopened": _("%(who)s opened step %(number)s again."),
    "workshop.agenda_changed": _("%(who)s changed the agenda of workshop %(number)s."),
    "participant.joined": _("Participant %(number)s joined."),
    "participant.resumed": _("Participant %(number)s came back with their code."),
    "participant.erased": _("%(who)s erased participant %(number)s."),
    "workshop.participants_forgotten": _(
        "%(who)s forgot who took part in workshop %(number)s: its time was over."
    ),
    "need.submitted": _("%(who)s submitted need %(number)s."),
    "need.edited": _("%(who)s changed need %(number)s."),
    "need.hidden": _("%(who)s hid need %(number)s."),
    "need.shown": _("%(who)s showed need %(number)s again."),
    "need.clustered": _("%(who)s put need %(number)s into another cluster."),
    "cluster.created": _("%(who)s made cluster %(number)s."),
    "cluster.renamed": _("%(who)s gave cluster %(number)s another headline."),
    "cluster.dissolved": _("%(who)s dissolved cluster %(number)s."),
    "idea.submitted": _("%(who)s proposed idea %(number)s."),
    "idea.edited": _("%(who)s changed idea %(number)s."),
    "idea.hidden": _("%(who)s hid idea %(number)s."),
    "idea.shown": _("%(who)s showed idea %(number)s again."),
    "idea.answered": _("%(who)s answered idea %(number)s for the town."),
    "idea.imported": _("%(who)s imported ideas into workshop %(number)s."),
    "comment.submitted": _("%(who)s wrote comment %(number)s."),
    "comment.hidden": _("%(who)s hid comment %(number)s."),
    "comment.shown": _("%(who)s showed comment %(number)s again."),
    "report.submitted": _("%(who)s reported a contribution (report %(number)s)."),
    "report.settled": _("%(who)s settled report %(number)s."),
    "round.opened": _("%(who)s opened vote %(number)s."),
    "round.closed": _("%(who)s closed vote %(number)s and counted it."),
    "round.reopened": _("%(who)s opened vote %(number)s again."),
    "idea.assigned": _("%(who)s asked the board to review idea %(number)s."),
    "idea.taken_back": _("%(who)s took back the board's open reviews of idea %(number)s."),
    "review.saved": _("%(who)s saved review %(number)s."),
    "resolution.recorded": _("%(who)s recorded resolution %(number)s of the board."),
    "requirement.written": _("%(who)s wrote requirement %(number)s."),
    "requirement.edited": _("%(who)s changed requirement %(number)s."),
    "requirement.source_confirmed": _("%(who)s checked a source of requirement %(number)s again."),
    "requirement.status_changed": _("%(who)s changed the status of requirement %(number)s."),
    "release.published": _("%(who)s published release %(number)s of the backlog."),
    "provider.created": _("%(who)s added provider %(number)s."),
    "provider.changed": _("%(who)s changed provider %(number)s."),
    "offer.created": _("%(who)s wrote offer %(number)s."),
    "offer.edited": _("%(who)s changed offer %(number)s."),
    "offer.published": _("%(who)s published offer %(number)s."),
    "offer.withdrawn": _("%(who)s withdrew offer %(number)s."),
    "offer.confirmed": _("%(who)s confirmed offer %(number)s."),
    "provider.offers_imported": _("%(who)s imported offers of provider %(number)s."),
    "fulfilment.recorded": _("%(who)s recorded what offer %(number)s fulfils."),
    "fulfilment.changed": _("%(who)s changed how far offer %(number)s fulfils a requirement."),
    "fulfilment.withdrawn": _("%(who)s took back that offer %(number)s fulfils a requirement."),
    "feedback.given": _("Somebody told us about a barrier (message %(number)s)."),
    "feedback.settled": _("%(who)s settled message %(number)s about a barrier."),
}


def area_names() -> dict[str, str]:
    """Return the areas to filter by, with their names."""
    return {
        "accounts": gettext("Accounts"),
        "workshops": gettext("Workshops"),
        "needs": gettext("Needs"),
        "ideas": gettext("Ideas"),
        "voting": gettext("Votes"),
        "board": gettext("Board"),
        "requirements": gettext("Requirements"),
        "offers": gettext("Offers"),
        "trace": gettext("What offers fulfil"),
        "feedback": gettext("Messages about barriers"),
    }


def sentence_of(entry: AuditEntry, names: Mapping[int, str]) -> str:
    """Return one line of the log as a sentence.

    Args:
        entry: of any event; one from another version of the program has a sentence, too.
        names: of the accounts, by id; an account that is gone is shown by its number.
    """
    sentence = SENTENCES.get(entry.event)
    if sentence is None:
        sentence = _("%(who)s did something this version does not know (number %(number)s).")
    return str(sentence) % {"who": _who(entry, names), "number": entry.subject_id}


def _who(entry: AuditEntry, names: Mapping[int, str]) -> str:
    if entry.actor_id is None:
        return str(gettext("The server"))
    if entry.actor_table == Participant.__tablename__:
        return str(gettext("Participant %(number)s", number=entry.actor_id))
    if entry.actor_table == Account.__tablename__ and entry.actor_id in names:
        return names[entry.actor_id]
    return str(gettext("Account %(number)s", number=entry.actor_id))
