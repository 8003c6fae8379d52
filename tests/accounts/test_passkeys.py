"""Passkeys: a device signs its owner in; what is forged, replayed or somebody else's does not."""

import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import select, update

from participate.accounts import visitor
from participate.accounts.actions import (
    TooManyPasskeysError,
    add_passkey,
    create_account,
    remove_all_passkeys,
    sign_in_with_passkey,
)
from participate.accounts.models import AccountSession, Passkey, SecondFactor
from participate.accounts.rules import CHALLENGE_MINUTES, PASSKEYS_MAX, AccountEvent, Role
from participate.core import clock, passkeys
from participate.core.errors import NotAllowedError, NotFoundError
from participate.core.outbox import OutgoingMail
from participate.core.passkeys import PasskeyError, Site
from tests.authenticator import NEW_PAIR, PRESENT, UNLOCKED, Authenticator, text_of
from tests.factories import NOON, make_account, make_passkey, make_session
from tests.log import events
from tests.pages import soup

EMAIL, PASSWORD = "desk@example.org", "twelve or more letters"
LIST, NEW, SIGN_IN = "/account/passkeys", "/account/passkeys/new", "/sign-in/passkey"


@pytest.fixture
def moderator(session):
    given = {"email": EMAIL, "name": "Desk", "password": PASSWORD, "roles": [Role.MODERATOR]}
    account = create_account(session, by=None, at=NOON, **given)
    session.commit()
    return account


@pytest.fixture
def site(app):
    return Site(app.config["PUBLIC_URL"], "Familienwerkstatt")


@pytest.fixture
def time(monkeypatch):
    """What time passkeys believe it is; the test moves it."""

    class Time:
        at = clock.now()

    time = Time()
    for module in ("notes", "passkeys"):
        monkeypatch.setattr(f"participate.accounts.visitor.{module}.now", lambda: time.at)
    return time


def press(client, path, answer):
    """Open a page that asks for a passkey, and send what a device answers to its question."""
    form = soup(client.get(path)).select_one("[data-passkey]")
    hidden = {tag["name"]: tag["value"] for tag in form.select("input[type=hidden]")}
    return client.post(form["action"], data=hidden | {"answer": answer(form["data-options"])})


def begin(client, name="Mein Handy", password=PASSWORD):
    return client.submit(LIST, {"name": name, "password": password})


def set_up(client, device, name="Mein Handy"):
    """Add a passkey to the account that is signed in."""
    assert begin(client, name).location == NEW
    answer = press(client, NEW, device.make)
    assert (answer.status_code, answer.location) == (303, LIST)


def signed_in(client):
    return client.get("/account").status_code == 200


@pytest.fixture
def device(client, session, moderator, sign_in, site):
    """A device with a passkey of the moderator; nobody is signed in any more."""
    sign_in(moderator)
    device = Authenticator(site)
    set_up(client, device)
    client.submit("/sign-out", {}, on="/account")
    assert not signed_in(client)
    return device


def test_a_passkey_signs_in_without_password_and_code(client, session, device, moderator):
    kept = session.scalars(select(Passkey)).one()
    assert (kept.name, kept.sign_count, kept.used_at) == ("Mein Handy", 0, None)
    assert SIGN_IN in client.get("/sign-in").text

    answer = press(client, f"{SIGN_IN}?next=/account", device.use)

    assert (answer.status_code, answer.location) == (303, "/account")
    assert signed_in(client)
    session.expire_all()
    assert (kept.sign_count, kept.used_at is not None) == (1, True)
    said = ["account.created", "account.passkey_added", "account.signed_in"]
    assert events(session) == said
    press(client, SIGN_IN, device.use)
    assert kept.sign_count == 2


def test_the_page_of_a_passkey_is_kept_nowhere_and_says_what_works_without_scripts(client):
    answer = client.get(SIGN_IN)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Passkeys brauchen JavaScript" in soup(answer).select_one("[data-without-script]").text
    assert soup(answer).select_one('a[href^="/sign-in?next="]')
    nothing = press(client, SIGN_IN, lambda _options: "")
    assert nothing.status_code == 422
    assert "melden Sie sich mit Ihrem Passwort an" in nothing.text


def test_it_is_used_where_the_town_lives_whatever_host_a_request_claims(client, site):
    page = soup(client.get(SIGN_IN, headers={"Host": "evil.example"}))
    assert f'"rpId": "{site.host}"' in page.select_one("[data-passkey]")["data-options"]


LIES = {
    "another site": {"origin": "https://familie.example"},
    "a part of this site": {"host": "example"},
    "another challenge": {"challenge": "YW5vdGhlcg"},
    "a device that was not unlocked": {"flags": PRESENT},
    "nobody there": {"flags": UNLOCKED},
    "another key": {"key": ec.generate_private_key(ec.SECP256R1())},
    "an unknown passkey": {"id": b"unknown"},
    "another account": {"handle": bytes(32)},
    "no account": {"handle": None},
    "the answer to another question": {"kind": "webauthn.create"},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_forged_answer_signs_nobody_in(client, session, device, lie):
    answer = press(client, SIGN_IN, lambda options: device.use(options, **LIES[lie]))

    assert answer.status_code == 422
    assert "Das hat nicht geklappt." in answer.text
    assert not signed_in(client)
    session.expire_all()
    assert session.scalars(select(Passkey.sign_count)).one() == 0
    assert "account.signed_in" not in events(session)


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "x",
        "[]",
        "null",
        "7",
        "{}",
        '{"id": 1}',
        '{"id": "a", "rawId": "a", "type": "public-key", "response": {}}',
        '{"id": "a", "rawId": "\u0000", "type": "public-key", "response": []}',
        "[" * 19_000,
        "x" * 30_000,
        "\ud800",
    ],
)
@pytest.mark.parametrize("path", [SIGN_IN, NEW])
def test_what_is_no_answer_is_a_mistake_not_a_fault(client, moderator, sign_in, path, answer):
    if path == NEW:
        sign_in(moderator)
        begin(client)
    sent = answer.encode(errors="surrogatepass").decode(errors="replace")
    assert press(client, path, lambda _options: sent).status_code == 422


@pytest.mark.parametrize("name", ["\0", "\ud800", "x" * 5_000])
def test_a_name_that_no_database_takes_is_a_mistake_not_a_fault(client, device, name):
    def renamed(options):
        return json.dumps(json.loads(device.use(options)) | {"id": name})

    assert press(client, SIGN_IN, renamed).status_code == 422


def test_bytes_that_flipped_on_the_way_are_a_mistake_not_a_fault(client, session, device):
    seen = set()
    for number in range(0, 400, 7):

        def flipped(options, number=number):
            text = device.use(options, count=1)
            place = number * len(text) // 400
            return text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]

        seen.add(press(client, SIGN_IN, flipped).status_code)
    assert seen == {422}


def test_a_challenge_works_once(client, device):
    device.counts = False  # so that no counter helps
    client.get(SIGN_IN)
    page = soup(client.get(SIGN_IN)).select_one("[data-passkey]")
    sent = {tag["name"]: tag["value"] for tag in page.select("input[type=hidden]")}
    sent["answer"] = device.use(page["data-options"])
    copied = client.get_cookie("session").value

    assert client.post(SIGN_IN, data=sent).status_code == 303
    client.submit("/sign-out", {}, on="/account")
    client.set_cookie("session", copied)
    again = client.post(SIGN_IN, data=sent)

    assert again.status_code == 422
    assert not signed_in(client)


def test_a_challenge_is_used_up_by_a_wrong_answer_too(client, device):
    device.counts = False
    page = soup(client.get(SIGN_IN)).select_one("[data-passkey]")
    sent = {tag["name"]: tag["value"] for tag in page.select("input[type=hidden]")}
    copied = client.get_cookie("session").value
    wrong = device.use(page["data-options"], origin="https://familie.example")
    assert client.post(SIGN_IN, data=sent | {"answer": wrong}).status_code == 422
    client.set_cookie("session", copied)
    right = device.use(page["data-options"])
    assert client.post(SIGN_IN, data=sent | {"answer": right}).status_code == 422


def test_a_challenge_belongs_to_its_browser(client, app, session, device):
    other = app.test_client()
    other.session = session
    asked = soup(other.get(SIGN_IN)).select_one("[data-passkey]")["data-options"]
    assert press(client, SIGN_IN, lambda _options: device.use(asked)).status_code == 422
    assert not signed_in(client)


def test_a_challenge_is_for_what_it_was_made_for(client, moderator, device, sign_in):
    sign_in(moderator)
    begin(client)

    def asked_elsewhere(path, answer):
        def ask(_options):
            return answer(soup(client.get(path)).select_one("[data-passkey]")["data-options"])

        return ask

    other = Authenticator(device.site)
    other.handle = device.handle
    assert press(client, SIGN_IN, asked_elsewhere(NEW, device.use)).status_code == 422
    to_add = asked_elsewhere(SIGN_IN, lambda options: other.make(with_user(options)))
    assert press(client, NEW, to_add).status_code == 422


def with_user(options):
    """What a page to sign in asks, as if it had asked for a new passkey."""
    return options.replace("{", '{"user": {"id": "YQ"}, ', 1)


def test_a_challenge_grows_old(client, device, time):
    def late(options):
        time.at += timedelta(minutes=CHALLENGE_MINUTES, seconds=1)
        return device.use(options)

    assert press(client, SIGN_IN, late).status_code == 422

    def in_time(options):
        time.at += timedelta(minutes=CHALLENGE_MINUTES)
        return device.use(options)

    assert press(client, SIGN_IN, in_time).status_code == 303


@pytest.mark.parametrize("count", [0, 4, 5])
def test_a_counter_that_does_not_go_up_is_a_copy_of_the_key(client, device, count):
    device.count = 4
    assert press(client, SIGN_IN, device.use).status_code == 303  # it says 5
    client.submit("/sign-out", {}, on="/account")
    copy = press(client, SIGN_IN, lambda options: device.use(options, count=count))
    assert copy.status_code == 422
    assert not signed_in(client)


def test_a_device_that_never_counts_signs_in_again_and_again(client, device):
    device.counts = False
    for _time in range(2):
        assert press(client, SIGN_IN, device.use).status_code == 303


def test_of_two_uses_at_once_with_one_count_one_counts(session, moderator, device, monkeypatch):
    challenge = b"a challenge of somebody else's page"
    options = json.dumps({"challenge": text_of(challenge)})
    given = {"site": device.site, "challenge": challenge, "answer": device.use(options, count=7)}
    given |= {"handle_of": lambda _account: device.handle, "at": NOON}
    really = passkeys.used_key_pair

    def meanwhile(*args, **kwargs):
        session.execute(update(Passkey).values(sign_count=7))
        return really(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr("participate.accounts.actions.passkeys.used_key_pair", meanwhile)
        with pytest.raises(PasskeyError, match="same moment"):
            sign_in_with_passkey(session, **given)
    session.rollback()
    assert sign_in_with_passkey(session, **given).id == moderator.id


def test_an_account_that_is_off_is_not_signed_in(client, session, device, moderator):
    moderator.active = False
    session.commit()
    assert press(client, SIGN_IN, device.use).status_code == 422


def by_password(client):
    return client.submit("/sign-in?next=/account", {"email": EMAIL, "password": PASSWORD})


class TestBesideTheSecondFactor:
    def test_a_passkey_needs_no_code_and_the_password_still_does(
        self, client, session, device, moderator
    ):
        kept = {"secret": "sealed", "last_step": 1, "added_at": NOON}
        session.add(SecondFactor(account_id=moderator.id, **kept))
        session.commit()
        code = by_password(client).location
        assert code.startswith("/sign-in/code")
        assert SIGN_IN in client.get(code).text
        assert not signed_in(client)

        assert press(client, SIGN_IN, device.use).status_code == 303
        assert signed_in(client)

    def test_whoever_lost_the_device_signs_in_with_the_password(self, client, device):
        by_password(client)
        assert signed_in(client)


class TestAdding:
    def test_asks_for_the_password_first(self, client, session, moderator, sign_in):
        sign_in(moderator)
        wrong = begin(client, password="not this one at all")  # noqa: S106
        assert wrong.status_code == 422
        assert "nicht Ihr Passwort" in wrong.text
        assert client.get(NEW).location == LIST
        assert session.scalars(select(Passkey)).all() == []

    @pytest.mark.parametrize(
        "lies",
        [
            {"origin": "https://familie.example"},
            {"host": "example"},
            {"challenge": "YW5vdGhlcg"},
            {"flags": PRESENT | NEW_PAIR},
            {"flags": UNLOCKED | NEW_PAIR},
            {"flags": PRESENT | UNLOCKED},
            {"kind": "webauthn.get"},
        ],
    )
    def test_a_forged_answer_adds_nothing(self, client, session, moderator, sign_in, site, lies):
        sign_in(moderator)
        begin(client)
        device = Authenticator(site)
        answer = press(client, NEW, lambda options: device.make(options, **lies))
        assert answer.status_code == 422
        assert session.scalars(select(Passkey)).all() == []

    def test_its_owner_is_mailed_of_it(
        self, app, client, session, moderator, sign_in, site, monkeypatch
    ):
        monkeypatch.setitem(app.config, "MAIL", object())
        sign_in(moderator)
        begin(client, password="a guess")  # noqa: S106
        assert session.scalars(select(OutgoingMail)).all() == []
        set_up(client, Authenticator(site))
        [mail] = session.scalars(select(OutgoingMail))
        assert (mail.recipient, "Passkey" in mail.subject) == (EMAIL, True)

    @pytest.mark.parametrize(("length", "status"), [(1023, 303), (1024, 422)])
    def test_a_device_gives_its_passkey_no_endless_name(
        self, client, moderator, sign_in, site, length, status
    ):
        sign_in(moderator)
        begin(client)
        device = Authenticator(site)
        device.id = b"i" * length
        assert press(client, NEW, device.make).status_code == status

    def test_no_device_is_added_twice_nor_to_somebody_else(
        self, client, session, device, moderator, sign_in
    ):
        other = make_account(session, Role.MODERATOR, password_hash=moderator.password_hash)
        for account in (moderator, other):
            sign_in(account)
            begin(client)
            assert press(client, NEW, device.make).status_code == 422
        assert len(session.scalars(select(Passkey)).all()) == 1

    def test_the_device_is_told_what_it_has_and_not_who_it_is_for(self, client, moderator, sign_in):
        sign_in(moderator)
        begin(client)
        page = soup(client.get(NEW)).select_one("[data-passkey]")
        handle = visitor_handle(client, moderator)
        assert len(handle) == 32
        assert str(moderator.id).encode() not in handle
        assert '"userVerification": "required"' in page["data-options"]
        assert '"residentKey": "required"' in page["data-options"]
        assert '"attestation": "none"' in page["data-options"]

    def test_ten_are_enough(self, client, session, moderator, sign_in, site):
        for _number in range(PASSKEYS_MAX):
            make_passkey(session, moderator)
        sign_in(moderator)
        assert soup(client.get(LIST)).select_one(f"form[action='{LIST}']") is None
        with pytest.raises(TooManyPasskeysError):
            add_passkey(
                session,
                moderator,
                site=site,
                challenge=b"c",
                answer="",
                name="Elf",
                at=NOON,
            )


def visitor_handle(client, account):
    with client.application.test_request_context():
        return visitor.user_handle(account)


class TestRemoving:
    def test_a_removed_passkey_signs_nobody_in(self, client, session, device, moderator, sign_in):
        sign_in(moderator)
        passkey = session.scalars(select(Passkey)).one()
        assert "Mein Handy" in client.get(LIST).text
        client.submit(f"{LIST}/{passkey.id}/remove", {}, on=LIST)
        client.submit("/sign-out", {}, on="/account")

        assert press(client, SIGN_IN, device.use).status_code == 422
        assert events(session)[-1] == AccountEvent.PASSKEY_REMOVED

    def test_an_administrator_removes_those_of_somebody_else(
        self, client, session, device, moderator, sign_in
    ):
        admin = make_account(session, Role.ADMINISTRATOR)
        sign_in(admin)
        on = f"/accounts/{moderator.id}/edit"
        client.submit(f"/accounts/{moderator.id}/remove-passkeys", {}, on=on)
        assert session.scalars(select(Passkey)).all() == []
        assert "remove-passkeys" not in client.get(on).text

    def test_a_stolen_device_is_signed_out_with_it(self, session, moderator):
        make_passkey(session, moderator)
        make_session(session, moderator)
        make_session(session, make_account(session, Role.BOARD))
        remove_all_passkeys(session, moderator, by=None, at=NOON)
        left = [one.account_id for one in session.scalars(select(AccountSession))]
        assert moderator.id not in left
        assert len(left) == 1

    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
    def test_nobody_else_does(self, session, role):
        me = make_account(session, Role.MODERATOR)
        make_passkey(session, me)
        with pytest.raises(NotAllowedError):
            remove_all_passkeys(session, me, by=make_account(session, role), at=NOON)

    def test_nothing_to_remove_is_said(self, session):
        me = make_account(session, Role.MODERATOR)
        with pytest.raises(NotFoundError):
            remove_all_passkeys(session, me, by=None, at=NOON)
