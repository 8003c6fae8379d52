"""One's own data as people read it: each section and each field of the file has a name."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from participate.accounts.models import Account
from participate.core.audit import AuditEntry
from participate.pages.details import details_of
from participate.pages.sentences import sentence_of
from participate.privacy.queries.own_data import Rows
from participate.web.labels import label
from participate.web.language import LANGUAGES
from participate.web.moments import day, moment

#: Rows of one section that the page shows, the newest ones; the file holds all of them.
SHOWN_ROWS = 20

SECTIONS = {
    "participant": _("Who you are here"),
    "workshop": _("Your workshop"),
    "needs": _("Needs"),
    "ideas": _("Ideas"),
    "earlier_texts": _("What your ideas said before"),
    "comments": _("Comments"),
    "reports": _("What you reported"),
    "ballots": _("Your votes that can still be told apart"),
    "account": _("Your account"),
    "roles": _("Roles"),
    "sessions": _("Where you are signed in"),
    "mailed_links": _("Links that were mailed to you"),
    "passkeys": _("Your passkeys"),
    "second_factor": _("Second factor"),
    "answers": _("Answers you gave for the town"),
    "assignments": _("Ideas you were asked to review"),
    "reviews": _("Your reviews and notes"),
    "resolutions": _("Resolutions you recorded"),
    "reopenings": _("Votes you opened again"),
    "status_changes": _("Requirements whose status you changed"),
    "releases": _("Releases you published"),
    "providers": _("Providers whose offers you keep"),
    "mails": _("Mails to you"),
    "feedback": _("Messages about barriers with your address"),
    "log": _("What the log says you did"),
    "log_of_others": _("What the log says was done about you"),
}

FIELDS = {
    "abstained": _("Abstentions"),
    "active": _("Can sign in"),
    "added_at": _("Added"),
    "answer": _("Answer of the town"),
    "answered_at": _("Answered"),
    "as_a": _("As"),
    "assigned_at": _("Asked"),
    "at": _("When"),
    "attempts": _("Attempts to send"),
    "benefit": _("Benefit for families"),
    "body": _("Text"),
    "browser": _("Browser"),
    "changed_at": _("Changed"),
    "channel": _("How it came in"),
    "cluster_id": _("Number of the cluster"),
    "clustered_at": _("Put into the cluster"),
    "code": _("Number the mail server answered with"),
    "comment_count": _("Comments of others and yours"),
    "comment_id": _("Number of the comment"),
    "contact": _("How to reach you"),
    "created_at": _("Begun"),
    "decided_on": _("Decided on"),
    "details": _("Details"),
    "display_name": _("Name"),
    "dissent": _("Dissent"),
    "edited_at": _("Changed"),
    "email": _("E-mail address"),
    "ends_at": _("End"),
    "event": _("What happened"),
    "expires_at": _("Works until"),
    "feasibility": _("Feasibility"),
    "field_of_action": _("Field of action"),
    "given_at": _("Sent"),
    "group_key": _("Group"),
    "hidden_at": _("Hidden by the facilitators"),
    "hidden_reason": _("Their reason"),
    "i_need": _("I need"),
    "id": _("Number"),
    "idea_id": _("Number of the idea"),
    "joined_on": _("Joined on"),
    "kind": _("Kind"),
    "language": _("Language"),
    "last_step": _("Number of the half minute in which a code was last used"),
    "life_phase": _("Life phase"),
    "new": _("Status now"),
    "name": _("Name"),
    "next_try_at": _("Next attempt"),
    "no": _("No"),
    "note": _("Note"),
    "notes": _("Notes"),
    "number": _("Number of the release"),
    "old": _("Status before"),
    "outcome": _("Resolution"),
    "page": _("Page"),
    "parent_id": _("Number of the comment you answered"),
    "place": _("Place"),
    "points": _("Dots"),
    "provider_id": _("Number of the provider"),
    "pseudonym": _("Drawn name"),
    "published_at": _("Published"),
    "purpose": _("What for"),
    "put_at": _("Written"),
    "question": _("Question of the vote"),
    "reach": _("Reach"),
    "reason": _("Reason"),
    "recipient": _("To"),
    "recorded_at": _("Recorded"),
    "reopened_at": _("Opened again"),
    "reported_at": _("Reported"),
    "requirement_id": _("Number of the requirement"),
    "result_id": _("Number of the result"),
    "reviewed_at": _("Reviewed"),
    "role": _("Role"),
    "round_id": _("Number of the vote"),
    "seen_at": _("Last saved something"),
    "settled_at": _("Settled"),
    "sign_count": _("How often the device counted it was used"),
    "so_that": _("so that"),
    "starts_at": _("Begin"),
    "state": _("State"),
    "subject": _("Subject"),
    "subject_id": _("Number of what it was done to"),
    "subject_table": _("Kind of what it was done to"),
    "submitted_at": _("Handed in"),
    "system": _("Device"),
    "text_version": _("Version of the text"),
    "title": _("Title"),
    "topic": _("Topic"),
    "trouble": _("Why it was not sent"),
    "urgency": _("Urgency"),
    "used_at": _("Last used"),
    "workshop_id": _("Number of the workshop"),
    "yes": _("Yes"),
}


class Shown(NamedTuple):
    """One section as the page shows it."""

    key: str
    name: str
    rows: list[list[tuple[str, str]]]  #: name and value of each field that says something
    total: int  #: all rows; the page shows `SHOWN_ROWS` at most


def shown_data(data: Mapping[str, Rows], *, who: str, groups: Mapping[str, str]) -> list[Shown]:
    """Return one's own data for its page; sections without anything are left out.

    Args:
        data: see `queries.own_data`.
        who: the name of the person, for sentences of the log.
        groups: the names of the stakeholder groups by their keys.
    """
    return [
        Shown(
            key,
            str(SECTIONS[key]),
            [_row(key, row, who, groups) for row in rows[-SHOWN_ROWS:]],
            len(rows),
        )
        for key, rows in data.items()
        if rows
    ]


def _row(
    section: str, row: dict[str, Any], who: str, groups: Mapping[str, str]
) -> list[tuple[str, str]]:
    if section in {"log", "log_of_others"}:
        row = _sentence(row, who if section == "log" else gettext("Somebody else"))
    if "group_key" in row:
        row = row | {"group_key": groups.get(row["group_key"], row["group_key"])}
    if row.get("language") in LANGUAGES:
        row = row | {"language": LANGUAGES[row["language"]].name}
    named = [(str(FIELDS[field]), _value(value)) for field, value in row.items()]
    return [(name, value) for name, value in named if value]


def _sentence(row: dict[str, Any], who: str) -> dict[str, Any]:
    """Return an entry of the log with a sentence in the place of its keys."""
    told = {name: row[name] for name in ("event", "subject_table", "subject_id", "details")}
    entry = AuditEntry(actor_table=Account.__tablename__, actor_id=0, **told)
    sentence = sentence_of(entry, {0: who})
    return {"at": row["at"], "event": sentence, "details": " · ".join(details_of(entry))}


def _value(value: Any) -> str:
    """Return a value in words; an empty text for what says nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(gettext("Yes") if value else gettext("No"))
    if isinstance(value, StrEnum):
        return label(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    return str(value)
