"""Links by mail, from the form over the outbox and a real mail server to the session."""

import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from participate.accounts import jobs
from participate.accounts.actions import (
    LinkOverError,
    choose_password,
    forget_links,
    make_link,
    sign_in_by_link,
)
from participate.accounts.jobs import answer_link_requests
from participate.accounts.models import Account, LinkRequest, MailedLink
from participate.accounts.rules import LinkPurpose, Role
from participate.core.clock import now
from participate.core.outbox import OutgoingMail
from participate.core.passwords import is_password
from participate.core.sealed import sealed
from participate.extensions import db
from participate.notices.jobs import send_mails
from tests.factories import NOON, SECRET, make_account, make_mailed_link, make_session
from tests.log import events
from tests.pages import soup
from tests.postoffice import PostOffice
from tests.statements import statements

EMAIL, NEW = "desk@example.org", "another long password"
CHOSEN = {"new_password": NEW, "new_password_again": NEW}
HOUR = timedelta(hours=1)


@pytest.fixture
def office(app, monkeypatch):
    """A mail server that is running, and that the application knows."""
    office = PostOffice()
    office.open()
    monkeypatch.setitem(app.config, "MAIL", office.server())
    yield office
    office.close()


@pytest.fixture
def moderator(session):
    return make_account(session, Role.MODERATOR, email=EMAIL, display_name="Desk")


def tick(app, office):
    """Do what the clock does every few seconds."""
    with app.app_context():
        put = answer_link_requests(db.session, app)
        send_mails(db.session, office.server(), key=SECRET.encode())
    return put


def ask(client, path="/sign-in/link", email=EMAIL):
    return client.submit(path, {"email": email})


def link_in(office, email=EMAIL):
    """The path of the link in the last mail to somebody."""
    [link] = re.findall(r"^(http\S+)\s*$", office.text_to(email), re.MULTILINE)
    assert link.startswith("http://127.0.0.1:8000/links/")
    return link.removeprefix("http://127.0.0.1:8000")


def mailed(app, client, office, path="/sign-in/link"):
    ask(client, path)
    tick(app, office)
    return link_in(office)


def signed_in(client):
    return client.get("/account").status_code == 200


def test_a_mailed_link_signs_in_without_a_password(app, client, session, moderator, office):
    assert ask(client).location == "/sign-in/mail-on-its-way"
    assert tick(app, office) == 1
    assert office.taken[-1]["Subject"] == "Anmeldung bei der Familienwerkstatt Musterstadt"
    text = office.text_to(EMAIL)
    assert "Guten Tag, Desk," in text
    assert re.search(r"gilt einmal, bis \w\w\., \d+\. .*Uhr\.", text)
    answer = client.submit(link_in(office), {})
    assert (answer.status_code, answer.location) == (303, "/desk")
    assert signed_in(client)
    assert events(session) == ["account.signed_in"]


def test_looking_at_a_link_as_mail_scanners_do_uses_nothing_up(
    app, client, session, moderator, office
):
    link = mailed(app, client, office)
    for _scanner in range(3):
        page = client.get(link)
        assert page.status_code == 200
        assert client.head(link).status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert not signed_in(client)
    client.submit(link, {})
    assert signed_in(client)


def test_a_link_works_once(app, client, session, moderator, office):
    link = mailed(app, client, office)
    page = soup(client.get(link)).select_one("main form")
    hidden = {tag["name"]: tag["value"] for tag in page.select("[type=hidden]")}
    client.submit(link, {})
    client.submit("/sign-out", {}, on="/account")
    again = client.get(link)
    assert again.status_code == 410
    assert soup(again).h1.text == "Dieser Link gilt nicht mehr"
    assert soup(again).select("a[href='/sign-in/link'], a[href='/sign-in/new-password']")
    other = {"once": "other", "csrf_token": csrf_of(client)}
    assert client.post(link, data=hidden | other).status_code == 410
    assert not signed_in(client)


def test_an_expired_link_shows_the_way_on_and_opens_nothing(client, session, moderator):
    over = now() - timedelta(seconds=1)
    make_mailed_link(session, moderator, token="x", expires_at=over)  # noqa: S106
    page = client.get("/links/x")
    assert page.status_code == 410
    assert soup(page).select_one("main a[href='/sign-in']")
    answer = client.post("/links/x", data=CHOSEN | {"csrf_token": csrf_of(client)})
    assert answer.status_code == 410
    session.refresh(moderator)
    assert moderator.password_hash is None


def csrf_of(client):
    return soup(client.get("/sign-in")).select_one("[name=csrf_token]")["value"]


def test_a_link_for_a_new_password_ends_the_old_one_and_other_sessions(
    app, client, session, moderator, office
):
    token = make_session(session, moderator)
    link = mailed(app, client, office, "/sign-in/new-password")
    assert client.submit(link, CHOSEN).location == "/desk"
    session.expire_all()
    assert is_password(moderator.password_hash, NEW)
    assert signed_in(client)
    other = app.test_client()
    other.session = session
    with other.session_transaction() as cookie:
        cookie["_user_id"] = token
    assert not signed_in(other)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"new_password": "short", "new_password_again": "short"}, "new_password"),
        ({"new_password_again": "something else"}, "new_password_again"),
        ({"new_password": "", "new_password_again": ""}, "new_password"),
    ],
)
def test_a_password_that_does_not_fit_uses_no_link_up(
    app, client, session, moderator, office, fields, field
):
    link = mailed(app, client, office, "/sign-in/new-password")
    answer = client.submit(link, CHOSEN | fields)
    assert answer.status_code == 422
    assert soup(answer).select_one(f"#{field}-error")
    assert client.submit(link, CHOSEN).status_code == 303


def test_an_unknown_address_is_answered_alike_and_gets_no_mail(
    app, client, session, moderator, office
):
    answers, counts = [], []
    for email in (EMAIL, "nobody@example.org"):
        page = client.get("/sign-in/link")
        form = soup(page).select_one("main form")
        hidden = {tag["name"]: tag["value"] for tag in form.select("[type=hidden]")}
        with statements() as asked:
            answer = client.post("/sign-in/link", data=hidden | {"email": email})
        counts.append(asked)
        answers.append((answer.status_code, answer.location, answer.data))
    assert answers[0] == answers[1]
    assert counts[0] == counts[1]
    assert not any("FROM account" in one for one in counts[0])
    assert tick(app, office) == 1
    assert [mail["To"] for mail in office.taken] == [EMAIL]


def test_the_address_lies_sealed_while_it_waits(client, session, moderator, office):
    ask(client)
    [wish] = session.scalars(select(LinkRequest)).all()
    assert EMAIL not in wish.address
    assert wish.address != sealed(SECRET.encode(), "mail", EMAIL)


def test_the_token_stands_nowhere_in_the_database(app, client, session, moderator, office):
    token = mailed(app, client, office).removeprefix("/links/")
    assert len(token) > 40
    [link] = session.scalars(select(MailedLink)).all()
    [mail] = session.scalars(select(OutgoingMail)).all()
    assert token not in repr([vars(link), vars(mail)])


def test_an_account_that_is_off_gets_no_mail_and_its_links_are_over(
    app, client, session, moderator, office
):
    link = mailed(app, client, office)
    moderator.active = False
    session.commit()
    assert client.get(link).status_code == 410
    ask(client)
    assert tick(app, office) == 0


def test_nobody_can_fill_an_inbox(app, client, session, moderator, office):
    for _wish in range(7):
        ask(client)
    assert tick(app, office) == 5
    assert len(office.taken) == 5


def test_an_administrator_invites_and_the_person_chooses_a_password(
    app, client, session, sign_in, office
):
    sign_in(make_account(session, Role.ADMINISTRATOR))
    fields = {"name": "Chair", "email": "Chair@example.org", "roles": "chair"}
    assert client.submit("/accounts/new", fields).location == "/accounts"
    assert "bekommt eine Einladung" in client.get("/accounts").text
    tick(app, office)
    assert "Einladung" in office.taken[-1]["Subject"]
    guest = app.test_client()
    guest.session = session
    assert guest.submit(link_in(office, "chair@example.org"), CHOSEN).location == "/desk"
    assert signed_in(guest)
    assert events(session) == ["account.created", "account.invited", "account.password_changed"]


def test_an_invitation_is_mailed_again(app, client, session, sign_in, office):
    sign_in(make_account(session, Role.ADMINISTRATOR))
    guest = make_account(session, Role.BOARD, email=EMAIL)
    edit = f"/accounts/{guest.id}/edit"
    assert "Einladung noch einmal" in client.get(edit).text
    assert client.submit(f"/accounts/{guest.id}/invite", {}, on=edit).status_code == 303
    tick(app, office)
    assert "Einladung" in office.taken[-1]["Subject"]


def test_without_a_mail_server_the_page_says_whom_to_ask_and_keeps_nothing(client, session):
    page = soup(client.get("/sign-in/link"))
    assert "verschickt keine E-Mails" in page.main.text
    assert page.select("main form") == []
    data = {"csrf_token": csrf_of(client), "email": EMAIL}
    client.post("/sign-in/link", data=data)
    assert session.scalars(select(LinkRequest)).all() == []
    assert soup(client.get("/sign-in")).select("a[href='/sign-in/link']") == []


@pytest.mark.parametrize("email", ["", "desk", "a" * 250 + "@example.org"])
def test_what_is_no_address_comes_back(client, session, office, email):
    answer = ask(client, email=email)
    assert answer.status_code == 422
    assert soup(answer).select_one("#email")["value"] == email


def test_the_mail_is_in_the_language_of_whoever_asked(app, client, session, moderator, office):
    client.set_cookie("language", "en")
    ask(client)
    tick(app, office)
    assert office.taken[-1]["Subject"] == "Sign in to Familienwerkstatt Musterstadt"
    assert "Hello Desk," in office.text_to(EMAIL)


@pytest.mark.parametrize(
    ("purpose", "span"),
    [
        (LinkPurpose.SIGN_IN, timedelta(minutes=30)),
        (LinkPurpose.PASSWORD, HOUR),
        (LinkPurpose.INVITATION, timedelta(days=7)),
    ],
)
def test_a_link_works_until_its_time_is_over(session, moderator, purpose, span):
    def use(at):
        if purpose is LinkPurpose.SIGN_IN:
            return sign_in_by_link(session, "x", at=at)
        return choose_password(session, "x", password=NEW, at=at)

    make_link(session, moderator, token_hash="x", purpose=purpose, at=NOON)  # noqa: S106
    with pytest.raises(LinkOverError):
        use(NOON + span)
    assert use(NOON + span - timedelta(seconds=1)) is moderator


def test_a_link_is_for_one_thing_alone(session, moderator):
    make_link(session, moderator, token_hash="x", purpose=LinkPurpose.SIGN_IN, at=NOON)  # noqa: S106
    with pytest.raises(LinkOverError):
        choose_password(session, "x", password=NEW, at=NOON)
    assert sign_in_by_link(session, "x", at=NOON)


def test_a_new_password_ends_every_other_link(session, moderator):
    for token, purpose in (("x", LinkPurpose.PASSWORD), ("y", LinkPurpose.SIGN_IN)):
        make_link(session, moderator, token_hash=token, purpose=purpose, at=NOON)
    choose_password(session, "x", password=NEW, at=NOON)
    with pytest.raises(LinkOverError):
        sign_in_by_link(session, "y", at=NOON)


def test_of_eight_who_use_a_link_at_once_one_gets_in(session, engine):
    account = make_account(session, Role.MODERATOR)
    make_mailed_link(session, account, token="race", purpose=LinkPurpose.SIGN_IN)  # noqa: S106
    session.commit()
    hashed = session.scalars(select(MailedLink.token_hash)).one()
    until = session.scalars(select(MailedLink.expires_at)).one()
    session.rollback()
    start, got_in = Barrier(8), []

    def use():
        with Session(engine) as own:
            start.wait()
            try:
                sign_in_by_link(own, hashed, at=until - HOUR / 2)
                own.commit()
                got_in.append(True)
            except LinkOverError:
                own.rollback()

    threads = [Thread(target=use) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got_in == [True]


def test_two_clocks_answer_a_wish_once(app, client, session, moderator, office):
    ask(client)
    start = Barrier(2)

    def answer():
        start.wait()
        with app.app_context():
            answer_link_requests(db.session, app)

    threads = [Thread(target=answer) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.expire_all()
    assert len(session.scalars(select(OutgoingMail)).all()) == 1


def test_a_wish_that_cannot_be_answered_holds_nobody_up(app, client, session, moderator, office):
    ask(client)
    session.execute(update(LinkRequest).values(language="no language"))
    other = make_account(session, Role.BOARD)
    session.commit()
    ask(client, email=other.email)

    assert tick(app, office) == 1
    assert other.email in [mail.recipient for mail in session.scalars(select(OutgoingMail))]
    [stuck] = session.scalars(select(LinkRequest))
    assert stuck.language == "no language"

    session.execute(update(LinkRequest).values(language="de", next_try_at=now()))
    session.commit()
    assert tick(app, office) == 1
    assert session.scalars(select(LinkRequest)).all() == []


def test_a_link_that_can_never_be_mailed_is_tried_and_logged_now_and_then(
    app, client, session, moderator, office, monkeypatch, caplog
):
    """The clock ticks every three seconds; a whole day of it leaves some lines in the log."""
    ask(client)
    session.execute(update(LinkRequest).values(language="no language", asked_at=NOON))
    session.commit()
    for minutes in range(24 * 60):
        monkeypatch.setattr(jobs, "now", lambda at=NOON + timedelta(minutes=minutes): at)
        with app.app_context():
            for _tick in range(2):
                answer_link_requests(db.session, app)
    told = [line for line in caplog.records if "a link was not mailed" in line.getMessage()]
    assert 10 < len(told) < 40
    assert session.scalar(select(LinkRequest.next_try_at)) > NOON + timedelta(hours=23)


def test_a_wish_of_another_secret_is_dropped(app, client, session, moderator, office):
    address = sealed(b"k" * 32, "link request", EMAIL)
    wish = {"address": address, "purpose": LinkPurpose.SIGN_IN, "language": "de"}
    session.add(LinkRequest(**wish, asked_at=NOON))
    session.commit()
    assert tick(app, office) == 0
    assert session.scalars(select(LinkRequest)).all() == []


def test_a_link_goes_with_its_account(session, moderator):
    make_link(session, moderator, token_hash="x", purpose=LinkPurpose.SIGN_IN, at=NOON)  # noqa: S106
    session.delete(session.get(Account, moderator.id))
    session.flush()
    session.expire_all()
    assert session.scalars(select(MailedLink)).all() == []
    assert forget_links(session, at=NOON) == 0
