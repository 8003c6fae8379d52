"""The page that shows what became of mails."""

from sqlalchemy import select

from participate.accounts.rules import Role
from participate.core.outbox import OutgoingMail, claim_mail, put_mail, settle_failed
from participate.core.smtp import Trouble
from tests.factories import NOON, make_account
from tests.pages import soup

KEY = b"k" * 32


def failed(session, trouble):
    put_mail(
        session,
        to="person@example.org",
        subject="Your link",
        body="https://secret",
        key=KEY,
        language="de",
        at=NOON,
    )
    settle_failed(session, claim_mail(session, at=NOON), trouble=trouble, code=550, at=NOON)
    session.commit()


def test_an_administrator_sees_what_was_not_sent_and_why(client, session, sign_in):
    sign_in(make_account(session, Role.ADMINISTRATOR))
    failed(session, Trouble.RECIPIENT_REFUSED)
    row = soup(client.get("/mails")).select_one("tbody tr").text
    assert "person@example.org" in row
    assert "Nicht verschickt" in row
    assert "(550)" in row
    assert "secret" not in row


def test_waiting_mails_can_be_tried_at_once(client, session, sign_in):
    sign_in(make_account(session, Role.ADMINISTRATOR))
    failed(session, Trouble.NO_CONNECTION)
    mail = session.scalars(select(OutgoingMail)).one()
    later = mail.next_try_at
    page = soup(client.get("/mails"))
    form = page.select_one("form[action='/mails/try-now']")
    hidden = {tag["name"]: tag["value"] for tag in form.select("[type=hidden]")}
    assert client.post("/mails/try-now", data=hidden).status_code == 303
    session.refresh(mail)
    assert mail.next_try_at != later


def test_without_a_mail_server_the_page_says_what_that_means(client, session, sign_in):
    sign_in(make_account(session, Role.ADMINISTRATOR))
    assert "Kein Mailserver" in soup(client.get("/mails")).select_one("main").text
