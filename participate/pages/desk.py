"""What somebody who works here finds on their desk: its navigation, and what is to do next."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from participate.accounts.models import Account
from participate.accounts.rules import Role
from participate.accounts.visitor import find_account
from participate.core.db import DbSession
from participate.pages.operator import missing_settings
from participate.pages.waiting import open_reports, waiting_for
from participate.web.moments import town_day
from participate.workshops.models import Workshop
from participate.workshops.rules import Which, WorkshopStatus

ENTRIES_MAX = 4  #: more do not fit below a phone's thumb


def desk_items() -> list[tuple[str, str, str, str]]:
    """Return (key, address, icon, word) for each entry that this account's roles open."""
    account = find_account()
    if account is None:
        return []
    entries = [
        ("desk", "pages.desk", "i-home", _("To do"), tuple(Role)),
        ("workshops", "workshops.index", "i-now", pgettext("menu", "Workshops"), (Role.MODERATOR,)),
        ("board", "board.index", "i-idea", _("Board"), (Role.BOARD, Role.CHAIR, Role.MODERATOR)),
        (
            "requirements",
            "requirements.index",
            "i-path",
            pgettext("menu", "Requirements"),
            (Role.MODERATOR,),
        ),
        ("offers", "offers.mine", "i-search", _("Offers"), (Role.PROVIDER, Role.ADMINISTRATOR)),
        ("accounts", "accounts.index", "i-lock", _("Accounts"), (Role.ADMINISTRATOR,)),
    ]
    mine = [entry for entry in entries if account.has(*entry[4])]
    return [(key, url_for(endpoint), icon, word) for key, endpoint, icon, word, _r in mine][
        :ENTRIES_MAX
    ]


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that waits."""

    sentence: str  #: what waits, with its number
    action: str  #: what to do about it
    address: str  #: where


def tasks_for(session: DbSession, account: Account, *, at: datetime) -> list[Task]:
    """Return what waits for an account, the most urgent first; nothing when all is done."""
    tasks = _operator_tasks(account)
    if account.has(Role.MODERATOR):
        tasks += [_reports(*row) for row in open_reports(session)]
    waiting = waiting_for(session, account, today=town_day(at))
    return tasks + [_task(name, number) for name, number in waiting.items()]


def _operator_tasks(account: Account) -> list[Task]:
    if not account.has(Role.ADMINISTRATOR) or not missing_settings(current_app.config):
        return []
    sentence = _("The imprint or the privacy page is not complete. Both are required by law.")
    return [Task(sentence, _("See what is missing"), url_for("pages.imprint"))]


def _reports(workshop_id: int, title: str, number: int) -> Task:
    sentence = ngettext(
        "%(num)d contribution in “%(title)s” was reported.",
        "%(num)d contributions in “%(title)s” were reported.",
        number,
        title=title,
    )
    address = url_for("ideas.reports", workshop_id=workshop_id)
    return Task(sentence, _("Look at the reports"), address)


def _task(name: str, number: int) -> Task:
    """Return the task of one of `waiting.COUNTS`."""
    sentences = {
        "drafts": ngettext(
            "%(num)d workshop is still a draft.", "%(num)d workshops are still drafts.", number
        ),
        "to_review": ngettext(
            "%(num)d idea waits for your review.", "%(num)d ideas wait for your review.", number
        ),
        "to_resolve": ngettext(
            "%(num)d idea waits for a resolution of the board.",
            "%(num)d ideas wait for a resolution of the board.",
            number,
        ),
        "to_write": ngettext(
            "%(num)d idea that the board supports is no requirement yet.",
            "%(num)d ideas that the board supports are no requirements yet.",
            number,
        ),
        "without_offer": ngettext(
            "%(num)d requirement has no offer yet.",
            "%(num)d requirements have no offer yet.",
            number,
        ),
        "without_provider": _("Your account does not belong to a provider yet."),
        "to_confirm": ngettext(
            "%(num)d offer should be confirmed: is it still true?",
            "%(num)d offers should be confirmed: are they still true?",
            number,
        ),
        "offer_drafts": ngettext(
            "%(num)d offer is still a draft. Families do not see it.",
            "%(num)d offers are still drafts. Families do not see them.",
            number,
        ),
        "feedback": ngettext(
            "%(num)d message about a barrier is open.",
            "%(num)d messages about barriers are open.",
            number,
        ),
    }
    actions = {
        "drafts": (_("Go to the drafts"), url_for("workshops.index", show=Which.DRAFTS)),
        "to_review": (_("Review ideas"), url_for("board.index")),
        "to_resolve": (_("Record resolutions"), url_for("board.index")),
        "to_write": (_("Write a requirement"), url_for("requirements.new")),
        "without_offer": (_("See the gaps"), url_for("trace.gaps")),
        "without_provider": (_("See what to do"), url_for("offers.mine")),
        "to_confirm": (_("Confirm offers"), url_for("offers.mine")),
        "offer_drafts": (_("Complete offers"), url_for("offers.mine")),
        "feedback": (_("Read the messages"), url_for("pages.feedback")),
    }
    return Task(sentences[name], *actions[name])


def next_action(workshop: Workshop, *, at: datetime) -> tuple[str, str]:
    """Return (what to do next with a workshop, where): it follows from how far it is."""
    if not workshop.steps:
        return _("Plan the steps"), url_for("workshops.agenda", workshop_id=workshop.id)
    if workshop.status is WorkshopStatus.DRAFT:
        return _("Check and publish"), url_for("workshops.show", workshop_id=workshop.id)
    if workshop.open_step is None and workshop.ends_at < at:
        return _("Read the results"), url_for("voting.index", workshop_id=workshop.id)
    return _("Open the console"), url_for("workshops.console", workshop_id=workshop.id)
