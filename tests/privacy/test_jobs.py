"""Each kind of data is there until its time is over, and gone a moment later."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from participate.accounts.actions import ask_for_link, change_account
from participate.accounts.models import (
    Account,
    AccountSession,
    LinkRequest,
    MailedLink,
    SignInAttempts,
)
from participate.accounts.rules import LinkPurpose, Role
from participate.core.once import DoneWrite
from participate.core.outbox import MailState, OutgoingMail, put_mail
from participate.ideas.models import Report
from participate.ideas.rules import ReportReason
from participate.pages.actions import give_feedback, settle_feedback
from participate.pages.models import Feedback
from participate.privacy.actions.retention import RETENTION
from participate.privacy.jobs import purge
from participate.privacy.rules import DataKind
from participate.voting.models import Round
from participate.voting.rules import RoundState
from participate.workshops.models import Participant, WrongCodes
from tests.factories import (
    NOON,
    SECRET,
    make_account,
    make_idea,
    make_mailed_link,
    make_participant,
    make_round,
    make_session,
    make_workshop,
)

MOMENT = timedelta(seconds=1)


def settled_mail(session, state):
    mail = put_mail(
        session,
        to="a@example.org",
        subject="x",
        body="y",
        key=SECRET.encode(),
        language="de",
        at=NOON,
    )
    mail.state, mail.body, mail.settled_at = state, None, NOON


def report(session):
    idea = make_idea(session, make_workshop(session))
    times = {"reported_at": NOON - timedelta(days=9), "settled_at": NOON}
    session.add(Report(idea=idea, reason=ReportReason.OTHER, note="about somebody", **times))


def message(session, *, settled):
    text = {"body": "Der Fokus fehlt.", "page": "/offers", "contact": "pult@example.org"}
    given = give_feedback(session, **text, at=NOON - timedelta(days=9) if settled else NOON)
    if settled:
        settle_feedback(session, given, by=make_account(session, Role.ADMINISTRATOR), at=NOON)


def closed_round(session):
    closed = {"state": RoundState.CLOSED, "closed_at": NOON}
    make_round(session, make_workshop(session), **closed)


def someone_who_took_part(session):
    over = {"starts_at": NOON - MOMENT, "ends_at": NOON}
    make_participant(session, make_workshop(session, **over))


def switched_off(session):
    account, admin = make_account(session, Role.BOARD), make_account(session, Role.ADMINISTRATOR)
    same = {"name": account.display_name, "roles": account.roles}
    change_account(session, account, by=admin, **same, active=False, at=NOON)


#: How to make one thing whose time begins at noon, and what finds it while it is kept.
MADE = {
    DataKind.FORMS: (
        lambda session: session.add(DoneWrite(key="old", at=NOON)),
        select(DoneWrite),
    ),
    DataKind.SIGN_IN_ATTEMPTS: (
        lambda session: session.add(SignInAttempts(email_hash="x", failures=1, last_at=NOON)),
        select(SignInAttempts),
    ),
    DataKind.SESSIONS: (
        lambda session: make_session(
            session, make_account(session), created_at=NOON - timedelta(days=9), seen_at=NOON
        ),
        select(AccountSession),
    ),
    DataKind.LINKS: (
        lambda session: make_mailed_link(
            session,
            make_account(session),
            token="x",  # noqa: S106
            expires_at=NOON,
            created_at=NOON,
        ),
        select(MailedLink),
    ),
    DataKind.LINK_REQUESTS: (
        lambda session: ask_for_link(
            session, address="sealed", purpose=LinkPurpose.SIGN_IN, language="de", at=NOON
        ),
        select(LinkRequest),
    ),
    DataKind.WRONG_CODES: (
        # at the very worst; counts hold the moment at which they say nothing any more
        lambda session: session.add(
            WrongCodes(counted="x", paid_off_at=NOON + timedelta(seconds=900))
        ),
        select(WrongCodes),
    ),
    DataKind.SENT_MAILS: (
        lambda session: settled_mail(session, MailState.SENT),
        select(OutgoingMail),
    ),
    DataKind.UNSENT_MAILS: (
        lambda session: settled_mail(session, MailState.GIVEN_UP),
        select(OutgoingMail),
    ),
    DataKind.VOTER_KEYS: (closed_round, select(Round).where(Round.key.is_not(None))),
    DataKind.REPORTS: (report, select(Report)),
    DataKind.CONTACTS: (
        lambda session: message(session, settled=False),
        select(Feedback).where(Feedback.contact != ""),
    ),
    DataKind.PARTICIPANTS: (
        lambda session: make_participant(
            session, make_workshop(session, starts_at=NOON - MOMENT, ends_at=NOON)
        ),
        select(Participant).where(Participant.erased_at.is_(None)),
    ),
    DataKind.OLD_ACCOUNTS: (
        switched_off,
        select(Account).where(Account.erased_at.is_(None), ~Account.active),
    ),
    DataKind.FEEDBACK: (lambda session: message(session, settled=True), select(Feedback)),
}
DELETED = [kept for kept in RETENTION if kept.forget is not None]


@pytest.mark.parametrize("kept", DELETED, ids=lambda kept: kept.kind.value)
def test_is_kept_until_its_time_is_over_and_gone_a_moment_later(session, kept):
    make, there = MADE[kept.kind]
    make(session)
    session.commit()

    assert purge(session, at=NOON + kept.period - MOMENT)[kept.kind] == 0
    assert len(session.scalars(there).all()) == 1

    assert purge(session, at=NOON + kept.period + MOMENT)[kept.kind] == 1
    assert session.scalars(there).all() == []

    assert set(purge(session, at=NOON + kept.period + MOMENT).values()) == {0}


def test_a_dry_run_says_how_much_and_deletes_nothing(session):
    for make, _there in MADE.values():
        make(session)
    session.commit()
    later = NOON + timedelta(days=4000)

    counted = purge(session, at=later, dry_run=True)
    assert set(counted.values()) == {1}
    assert all(len(session.scalars(there).all()) >= 1 for _make, there in MADE.values())

    assert purge(session, at=later) == counted


def test_everything_with_a_period_is_deleted_by_the_clock():
    assert [kept.kind for kept in RETENTION if kept.period and not kept.forget] == []
    assert {kept.kind for kept in RETENTION} == set(DataKind)
