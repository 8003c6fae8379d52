"""Accounts, on a real database and without Flask."""

from datetime import timedelta

import pytest

from participate.accounts.actions import (
    EmailTakenError,
    OwnAccountError,
    WrongPasswordError,
    change_account,
    change_password,
    create_account,
    reset_password,
    sign_in,
    take_attempt,
)
from participate.accounts.models import SignInAttempts
from participate.accounts.queries import find_session
from participate.accounts.rules import Role
from participate.accounts.visitor import session_hash
from participate.core.clock import now
from participate.core.errors import NotAllowedError
from tests.factories import NOON, SECRET, make_account, make_session
from tests.log import events
from tests.statements import statements

PASSWORD = "twelve or more letters"  # noqa: S105


def is_open(session, token):
    return find_session(session, session_hash(SECRET.encode(), token), at=now()) is not None


def create(session, **values):
    given = {
        "by": None,
        "email": "desk@example.org",
        "name": "Desk",
        "password": PASSWORD,
        "roles": [Role.MODERATOR],
        "at": NOON,
    }
    return create_account(session, **given | values)


def enter(session, email="desk@example.org", password=PASSWORD):
    return sign_in(session, email=email, password=password, email_hash="x", at=NOON)


def test_a_new_account_signs_in_however_its_address_is_typed(session):
    account = create(session, email=" Desk@Example.org ")
    assert enter(session, email="DESK@example.org ") is account
    assert events(session) == ["account.created", "account.signed_in"]


def test_the_password_itself_is_not_stored(session):
    account = create(session)
    assert account.password_hash.startswith("$argon2id$")


def test_accents_may_be_typed_on_any_keyboard(session):
    create(session, password="Mu\u0308ller und Söhne")  # noqa: S106
    assert enter(session, password="Müller und So\u0308hne")  # noqa: S106


def test_whoever_chairs_the_board_sits_on_it(session):
    assert create(session, roles=[Role.CHAIR]).roles == {Role.CHAIR, Role.BOARD}


def test_an_address_has_one_account(session):
    create(session)
    with pytest.raises(EmailTakenError):
        create(session, email="DESK@example.org")


@pytest.mark.parametrize(
    "values",
    [
        {"email": "desk"},
        {"email": "desk@example"},
        {"email": "desk@example.org\nbcc@example.org"},
        {"email": "a" * 250 + "@example.org"},
        {"name": " "},
        {"name": "a" * 81},
        {"password": "too short"},
        {"password": "a" * 201},
        {"roles": []},
    ],
)
def test_what_no_form_lets_through_is_refused(session, values):
    with pytest.raises(ValueError, match=r"\w"):
        create(session, **values)


def test_only_administrators_manage_accounts(session):
    moderator, other = make_account(session, Role.MODERATOR), make_account(session, Role.BOARD)
    with pytest.raises(NotAllowedError):
        create(session, by=moderator)
    with pytest.raises(NotAllowedError):
        reset_password(session, other, by=moderator, password=PASSWORD, at=NOON)
    with pytest.raises(NotAllowedError):
        change_account(
            session, other, by=moderator, name="X", roles=[Role.BOARD], active=False, at=NOON
        )


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("desk@example.org", "another password"),
        ("nobody@example.org", PASSWORD),
        ("desk@example.org", ""),
        ("", ""),
    ],
)
def test_address_and_password_have_to_belong_together(session, email, password):
    create(session)
    with pytest.raises(WrongPasswordError):
        enter(session, email, password)


def test_a_wrong_password_asks_as_much_whether_the_address_is_known_or_not(session):
    create(session)
    make_account(session, Role.BOARD, Role.CHAIR, email="off@example.org", active=False)
    session.commit()
    asked = {}

    for email in ("desk@example.org", "off@example.org", "nobody@example.org"):
        session.expunge_all()
        with statements() as asked[email], pytest.raises(WrongPasswordError):
            enter(session, email, "a wrong password")

    assert {len(one) for one in asked.values()} == {1}, "the time it takes would tell"


def test_nobody_signs_in_to_an_account_that_is_off_or_has_no_password(session):
    create(session).active = False
    account = make_account(session, Role.BOARD)
    with pytest.raises(WrongPasswordError):
        enter(session)
    with pytest.raises(WrongPasswordError):
        enter(session, email=account.email, password="the password of nobody")  # noqa: S106


def test_deactivating_ends_all_sessions(session):
    boss, account = make_account(session, Role.ADMINISTRATOR), create(session)
    token = make_session(session, account)
    change_account(
        session, account, by=boss, name="Desk", roles=[Role.MODERATOR], active=False, at=NOON
    )
    assert not account.active
    account.active = True
    assert not is_open(session, token)
    assert events(session)[-1] == "account.deactivated"


def test_roles_can_be_taken_and_given(session):
    boss, account = make_account(session, Role.ADMINISTRATOR), create(session)
    roles = [Role.CHAIR, Role.PROVIDER]
    change_account(session, account, by=boss, name="Desk", roles=roles, active=True, at=NOON)
    session.expire_all()
    assert account.roles == {Role.CHAIR, Role.BOARD, Role.PROVIDER}


def test_saving_without_a_change_writes_nothing_into_the_log(session):
    boss, account = make_account(session, Role.ADMINISTRATOR), create(session)
    change_account(
        session, account, by=boss, name="Desk", roles=[Role.MODERATOR], active=True, at=NOON
    )
    assert events(session) == ["account.created"]


@pytest.mark.parametrize(("roles", "active"), [([Role.ADMINISTRATOR], False), ([Role.BOARD], True)])
def test_administrators_cannot_shut_themselves_out(session, roles, active):
    boss = make_account(session, Role.ADMINISTRATOR)
    with pytest.raises(OwnAccountError):
        change_account(session, boss, by=boss, name="X", roles=roles, active=active, at=NOON)


def test_a_new_password_ends_all_sessions_and_the_old_one_is_gone(session):
    account = create(session)
    token = make_session(session, account)
    change_password(session, account, old=PASSWORD, new="another long password", at=NOON)
    assert not is_open(session, token)
    assert enter(session, password="another long password")  # noqa: S106
    with pytest.raises(WrongPasswordError):
        enter(session)


def test_a_password_is_not_changed_without_the_old_one(session):
    account = create(session)
    with pytest.raises(WrongPasswordError):
        change_password(session, account, old="a guess at it", new="another password", at=NOON)
    assert enter(session)


def after(seconds):
    return NOON + timedelta(seconds=seconds)


def test_five_attempts_are_free_and_then_each_one_waits_longer(session):
    assert [take_attempt(session, "x", at=NOON) for _ in range(5)] == [0] * 5
    assert take_attempt(session, "x", at=NOON) == 2
    assert take_attempt(session, "x", at=after(2)) == 0
    assert take_attempt(session, "x", at=after(2)) == 4
    assert take_attempt(session, "x", at=after(6)) == 0
    assert take_attempt(session, "x", at=after(6)) == 8


def test_an_attempt_that_waits_does_not_make_the_wait_longer(session):
    for _ in range(5):
        take_attempt(session, "x", at=NOON)
    assert [take_attempt(session, "x", at=after(1)) for _ in range(50)] == [1] * 50
    assert take_attempt(session, "x", at=after(2)) == 0


def test_no_wait_is_longer_than_a_minute(session):
    session.add(SignInAttempts(email_hash="x", failures=100_000, last_at=NOON))
    assert take_attempt(session, "x", at=NOON) == 60
    assert take_attempt(session, "x", at=after(60)) == 0


def test_after_a_quarter_of_an_hour_attempts_are_free_again(session):
    for _ in range(5):
        take_attempt(session, "x", at=NOON)
    assert [take_attempt(session, "x", at=after(901)) for _ in range(5)] == [0] * 5


def test_other_addresses_do_not_wait(session):
    for _ in range(6):
        take_attempt(session, "x", at=NOON)
    assert take_attempt(session, "y", at=NOON) == 0


def test_the_right_password_clears_the_count(session):
    create(session)
    for _ in range(5):
        take_attempt(session, "x", at=NOON)
    enter(session)
    assert take_attempt(session, "x", at=NOON) == 0
