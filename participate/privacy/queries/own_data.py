"""What is stored about one person, for that person: all of it, without secrets and without others.

A test walks the tables: whatever refers to people is in a section here, or stands on its list of
what is left out, with the reason.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, inspect, select

from participate.accounts.models import (
    Account,
    AccountSession,
    HeldRole,
    MailedLink,
    Passkey,
    SecondFactor,
)
from participate.board.models import Assignment, Resolution, Review
from participate.core.audit import AuditEntry
from participate.core.db import Base, DbSession
from participate.core.outbox import OutgoingMail
from participate.ideas.models import Comment, EarlierText, Idea, Report
from participate.needs.models import Need
from participate.offers.models import ProviderMember
from participate.pages.models import Feedback
from participate.requirements.models import Release, StatusChange
from participate.voting.models import Ballot, Mark, Reopening, Round
from participate.voting.rules import voter_key
from participate.workshops.models import Actor, Participant, Workshop

#: Rows of one section, each by the names of its columns.
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one table that are about a person."""

    key: str  #: its name in the file
    model: type[Base]
    fields: str  #: columns; their names are the keys in the file
    mine: Callable[[Any], ColumnElement[bool]]  #: whose rows they are


FATE = " submitted_at edited_at hidden_at hidden_reason"
NEED = (
    "id workshop_id group_key as_a i_need so_that life_phase field_of_action place channel"
    " cluster_id clustered_at text_version" + FATE
)
IDEA = (
    "id workshop_id title body life_phase field_of_action topic channel cluster_id comment_count"
    " text_version answer answered_at" + FATE
)
COMMENT = "id idea_id parent_id kind body" + FATE
ENTRY = "id at event subject_table subject_id details"


def _by(column: Any) -> Callable[[Any], ColumnElement[bool]]:
    return lambda person: column == person.id


def _written(author: str) -> tuple[Section, ...]:
    """Return what somebody wrote; `author` is the column that says who."""
    need, idea, comment = (_by(getattr(model, author)) for model in (Need, Idea, Comment))
    return (
        Section("needs", Need, NEED, need),
        Section("ideas", Idea, IDEA, idea),
        Section(
            "earlier_texts",
            EarlierText,
            "idea_id text_version title body",
            lambda person: EarlierText.idea_id.in_(select(Idea.id).where(idea(person))),
        ),
        Section("comments", Comment, COMMENT, comment),
    )


def _did(person: Actor) -> ColumnElement[bool]:
    table = AuditEntry.actor_table == person.__tablename__
    return table & (AuditEntry.actor_id == person.id)


def _met(person: Actor) -> ColumnElement[bool]:
    """Return entries about what others did to somebody. Who they are is not said."""
    about = AuditEntry.subject_table == person.__tablename__
    by_others = func.coalesce(~_did(person), True)  # the clock is nobody, and NULL is not FALSE
    return about & (AuditEntry.subject_id == person.id) & by_others


LOG = (
    Section("log", AuditEntry, ENTRY, _did),
    Section("log_of_others", AuditEntry, ENTRY, _met),
)
PARTICIPANT = (
    Section(
        "participant",
        Participant,
        "id workshop_id group_key pseudonym language joined_on",
        _by(Participant.id),
    ),
    Section(
        "workshop",
        Workshop,
        "id title place starts_at ends_at",
        lambda person: Workshop.id == person.workshop_id,
    ),
    *_written("participant_id"),
    Section(
        "reports",
        Report,
        "id idea_id comment_id reason note reported_at settled_at",
        _by(Report.participant_id),
    ),
    *LOG,
)
ACCOUNT = (
    Section(
        "account",
        Account,
        "id email display_name active language created_at",
        _by(Account.id),
    ),
    Section("roles", HeldRole, "role", _by(HeldRole.account_id)),
    Section(
        "sessions",
        AccountSession,
        "id browser system created_at seen_at",
        _by(AccountSession.account_id),
    ),
    Section(
        "mailed_links",
        MailedLink,
        "id purpose created_at expires_at",
        _by(MailedLink.account_id),
    ),
    Section(
        "passkeys",
        Passkey,
        "id name added_at used_at sign_count",
        _by(Passkey.account_id),
    ),
    Section("second_factor", SecondFactor, "added_at last_step", _by(SecondFactor.account_id)),
    *_written("account_id"),
    Section("answers", Idea, "id answer answered_at", _by(Idea.answered_by_id)),
    Section("assignments", Assignment, "idea_id assigned_at", _by(Assignment.account_id)),
    Section(
        "reviews",
        Review,
        "id idea_id benefit feasibility reach urgency note reviewed_at",
        _by(Review.account_id),
    ),
    Section(
        "resolutions",
        Resolution,
        "id idea_id outcome reason yes no abstained dissent decided_on recorded_at",
        _by(Resolution.recorded_by_id),
    ),
    Section(
        "reopenings",
        Reopening,
        "id result_id reason reopened_at",
        _by(Reopening.account_id),
    ),
    Section(
        "status_changes",
        StatusChange,
        "id requirement_id old new reason changed_at",
        _by(StatusChange.changed_by_id),
    ),
    Section(
        "releases",
        Release,
        "id number title notes published_at",
        _by(Release.published_by_id),
    ),
    Section("providers", ProviderMember, "provider_id", _by(ProviderMember.account_id)),
    Section(
        "mails",
        OutgoingMail,
        "id recipient subject language state put_at expires_at next_try_at attempts trouble code"
        " settled_at",
        lambda person: func.lower(OutgoingMail.recipient) == person.email,
    ),
    Section(
        "feedback",
        Feedback,
        "id body page contact given_at settled_at",
        lambda person: func.lower(Feedback.contact).contains(person.email, autoescape=True),
    ),
    *LOG,
)


def own_data(session: DbSession, person: Actor) -> dict[str, Rows]:
    """Return all that is stored about somebody, section by section, each row as it is.

    The number of statements is the same for whoever wrote one thing and whoever wrote a thousand.

    Args:
        session: where to read.
        person: who asks for it. Nobody else may be given the answer.
    """
    sections = PARTICIPANT if isinstance(person, Participant) else ACCOUNT
    found = {section.key: _rows(session, section, person) for section in sections}
    if isinstance(person, Participant):
        found["ballots"] = _ballots(session, person)
    else:
        found["feedback"] = [one for one in found["feedback"] if _names(one["contact"], person)]
    return found


def _rows(session: DbSession, section: Section, person: Actor) -> Rows:
    columns = [getattr(section.model, field) for field in section.fields.split()]
    statement = select(*columns).where(section.mine(person))
    keys = inspect(section.model).primary_key
    return [dict(row) for row in session.execute(statement.order_by(*keys)).mappings()]


def _names(contact: str, account: Account) -> bool:
    """Say whether a text names an address, and not a longer one that it is part of."""
    whole = rf"(?<![\w.+-]){re.escape(account.email)}(?![\w-]|\.\w)"
    return bool(re.search(whole, contact.lower()))


def _ballots(session: DbSession, person: Participant) -> Rows:
    """Return somebody's ballots, as long as the keys of their rounds tell whose they are."""
    rounds = session.execute(
        select(Round.id, Round.key, Round.question).where(
            Round.workshop_id == person.workshop_id, Round.key.is_not(None)
        )
    ).all()
    keys = [voter_key(key, person.id) for _id, key, _question in rounds if key is not None]
    questions = {round_id: question for round_id, _key, question in rounds}
    given = session.execute(
        select(Ballot.round_id, Ballot.group_key, Mark.idea_id, Mark.points)
        .outerjoin(Mark, Mark.ballot_id == Ballot.id)
        .where(Ballot.round_id.in_(questions), Ballot.voter_key.in_(keys))
        .order_by(Ballot.round_id, Mark.idea_id)
    )
    return [dict(row) | {"question": questions[row["round_id"]]} for row in given.mappings()]
