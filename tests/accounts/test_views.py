"""Signing in and out, one's own account, and the administrator's pages, as a browser meets them."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from participate.accounts.actions import create_account
from participate.accounts.models import Account, AccountSession, SignInAttempts
from participate.accounts.rules import Role
from participate.accounts.visitor import TOKEN
from participate.core.clock import now
from participate.core.keyed import keyed_hash
from participate.core.outbox import TEXT, OutgoingMail
from participate.core.sealed import unsealed
from tests.factories import NOON, SECRET, make_account, make_session
from tests.log import events
from tests.pages import HTMX, soup

PASSWORD = "twelve or more letters"  # noqa: S105
EMAIL = "desk@example.org"
SIGN_IN = "/sign-in?next=/desk"


@pytest.fixture
def moderator(session):
    return create_account(
        session,
        by=None,
        email=EMAIL,
        name="Desk",
        password=PASSWORD,
        roles=[Role.MODERATOR],
        at=NOON,
    )


@pytest.fixture
def administrator(session, sign_in):
    account = make_account(session, Role.ADMINISTRATOR)
    sign_in(account)
    return account


def enter(client, email=EMAIL, password=PASSWORD, **kwargs):
    fields = {"email": email, "password": password}
    return client.submit(kwargs.pop("path", SIGN_IN), fields, **kwargs)


def signed_in(client):
    return client.get("/account").status_code == 200


def test_the_right_password_opens_the_desk(client, moderator):
    answer = enter(client)
    assert (answer.status_code, answer.location) == (303, "/desk")
    assert signed_in(client)


def test_signing_in_leads_where_somebody_was_going(client, moderator):
    asked = client.get("/workshops/new").location
    assert asked == "/sign-in?next=/workshops/new"
    assert enter(client, path=asked).location == "/workshops/new"


@pytest.mark.parametrize(
    "goal", ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example"]
)
def test_signing_in_never_leads_to_another_site(client, moderator, goal):
    page = client.get("/sign-in", query_string={"next": goal})
    form = soup(page).select_one("main form")
    assert form["action"] == SIGN_IN
    hidden = {tag["name"]: tag["value"] for tag in form.select("[type=hidden]")}
    typed = hidden | {"email": EMAIL, "password": PASSWORD}
    answer = client.post("/sign-in", query_string={"next": goal}, data=typed)
    assert answer.location == "/desk"


def test_whoever_is_signed_in_goes_straight_on(client, moderator, sign_in):
    sign_in(moderator)
    assert client.get("/sign-in?next=/account").location == "/account"


def test_a_wrong_password_keeps_the_address_and_never_shows_the_password(client, moderator):
    answer = enter(client, password="a wrong password")  # noqa: S106
    assert answer.status_code == 422
    page = soup(answer)
    assert "gehören nicht zusammen" in page.select_one("[role=alert]").text
    assert page.select_one("#email")["value"] == EMAIL
    assert "a wrong password" not in answer.text
    assert not signed_in(client)


def test_an_unknown_address_gets_the_same_answer_as_a_wrong_password(client, moderator):
    def said(answer):
        return answer.status_code, soup(answer).select_one("main").text

    wrong = enter(client, password="a wrong password")  # noqa: S106
    unknown = enter(client, email="nobody@example.org")
    moderator.active = False
    inactive = enter(client)
    assert said(wrong) == said(unknown) == said(inactive)


def test_an_unknown_address_costs_as_much_work_as_a_wrong_password(client, moderator, monkeypatch):
    checked = []
    monkeypatch.setattr(
        "participate.core.passwords.PasswordHasher.verify",
        lambda _self, stored, _typed: checked.append(stored) or False,
    )
    enter(client, password="a wrong password")  # noqa: S106
    enter(client, email="nobody@example.org")
    assert len(checked) == 2
    parameters = [stored.rsplit("$", 2)[0] for stored in checked]
    assert parameters[0] == parameters[1]


@pytest.mark.parametrize("field", ["email", "password"])
def test_what_is_missing_is_said_at_its_field(client, moderator, field):
    answer = client.submit(SIGN_IN, {"email": EMAIL, "password": PASSWORD} | {field: ""})
    assert answer.status_code == 422
    assert soup(answer).select_one(f"#{field}-error")


def guess(client, times, **kwargs):
    return [enter(client, password=f"guess {n}", **kwargs).status_code for n in range(times)]


def test_after_five_guesses_the_page_says_how_long_to_wait(client, moderator):
    assert guess(client, 6) == [422] * 5 + [429]
    answer = enter(client)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] in {"1", "2"}
    assert "Bitte warten Sie" in soup(answer).select_one("[role=alert]").text
    assert soup(answer).select_one("#email")["value"] == EMAIL


def test_addresses_without_an_account_wait_as_long(client, moderator):
    assert guess(client, 6, email="nobody@example.org") == [422] * 5 + [429]


def test_after_the_wait_the_right_password_works(client, moderator, session):
    guess(client, 6)
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    session.scalars(select(SignInAttempts)).one().last_at = long_ago
    assert enter(client).status_code == 303


def test_guessing_elsewhere_neither_ends_a_session_nor_slows_a_known_device(
    app, client, moderator, session
):
    enter(client)
    stranger = app.test_client()
    stranger.session = session
    assert guess(stranger, 7)[-1] == 429
    assert signed_in(client)
    client.submit("/sign-out", {}, on="/account")
    assert enter(client).status_code == 303


def test_a_known_device_is_known_for_its_own_address_alone(app, client, moderator, session):
    enter(client)
    [cookie] = [c for c in client._cookies.values() if c.key == "known_device"]
    stranger = app.test_client()
    stranger.session = session
    stranger.set_cookie("known_device", cookie.value)
    assert guess(stranger, 6, email="other@example.org") == [422] * 5 + [429]


def test_a_made_up_device_is_not_known(client, moderator):
    answers = []
    for number in range(6):
        client.set_cookie("known_device", f"made{number}.up")
        answers += guess(client, 1)
    assert answers == [422] * 5 + [429]


def test_no_address_is_stored_with_the_attempts(client, moderator, session):
    guess(client, 1)
    [attempts] = session.scalars(select(SignInAttempts)).all()
    assert EMAIL not in attempts.email_hash
    assert len(attempts.email_hash) == 64


def test_a_session_that_was_there_before_is_not_taken_over(client, moderator):
    with client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
    enter(client)
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie.permanent
        assert "_id" not in cookie  # Flask-Login's hash of the IP address


def test_both_copies_of_a_sign_in_that_was_sent_twice_are_signed_in(app, client, moderator):
    page = soup(client.get("/sign-in")).select_one("main form")
    hidden = {tag["name"]: tag["value"] for tag in page.select("[type=hidden]")}
    typed = hidden | {"email": EMAIL, "password": PASSWORD}
    with client.session_transaction() as cookie:
        before = dict(cookie)
    client.post(SIGN_IN, data=typed)
    with client.session_transaction() as cookie:  # its answer never reached the browser
        cookie.clear()
        cookie.update(before)
    client.post(SIGN_IN, data=typed)
    assert signed_in(client)


def test_a_sign_in_without_the_token_of_its_page_is_refused(client, moderator):
    answer = client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 400
    assert not signed_in(client)


def test_signing_out_ends_the_session(client, moderator):
    enter(client)
    answer = client.submit("/sign-out", {}, on="/account")
    assert (answer.status_code, answer.location) == (303, "/")
    assert not signed_in(client)


def test_signing_out_everywhere_ends_the_sessions_of_other_devices(app, client, moderator, session):
    enter(client)
    other = app.test_client()
    other.session = session
    enter(other)
    client.submit("/sign-out-everywhere", {}, on="/account")
    assert not signed_in(client)
    assert not signed_in(other)


def cookie_of(client):
    [cookie] = [one for one in client._cookies.values() if one.key == "session"]
    return cookie.value


def test_a_cookie_that_was_copied_is_worth_nothing_after_signing_out(
    app, client, moderator, session
):
    enter(client)
    thief = app.test_client()
    thief.session = session
    thief.set_cookie("session", cookie_of(client))
    assert signed_in(thief)
    client.submit("/sign-out", {}, on="/account")
    assert not signed_in(thief)


def test_devices_are_listed_and_signed_out_one_by_one(app, client, moderator, session):
    enter(client, headers={"User-Agent": "X11; Linux Firefox/1"})
    phone = app.test_client()
    phone.session = session
    enter(phone, headers={"User-Agent": "Android Chrome/1"})
    devices = soup(client.get("/account")).select("#sessions + ul > li")
    assert [one.strong.text for one in devices] == ["Chrome, Android", "Firefox, Linux"]
    assert "Dieses Gerät" in devices[1].text
    there = devices[0].form["action"]
    assert there != "/sign-out"
    assert client.submit(there, {}, on="/account").location == "/account"
    assert (signed_in(client), signed_in(phone)) == (True, False)
    assert len(soup(client.get("/account")).select("#sessions + ul > li")) == 1


def test_nobody_signs_out_a_device_of_somebody_else(app, client, moderator, session):
    enter(client)
    other = app.test_client()
    other.session = session
    theirs = session.scalars(select(AccountSession)).one()
    with other.session_transaction() as cookie:
        cookie[TOKEN] = make_session(session, make_account(session, Role.ADMINISTRATOR))
    button = soup(other.get("/account")).select_one("form[action='/sign-out']")
    hidden = {tag["name"]: tag["value"] for tag in button.select("[type=hidden]")}
    assert other.post(f"/account/sessions/{theirs.id}/end", data=hidden).status_code == 404
    assert signed_in(client)


def test_looking_renews_no_session_and_sending_does(client, moderator, session):
    enter(client)
    row = session.scalars(select(AccountSession)).one()
    row.seen_at = an_hour_ago = now() - timedelta(hours=1)
    assert signed_in(client)
    session.refresh(row)
    assert row.seen_at == an_hour_ago
    client.submit("/account", {"name": "Front desk"})
    session.refresh(row)
    assert row.seen_at > an_hour_ago


def test_neither_database_nor_cookie_holds_what_is_in_the_other(client, moderator, session):
    enter(client)
    with client.session_transaction() as cookie:
        token = cookie[TOKEN]
    row = session.scalars(select(AccountSession)).one()
    assert len(token) > 40
    assert row.token_hash == keyed_hash(SECRET.encode(), "session", token)


def test_a_made_password_cannot_be_read_in_the_cookie(client, administrator):
    fields = {"name": "Chair", "email": "chair@example.org", "roles": "chair"}
    shown = client.submit("/accounts/new", fields).location
    with client.session_transaction() as cookie:
        kept = repr(dict(cookie))
    made = soup(client.get(shown)).select_one("#made-password").text
    assert made not in kept
    assert made.encode().hex() not in kept


def test_a_made_password_is_shown_for_its_own_account_alone(client, moderator, administrator):
    client.submit("/accounts/new", {"name": "C", "email": "c@example.org", "roles": "chair"})
    page = client.get(f"/accounts/{moderator.id}/password")
    assert soup(page).select_one("#made-password") is None


def test_a_session_ends_when_its_account_is_switched_off(client, moderator):
    enter(client)
    moderator.active = False
    assert not signed_in(client)


def test_people_change_their_name(client, moderator):
    enter(client)
    assert client.submit("/account", {"name": "Front desk"}).status_code == 303
    assert "Front desk" in client.get("/account").text


def test_a_name_that_is_too_long_comes_back_with_what_to_do(client, moderator):
    enter(client)
    answer = client.submit("/account", {"name": "a" * 81})
    assert answer.status_code == 422
    assert "80 Zeichen" in soup(answer).select_one("#name-error").text
    assert soup(answer).select_one("#name")["value"] == "a" * 81


NEW = "another long password"


def change(client, **fields):
    given = {"password": PASSWORD, "new_password": NEW, "new_password_again": NEW}
    return client.submit("/account/password", given | fields, on="/account")


def test_a_new_password_keeps_this_device_signed_in_and_no_other(app, client, moderator, session):
    enter(client)
    other = app.test_client()
    other.session = session
    enter(other)
    assert change(client).location == "/account"
    assert signed_in(client)
    assert not signed_in(other)
    assert enter(other, password=NEW).status_code == 303


def test_what_is_empty_is_one_mistake(client, moderator):
    enter(client)
    page = soup(change(client, new_password="", new_password_again=""))
    assert len(page.select("main .fw-notice--bad li")) == 2


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"password": "a wrong password"}, "password"),
        ({"password": ""}, "password"),
        ({"new_password": "short", "new_password_again": "short"}, "new_password"),
        ({"new_password": "x" * 201, "new_password_again": "x" * 201}, "new_password"),
        ({"new_password_again": "something else"}, "new_password_again"),
    ],
)
def test_a_password_that_does_not_fit_changes_nothing(client, moderator, session, fields, field):
    enter(client)
    before = moderator.password_hash
    answer = change(client, **fields)
    assert answer.status_code == 422
    assert soup(answer).select_one(f"#{field}-error")
    session.refresh(moderator)
    assert moderator.password_hash == before


def test_an_administrator_makes_an_account_and_sees_its_password_once(app, client, administrator):
    fields = {"name": "Chair", "email": "Chair@example.org", "roles": "chair"}
    shown = client.submit("/accounts/new", fields).location
    page = client.get(shown)
    made = soup(page).select_one("#made-password").text
    assert page.headers["Cache-Control"] == "no-store"
    assert soup(client.get(shown)).select_one("#made-password") is None

    other = app.test_client()
    other.session = client.session
    assert enter(other, email="chair@example.org", password=made).status_code == 303
    assert "Vorsitz im Familienbeirat" in client.get("/accounts").text


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": ""}, "email"),
        ({"email": "nobody"}, "email"),
        ({"email": "desk@example.org"}, "email"),
        ({"roles": ""}, "roles"),
        ({"roles": "emperor"}, "roles"),
    ],
)
def test_an_account_with_a_mistake_is_not_made(
    client, session, moderator, administrator, fields, field
):
    given = {"name": "New", "email": "new@example.org", "roles": "board"}
    answer = client.submit("/accounts/new", given | fields)
    assert answer.status_code == 422
    assert soup(answer).select_one(f"#{field}-error")
    assert len(session.scalars(select(Account)).all()) == 2


def test_an_administrator_switches_an_account_off(client, session, moderator, administrator):
    path = f"/accounts/{moderator.id}/edit"
    page = soup(client.get(path))
    assert page.select_one("#active").has_attr("checked")
    form = page.select_one(f"form[action='{path}']")
    hidden = {tag["name"]: tag["value"] for tag in form.select("[type=hidden]")}
    answer = client.post(path, data=hidden | {"name": "Desk", "roles": "moderator"})
    assert answer.location == "/accounts"
    assert "Abgeschaltet" in client.get("/accounts").text
    session.expire_all()
    assert enter_fails(client)


def enter_fails(client):
    client.submit("/sign-out", {}, on="/account")
    return enter(client).status_code == 422


def test_administrators_are_told_that_they_cannot_shut_themselves_out(client, administrator):
    path = f"/accounts/{administrator.id}/edit"
    answer = client.submit(path, {"name": "Boss", "roles": "board"})
    assert answer.status_code == 422
    assert "eigenes Konto" in soup(answer).select_one("[role=alert]").text
    assert signed_in(client)


def test_a_forgotten_password_is_replaced(app, client, session, moderator, administrator):
    path = f"/accounts/{moderator.id}/password"
    shown = client.submit(path, {}, on=f"/accounts/{moderator.id}/edit").location
    made = soup(client.get(shown)).select_one("#made-password").text
    other = app.test_client()
    other.session = session
    assert enter(other).status_code == 422
    assert enter(other, password=made).status_code == 303
    assert events(session)[-2:] == ["account.password_reset", "account.signed_in"]


def test_an_account_that_is_not_there(client, administrator):
    assert client.get("/accounts/999/edit").status_code == 404
    assert client.get("/accounts/999/password").status_code == 404


@pytest.mark.parametrize("path", ["/accounts", "/accounts/new", "/accounts/1/edit"])
@pytest.mark.parametrize("role", [Role.MODERATOR, Role.CHAIR, Role.BOARD, Role.PROVIDER])
def test_only_administrators_see_accounts(client, session, sign_in, path, role):
    sign_in(make_account(session, role))
    assert client.get(path).status_code == 403


def test_a_long_list_of_accounts_comes_in_pages(client, session, administrator):
    for _ in range(50):
        make_account(session, Role.BOARD)
    assert len(soup(client.get("/accounts")).select("#accounts > li")) == 50
    assert len(soup(client.get("/accounts?page=2")).select("#accounts > li")) == 1
    assert client.get("/accounts?page=nonsense").status_code == 200


def test_a_mistake_sent_by_htmx_comes_back_too(client, moderator):
    assert enter(client, password="wrong", headers=HTMX).status_code == 422  # noqa: S106


def test_administrators_cannot_lock_themselves_out_by_a_new_password(
    client, session, moderator, administrator, sign_in
):
    """Their session would end before the page that shows the password."""
    sign_in(administrator)
    own, other = (f"/accounts/{one.id}" for one in (administrator, moderator))
    form = soup(client.get(f"{other}/edit")).select_one(f"form[action='{other}/password']")
    hidden = {tag["name"]: tag["value"] for tag in form.select("input")}

    page = soup(client.get(f"{own}/edit"))
    answer = client.post(f"{own}/password", data=hidden)

    assert page.select_one("main a[href='/account']")
    assert not page.select(f"form[action='{own}/password']")
    assert answer.status_code == 422
    assert "Das ist Ihr eigenes Konto." in soup(answer).main.text
    assert client.get("/accounts").status_code == 200, "still signed in"


# ── Whoever finds a device that is signed in ──


@pytest.mark.parametrize(
    ("path", "on", "fields"),
    [
        (
            "/account/password",
            "/account",
            {"new_password": "a" * 12, "new_password_again": "a" * 12},
        ),
        ("/account/passkeys", "/account/passkeys", {"name": "Mein Handy"}),
        ("/account/erase", "/account/erase", {"texts": "kept", "sure": "y"}),
    ],
)
def test_guesses_at_the_own_password_slow_down_as_at_the_sign_in(
    client, session, moderator, sign_in, path, on, fields
):
    sign_in(moderator)
    before, number = moderator.password_hash, moderator.id
    for guess in range(5):
        answer = client.submit(path, fields | {"password": f"guess {guess}"}, on=on)
        assert answer.status_code == 422
        assert "Bitte warten" not in answer.text

    answer = client.submit(path, fields | {"password": PASSWORD}, on=on)  # right, and too soon
    assert answer.status_code == 422
    assert "Bitte warten Sie" in answer.text
    session.expire_all()
    kept = session.get(Account, number)
    assert (kept.password_hash, kept.erased_at) == (before, None)

    session.execute(update(SignInAttempts).values(last_at=now() - timedelta(minutes=2)))
    assert client.submit(path, fields | {"password": PASSWORD}, on=on).status_code == 303
    assert session.scalars(select(SignInAttempts)).all() == []


def test_the_owner_is_mailed_that_the_password_was_changed(
    app, client, session, moderator, sign_in, monkeypatch
):
    monkeypatch.setitem(app.config, "MAIL", object())
    sign_in(moderator)
    fields = {"password": PASSWORD, "new_password": "a" * 12, "new_password_again": "a" * 12}
    client.submit("/account/password", fields | {"password": "a guess"}, on="/account")
    assert session.scalars(select(OutgoingMail)).all() == []

    assert client.submit("/account/password", fields, on="/account").status_code == 303
    [mail] = session.scalars(select(OutgoingMail))
    assert mail.recipient == EMAIL
    assert mail.subject.startswith("Ihr Passwort für die Familienwerkstatt")
    said = unsealed(SECRET.encode(), TEXT, mail.body)
    assert "Passkeys melden weiter an." in said
    assert "/sign-in/new-password" in said
    assert PASSWORD not in said
