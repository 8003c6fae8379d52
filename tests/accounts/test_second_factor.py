"""The second factor: codes of an app and on paper, each once, on the way in and on the way out."""

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from participate.accounts.actions import (
    HasSecondFactorError,
    WrongCodeError,
    add_second_factor,
    create_account,
    new_secret,
    remove_second_factor,
    step_of,
    use_code,
)
from participate.accounts.models import RecoveryCode, SecondFactor
from participate.accounts.rules import (
    SAME_TAP_SECONDS,
    LinkPurpose,
    Role,
    new_recovery_code,
    plain_code,
)
from participate.core import clock
from participate.core.errors import NotAllowedError, NotFoundError
from participate.core.outbox import OutgoingMail
from participate.core.passwords import password_hash
from tests.factories import NOON, make_account, make_mailed_link
from tests.log import events
from tests.pages import soup

EMAIL, PASSWORD = "desk@example.org", "twelve or more letters"
SET_UP = "/account/second-factor"
SECONDS = timedelta(seconds=1)


@pytest.fixture
def moderator(session):
    given = {"email": EMAIL, "name": "Desk", "password": PASSWORD, "roles": [Role.MODERATOR]}
    return create_account(session, by=None, at=NOON, **given)


@pytest.fixture
def time(monkeypatch):
    """What time accounts believe it is; the test moves it."""

    class Time:
        at = clock.now()

        def go(self, seconds):
            self.at += seconds * SECONDS

    time = Time()
    for module in (
        "views.second_factor",
        "visitor.notes",
        "visitor.second_factor",
        "visitor.sessions",
    ):
        monkeypatch.setattr(f"participate.accounts.{module}.now", lambda: time.at)
    monkeypatch.setattr("participate.accounts.views.signing_in.now", lambda: time.at)
    return time


def code_of(secret, time):
    return pyotp.TOTP(secret).at(int(time.at.timestamp()))


def set_up_form(client):
    """Return the secret that the page shows, and what its form brings along."""
    page = soup(client.get(SET_UP))
    hidden = {tag["name"]: tag["value"] for tag in page.select("main form [type=hidden]")}
    return "".join(page.select_one("#secret").text.split()), hidden


def set_up(client, time):
    """Switch the second factor on; return its secret and the codes on paper."""
    secret, hidden = set_up_form(client)
    typed = hidden | {"one_time_code": code_of(secret, time), "password": PASSWORD}
    answer = client.post(SET_UP, data=typed)
    assert (answer.status_code, answer.location) == (303, SET_UP)
    with client.session_transaction() as cookie:
        kept = repr(dict(cookie))
    codes = [one.text for one in soup(client.get(SET_UP)).select("#recovery-codes li")]
    assert not any(code in kept for code in codes), "codes can be read in the cookie"
    assert soup(client.get(SET_UP)).select("#recovery-codes li") == []
    time.go(30)
    return secret, codes


def enter(client, path="/sign-in?next=/account"):
    return client.submit(path, {"email": EMAIL, "password": PASSWORD})


def give(client, code, path="/sign-in/code?next=/account"):
    return client.submit(path, {"one_time_code": code})


def signed_in(client):
    return client.get("/account").status_code == 200


@pytest.fixture
def factor(client, moderator, sign_in, time):
    """A second factor that is on; nobody is signed in any more."""
    sign_in(moderator)
    found = set_up(client, time)
    client.submit("/sign-out", {}, on="/account")
    return found


@pytest.fixture
def secret(factor):
    return factor[0]


def test_the_password_alone_signs_nobody_in(client, session, secret, time):
    answer = enter(client)
    assert answer.location == "/sign-in/code?next=/account"
    assert not signed_in(client)
    assert give(client, code_of(secret, time)).location == "/account"
    assert signed_in(client)
    assert events(session) == [
        "account.created",
        "account.second_factor_added",
        "account.signed_in",
    ]


def test_a_code_works_once(client, secret, time):
    code = code_of(secret, time)
    enter(client)
    give(client, code)
    client.submit("/sign-out", {}, on="/account")
    enter(client)
    answer = give(client, code)
    assert answer.status_code == 422
    assert "schon benutzt" in soup(answer).select_one("#one_time_code-error").text
    assert not signed_in(client)


def code_form(client, code):
    """What a browser sends for a code, and the cookies it sends it with."""
    enter(client)
    page = soup(client.get("/sign-in/code?next=/account")).select_one("main form")
    typed = {tag["name"]: tag["value"] for tag in page.select("[type=hidden]")}
    with client.session_transaction() as cookie:
        before = dict(cookie)
    return typed | {"one_time_code": code}, before


def put_back(client, cookies):
    """The answer of the first tap never reached the browser."""
    with client.session_transaction() as cookie:
        cookie.clear()
        cookie.update(cookies)


@pytest.mark.parametrize("on_paper", [False, True])
def test_both_taps_of_one_code_sign_in(client, session, factor, time, on_paper):
    secret, codes = factor
    typed, cookies = code_form(client, codes[0] if on_paper else code_of(secret, time))
    path = "/sign-in/code?next=/account"
    assert client.post(path, data=typed).status_code == 303
    put_back(client, cookies)
    time.go(SAME_TAP_SECONDS)
    again = client.post(path, data=typed)

    assert (again.status_code, again.location) == (303, "/account")
    assert signed_in(client)
    assert events(session).count("account.signed_in") == 1


def test_a_tap_long_after_the_first_one_is_another_one(client, factor, time):
    secret, _codes = factor
    typed, cookies = code_form(client, code_of(secret, time))
    assert client.post("/sign-in/code", data=typed).status_code == 303
    put_back(client, cookies)
    time.go(SAME_TAP_SECONDS + 1)
    assert client.post("/sign-in/code", data=typed).status_code == 422
    assert not signed_in(client)


def test_the_same_code_after_another_password_is_no_second_tap(client, secret, time):
    typed, _cookies = code_form(client, code_of(secret, time))
    assert client.post("/sign-in/code", data=typed).status_code == 303
    client.submit("/sign-out", {}, on="/account")
    again, _cookies = code_form(client, typed["one_time_code"])
    assert client.post("/sign-in/code", data=again).status_code == 422


def test_a_wrong_code_stays_wrong_however_often_it_is_tapped(client, factor):
    typed, cookies = code_form(client, "000000")
    for _tap in range(2):
        assert client.post("/sign-in/code", data=typed).status_code == 422
        put_back(client, cookies)


def test_the_code_that_switched_it_on_does_not_sign_in(client, secret, time):
    enter(client)
    time.go(-30)
    assert give(client, code_of(secret, time)).status_code == 422


def test_a_code_on_paper_works_once_however_it_is_typed(client, session, factor, time):
    _secret, codes = factor
    assert len(set(codes)) == 10
    enter(client)
    assert give(client, f" {codes[0].upper().replace('-', ' ')} ").status_code == 303
    client.submit("/sign-out", {}, on="/account")
    enter(client)
    assert give(client, codes[0]).status_code == 422
    assert give(client, codes[1]).status_code == 303
    assert "noch 8 Codes" in client.get(SET_UP).text


def test_codes_on_paper_are_shown_once_and_lie_nowhere_in_clear(session, factor):
    _secret, codes = factor  # shown once, and unreadable in the cookie: see `set_up`
    kept = repr([vars(one) for one in session.scalars(select(RecoveryCode))])
    assert len(codes) == 10
    assert not any(code in kept or plain_code(code) in kept for code in codes)


def test_what_app_and_server_share_lies_sealed(session, secret):
    assert secret not in repr(vars(session.scalars(select(SecondFactor)).one()))


def test_after_five_wrong_codes_the_page_says_how_long_to_wait(client, secret, time):
    enter(client)
    answers = [give(client, f"00000{number}").status_code for number in range(6)]
    assert answers == [422] * 5 + [429]
    waits = give(client, code_of(secret, time))
    assert (waits.status_code, waits.headers["Retry-After"]) == (429, "2")
    assert "Bitte warten Sie" in soup(waits).select_one("[role=alert]").text
    time.go(2)
    assert give(client, code_of(secret, time)).status_code == 303


def test_the_page_never_shows_a_code_again(client, secret):
    enter(client)
    answer = give(client, "123456")
    assert "123456" not in answer.text


def test_without_a_password_there_is_no_code_to_give(client, secret, time):
    assert client.get("/sign-in/code").location == "/sign-in?next=/desk"
    data = {"csrf_token": csrf_of(client), "one_time_code": code_of(secret, time)}
    assert client.post("/sign-in/code", data=data).location == "/sign-in?next=/desk"
    assert not signed_in(client)


def csrf_of(client):
    return soup(client.get("/sign-in")).select_one("[name=csrf_token]")["value"]


def test_ten_minutes_after_the_password_it_starts_anew(client, secret, time):
    enter(client)
    time.go(601)
    assert client.get("/sign-in/code?next=/account").location == "/sign-in?next=/account"


def test_a_mailed_link_leads_to_the_code_too(client, session, moderator, secret, time):
    make_mailed_link(session, moderator, token="x", purpose=LinkPurpose.SIGN_IN)  # noqa: S106
    make_mailed_link(session, moderator, token="y")  # noqa: S106
    assert client.submit("/links/x", {}).location == "/sign-in/code?next=/desk"
    assert not signed_in(client)
    new = {"new_password": "another password", "new_password_again": "another password"}
    assert client.submit("/links/y", new).location == "/sign-in/code?next=/desk"
    assert not signed_in(client)
    assert give(client, code_of(secret, time), "/sign-in/code?next=/desk").location == "/desk"


def test_a_wrong_first_code_keeps_the_same_secret(client, session, moderator, sign_in, time):
    sign_in(moderator)
    page = soup(client.get(SET_UP))
    hidden = {tag["name"]: tag["value"] for tag in page.select("main form [type=hidden]")}
    typed = hidden | {"one_time_code": "000000", "password": PASSWORD}
    answers = [client.post(SET_UP, data=typed) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert soup(answers[1]).select_one("#secret").text == page.select_one("#secret").text
    assert session.scalars(select(SecondFactor)).all() == []


def test_whoever_finds_a_laptop_open_adds_no_factor(client, session, moderator, sign_in, time):
    sign_in(moderator)
    secret, hidden = set_up_form(client)
    code = code_of(secret, time)
    for guess in ("", "a guess"):
        answer = client.post(SET_UP, data=hidden | {"one_time_code": code, "password": guess})
        assert answer.status_code == 422
        assert soup(answer).select_one("#password-error")
    assert session.scalars(select(SecondFactor)).all() == []


def test_who_has_no_password_is_asked_for_none(client, session, sign_in, time):
    account = make_account(session, Role.BOARD, password_hash=None)
    sign_in(account)
    assert not soup(client.get(SET_UP)).select("#password")
    secret, hidden = set_up_form(client)
    code = code_of(secret, time)
    assert client.submit(SET_UP, {"one_time_code": code}).status_code == 422, "another secret"
    assert client.post(SET_UP, data=hidden | {"one_time_code": code}).status_code == 303


def test_the_owner_is_mailed_that_it_was_added(
    app, client, session, moderator, sign_in, time, monkeypatch
):
    monkeypatch.setitem(app.config, "MAIL", object())
    sign_in(moderator)
    set_up(client, time)
    [mail] = session.scalars(select(OutgoingMail))
    assert mail.recipient == EMAIL
    assert mail.subject.endswith("fragt ab jetzt nach einem Code")


def test_a_secret_that_is_not_ours_is_not_taken(client, session, moderator, sign_in, time):
    sign_in(moderator)
    secret = new_secret()
    typed = {"key": secret, "one_time_code": code_of(secret, time), "password": PASSWORD}
    answer = client.submit(SET_UP, typed)
    assert answer.status_code == 422
    assert session.scalars(select(SecondFactor)).all() == []


def test_looking_at_the_page_stores_nothing(client, session, moderator, sign_in):
    sign_in(moderator)
    first, second = (soup(client.get(SET_UP)).select_one("#secret").text for _ in range(2))
    assert first != second
    assert session.scalars(select(SecondFactor)).all() == []


def test_it_is_switched_off_with_a_code_alone(client, session, secret, time):
    enter(client)
    give(client, code_of(secret, time))
    off = f"{SET_UP}/remove"
    time.go(30)
    for _time in range(2):
        assert client.submit(off, {"one_time_code": "000000"}, on=SET_UP).status_code == 422
    code = {"one_time_code": code_of(secret, time)}
    assert client.submit(off, code, on=SET_UP).location == "/account"
    assert session.scalars(select(RecoveryCode)).all() == []
    client.submit("/sign-out", {}, on="/account")
    assert enter(client).location == "/account"


def test_a_form_to_switch_off_can_be_sent_again_with_the_same_wrong_code(client, secret, time):
    enter(client)
    give(client, code_of(secret, time))
    page = soup(client.get(SET_UP)).select_one("main form")
    typed = {tag["name"]: tag["value"] for tag in page.select("[type=hidden]")}
    typed["one_time_code"] = "000000"
    answers = [client.post(f"{SET_UP}/remove", data=typed).status_code for _ in range(7)]
    assert answers == [422] * 7


def test_an_administrator_switches_it_off_for_somebody_else(
    app, client, session, moderator, sign_in, secret
):
    boss = app.test_client()
    boss.session = session
    administrator = make_account(session, Role.ADMINISTRATOR)
    sign_in(administrator)
    edit = f"/accounts/{moderator.id}/edit"
    answer = client.submit(f"/accounts/{moderator.id}/remove-second-factor", {}, on=edit)
    assert answer.location == edit
    assert "zweiten Faktor" not in client.get(edit).text
    client.submit("/sign-out", {}, on="/account")
    assert enter(client).location == "/account"


@pytest.mark.parametrize("by_owner", [True, False])
def test_the_owner_is_mailed_that_it_was_switched_off(
    app, client, session, moderator, sign_in, secret, time, monkeypatch, by_owner
):
    monkeypatch.setitem(app.config, "MAIL", object())
    if by_owner:
        enter(client)
        give(client, code_of(secret, time))
        off = f"{SET_UP}/remove"
        client.submit(off, {"one_time_code": "000000"}, on=SET_UP)
        assert session.scalars(select(OutgoingMail)).all() == []
        time.go(30)
        client.submit(off, {"one_time_code": code_of(secret, time)}, on=SET_UP)
    else:
        sign_in(make_account(session, Role.ADMINISTRATOR))
        remove = f"/accounts/{moderator.id}/remove-second-factor"
        client.submit(remove, {}, on=f"/accounts/{moderator.id}/edit")
    [mail] = session.scalars(select(OutgoingMail))
    assert mail.recipient == EMAIL
    assert mail.subject.endswith("fragt nicht mehr nach einem Code")


def test_an_account_switched_off_between_password_and_code_is_not_let_in(
    client, session, moderator, secret, time
):
    enter(client)
    code = code_of(secret, time)
    typed, _cookies = code_form(client, code)
    moderator.active = False
    answer = client.post("/sign-in/code?next=/account", data=typed)
    assert answer.location == "/sign-in?next=/account"
    assert not signed_in(client)
    assert client.get("/sign-in/code").location == "/sign-in?next=/desk"


def test_a_new_password_ends_a_sign_in_that_stopped_half_way(
    client, session, moderator, secret, time
):
    typed, _cookies = code_form(client, code_of(secret, time))
    moderator.password_hash = password_hash("a new password")
    answer = client.post("/sign-in/code?next=/account", data=typed)
    assert answer.location == "/sign-in?next=/account"
    assert not signed_in(client)


def test_once_no_code_is_asked_for_none_signs_in(client, session, moderator, secret):
    typed, _cookies = code_form(client, "000000")
    remove_second_factor(session, moderator, by=None, at=NOON)
    answer = client.post("/sign-in/code?next=/account", data=typed)
    assert answer.location == "/sign-in?next=/account"
    assert not signed_in(client)


@pytest.mark.parametrize("steps", [-2, -1, 0, 1, 2])
def test_a_clock_may_be_half_a_minute_off(steps):
    secret = new_secret()
    shown = pyotp.TOTP(secret).at(int(NOON.timestamp()) + 30 * steps)
    assert (step_of(secret, shown, at=NOON) is not None) is (abs(steps) <= 1)


@pytest.mark.parametrize("typed", ["", " ", "12345", "1234567", "١٢٣٤٥٦", "abcdef"])
def test_what_is_no_code_is_none(typed):
    assert step_of(new_secret(), typed, at=NOON) is None


def add(session, account, secret):
    add_second_factor(
        session,
        account,
        secret=secret,
        kept="sealed",
        typed=pyotp.TOTP(secret).at(int(NOON.timestamp())),
        recovery_hashes=["a"],
        at=NOON,
    )


def test_an_account_has_one_second_factor(session):
    account, secret = make_account(session, Role.BOARD), new_secret()
    add(session, account, secret)
    with pytest.raises(HasSecondFactorError):
        add(session, account, secret)


def test_a_code_on_paper_is_for_its_own_account(session):
    one, other = make_account(session, Role.BOARD), make_account(session, Role.BOARD)
    secret = new_secret()
    add(session, one, secret)
    given = {"secret": new_secret(), "typed": "h7kd-93pw", "typed_hash": "a", "at": NOON}
    with pytest.raises(WrongCodeError):
        use_code(session, other, **given)
    use_code(session, one, **given)


def test_nobody_switches_off_the_second_factor_of_somebody_else(session):
    account = make_account(session, Role.BOARD)
    add(session, account, new_secret())
    with pytest.raises(NotAllowedError):
        remove_second_factor(session, account, by=make_account(session, Role.MODERATOR), at=NOON)
    remove_second_factor(session, account, by=None, at=NOON)
    with pytest.raises(NotFoundError):
        remove_second_factor(session, account, by=None, at=NOON)


def test_it_goes_with_its_account(session):
    account = make_account(session, Role.BOARD)
    add(session, account, new_secret())
    session.delete(account)
    session.flush()
    session.expire_all()
    assert session.scalars(select(SecondFactor)).all() == []
    assert session.scalars(select(RecoveryCode)).all() == []


def test_codes_on_paper_are_hard_to_guess_and_easy_to_read():
    codes = {new_recovery_code() for _number in range(1000)}
    assert len(codes) == 1000
    assert not set("".join(codes)) & set("il1o0")
