"""The outbox and a real mail server, which is down, busy, rude, or dies in the middle."""

from collections import Counter
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from participate.core.outbox import (
    GIVE_UP_DAYS,
    GIVEN_UP_KEPT_DAYS,
    LEASE_MINUTES,
    SENT_KEPT_DAYS,
    MailState,
    OutgoingMail,
    claim_mail,
    forget_given_up_mails,
    forget_sent_mails,
    put_mail,
    settle_sent,
)
from participate.core.smtp import Encryption, Trouble
from participate.notices import jobs
from tests.factories import NOON
from tests.postoffice import TAKEN_AND_CUT

KEY = b"k" * 32


@pytest.fixture
def clock(monkeypatch):
    """What time the sender believes it is; the test moves it."""

    class Clock:
        at = NOON

        def go(self, **span):
            self.at += timedelta(**span)

    clock = Clock()
    monkeypatch.setattr(jobs, "now", lambda: clock.at)
    return clock


def put(session, number=1, **values):
    usual = {"subject": "Link", "body": f"Text {number}", "key": KEY, "language": "de", "at": NOON}
    mail = put_mail(session, to=f"person{number}@example.org", **usual | values)
    session.commit()
    return mail


def send(session, office, **values):
    sent = jobs.send_mails(session, office.server(**values), key=KEY)
    session.expire_all()
    return sent


def states(session):
    session.expire_all()
    return list(session.scalars(select(OutgoingMail.state).order_by(OutgoingMail.id)))


def test_a_mail_arrives_as_it_was_written(session, office, clock):
    put(session, body="Guten Tag, Frau Öztürk!\n.\nEnde", subject="Ihr Link für Köln")
    assert send(session, office) == 1
    mail = office.taken[0]
    assert mail.get_content().splitlines() == ["Guten Tag, Frau Öztürk!", ".", "Ende"]
    assert mail["Subject"] == "Ihr Link für Köln"
    assert (mail["From"], mail["To"]) == ("Familie <familie@town.example>", "person1@example.org")
    assert mail.get_content_type() == "text/plain"
    assert mail["Message-ID"].endswith("@town.example>")
    assert office.envelopes == [("familie@town.example", ["person1@example.org"])]


def test_whoever_has_waited_longest_comes_first(session, office, clock):
    for number, minutes in ((1, 2), (2, 30), (3, 9)):
        put(session, number, at=NOON - timedelta(minutes=minutes))
    send(session, office)
    assert [mail["To"] for mail in office.taken] == [
        f"person{number}@example.org" for number in (2, 3, 1)
    ]


def test_a_mail_that_belongs_to_an_undone_change_is_not_sent(session, office, clock):
    put_mail(
        session,
        to="person@example.org",
        subject="Link",
        body="x",
        key=KEY,
        language="de",
        at=NOON,
    )
    session.rollback()
    assert send(session, office) == 0
    assert office.taken == []


def test_the_text_lies_sealed_and_is_gone_once_it_was_sent(session, office, clock):
    mail = put(session, body="a secret link")
    assert "secret" not in mail.body
    send(session, office)
    assert (mail.state, mail.body) == (MailState.SENT, None)


def test_while_the_server_is_down_mails_wait_and_afterwards_each_goes_once(session, office, clock):
    office.close()
    for number in range(5):
        put(session, number)
    for _round in range(10):
        assert send(session, office) == 0
        clock.go(minutes=7)
    assert states(session) == [MailState.WAITING] * 5
    office.open()
    clock.go(hours=1)
    assert send(session, office) == 5
    clock.go(hours=1)
    assert send(session, office) == 0
    assert sorted(mail["To"] for mail in office.taken) == [
        f"person{number}@example.org" for number in range(5)
    ]


def test_a_server_that_is_down_is_asked_once_a_turn_and_not_once_for_each_mail(
    session, office, clock
):
    for number in range(5):
        put(session, number)
    office.to_sender = ["530 5.7.0 not in this name"] * 5
    send(session, office)
    assert office.talks == 1


def test_delays_grow_from_a_minute_to_an_hour(session, office, clock):
    office.close()
    mail, waited = put(session), []
    for _attempt in range(9):
        send(session, office)
        waited.append((mail.next_try_at - clock.at) / timedelta(minutes=1))
        clock.at = mail.next_try_at
    assert waited == [1, 2, 4, 8, 16, 32, 60, 60, 60]


@pytest.mark.parametrize("where", ["to_sender", "to_recipient", "to_text"])
def test_a_server_that_says_later_gets_the_mail_later(session, office, clock, where):
    mail = put(session)
    setattr(office, where, ["451 4.7.1 greylisted, come again"])
    assert send(session, office) == 0
    assert (mail.state, mail.trouble, mail.code) == (MailState.WAITING, Trouble.TRY_LATER, 451)
    assert send(session, office) == 0, "tried again at once"
    clock.go(minutes=1)
    assert send(session, office) == 1
    assert len(office.taken) == 1


@pytest.mark.parametrize(
    ("where", "trouble"),
    [("to_recipient", Trouble.RECIPIENT_REFUSED), ("to_text", Trouble.CONTENT_REFUSED)],
)
def test_a_refusal_for_good_ends_it_visibly_and_holds_nobody_else_up(
    session, office, clock, where, trouble
):
    refused, _other = put(session, 1), put(session, 2)
    setattr(office, where, ["550 5.1.1 no such mailbox"])
    assert send(session, office) == 1
    assert (refused.state, refused.trouble, refused.code) == (MailState.GIVEN_UP, trouble, 550)
    assert refused.body is None
    clock.go(days=1)
    assert send(session, office) == 0
    assert [mail["To"] for mail in office.taken] == ["person2@example.org"]


def test_a_sender_that_is_refused_is_our_mistake_and_loses_no_mail(session, office, clock):
    mail = put(session)
    office.to_sender = ["550 5.7.1 not your address"]
    send(session, office)
    assert (mail.state, mail.trouble) == (MailState.WAITING, Trouble.SENDER_REFUSED)
    clock.go(hours=1)
    assert send(session, office) == 1


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_wrong_password_in_the_settings_loses_no_mail(session, office, clock):
    office.close()
    office.credentials = ("town", "right")
    office.open()
    mail = put(session)
    assert send(session, office, username="town", password="wrong") == 0  # noqa: S106
    assert (mail.state, mail.trouble) == (MailState.WAITING, Trouble.SIGN_IN_REFUSED)
    clock.go(hours=1)
    assert send(session, office, username="town", password="right") == 1  # noqa: S106


def test_a_server_without_encryption_gets_nothing_when_it_is_wanted(session, office, clock):
    mail = put(session)
    assert send(session, office, encryption=Encryption.STARTTLS) == 0
    assert send(session, office, encryption=Encryption.TLS) == 0
    assert (mail.trouble, office.taken) == (Trouble.NO_ENCRYPTION, [])


def test_a_lost_acknowledgement_doubles_a_mail_under_the_same_id_and_loses_none(
    session, office, clock
):
    put(session, 1)
    office.to_text = [TAKEN_AND_CUT]
    assert send(session, office) == 0
    clock.go(minutes=1)
    assert send(session, office) == 1
    assert len(office.ids) == 2
    assert len(set(office.ids)) == 1, "whoever gets it can tell that it is the same mail"


def test_a_sender_that_was_killed_leaves_the_mail_to_the_next_one(session, office, clock):
    put(session)
    assert claim_mail(session, at=clock.at) is not None
    session.commit()  # and here it dies
    assert send(session, office) == 0
    clock.go(minutes=LEASE_MINUTES, seconds=1)
    assert send(session, office) == 1


def test_whoever_lost_a_mail_to_the_next_one_settles_nothing(session, clock):
    mail = put(session)
    slow = claim_mail(session, at=NOON)
    later = NOON + timedelta(minutes=LEASE_MINUTES, seconds=1)
    quick = claim_mail(session, at=later)
    settle_sent(session, slow, at=later)
    session.refresh(mail)
    assert mail.state is MailState.WAITING
    settle_sent(session, quick, at=later)
    session.refresh(mail)
    assert mail.state is MailState.SENT


def test_nothing_is_locked_while_the_server_is_spoken_to(session, engine, office, clock):
    put(session)
    wrote = []

    def write():
        if not wrote:
            wrote.append("tried")
            with Session(engine) as other:
                put(other, 2)
            wrote.append("done")

    office.meanwhile = write
    assert send(session, office) == 2
    assert wrote == ["tried", "done"]


def test_eight_workers_at_once_send_every_mail_once(session, engine, office):
    for number in range(24):
        put(session, number)
    gate, server = Barrier(8), office.server()

    def work():
        with Session(engine, expire_on_commit=False) as own:
            gate.wait()
            jobs.send_mails(own, server, key=KEY)

    workers = [Thread(target=work) for _number in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert Counter(mail["To"] for mail in office.taken) == Counter(
        {f"person{number}@example.org": 1 for number in range(24)}
    )
    assert set(states(session)) == {MailState.SENT}


def test_what_is_over_is_not_sent(session, office, clock):
    mail = put(session, expires_at=NOON + timedelta(minutes=15))
    put(session, 2)
    clock.go(minutes=15)
    assert send(session, office) == 1
    assert (mail.state, mail.trouble) == (MailState.GIVEN_UP, Trouble.TOO_LATE)
    assert [mail["To"] for mail in office.taken] == ["person2@example.org"]


def test_after_some_days_nobody_tries_any_more(session, office, clock):
    office.close()
    mail = put(session)
    clock.go(days=GIVE_UP_DAYS, minutes=1)
    send(session, office)
    assert (mail.state, mail.trouble) == (MailState.GIVEN_UP, Trouble.NO_CONNECTION)


def test_a_mail_sealed_under_another_secret_is_given_up_and_not_sent_as_gibberish(
    session, office, clock
):
    mail = put(session, key=b"o" * 32)
    send(session, office)
    assert (mail.trouble, office.taken) == (Trouble.UNREADABLE, [])


def test_without_a_mail_server_mails_wait(session, clock):
    put(session)
    assert jobs.send_mails(session, None, key=KEY) == 0
    assert states(session) == [MailState.WAITING]


def test_addresses_are_forgotten(session, office, clock):
    put(session, 1)
    send(session, office)
    put(session, 2)
    office.to_recipient = ["550 no"]
    send(session, office)
    put(session, 3)
    forget_sent_mails(session, at=NOON + timedelta(days=SENT_KEPT_DAYS, minutes=1))
    assert states(session) == [MailState.GIVEN_UP, MailState.WAITING]
    forget_given_up_mails(session, at=NOON + timedelta(days=GIVE_UP_DAYS))
    assert states(session) == [MailState.GIVEN_UP, MailState.WAITING]
    forget_given_up_mails(session, at=NOON + timedelta(days=GIVEN_UP_KEPT_DAYS, minutes=1))
    session.expire_all()
    [late] = session.scalars(select(OutgoingMail))
    assert (late.state, late.trouble, late.body) == (MailState.GIVEN_UP, Trouble.TOO_LATE, None)


@pytest.mark.parametrize("name", ["Anna\r\nBcc: all@example.org", "Anna\nX: y", "\u2028Bcc: a@b.c"])
def test_no_subject_adds_a_header(session, office, clock, name):
    put(session, subject=f"Von {name}")
    send(session, office)
    mail = office.taken[0]
    assert mail["Bcc"] is None
    assert mail["X"] is None
    assert office.envelopes[0][1] == ["person1@example.org"]
