"""Being signed in, one row for each device: how it ends, and that it does."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from participate.accounts.actions import (
    end_session,
    forget_over_sessions,
    renew_session,
    sign_out_everywhere,
    start_session,
)
from participate.accounts.models import AccountSession
from participate.accounts.queries import find_session, sessions_of
from participate.accounts.rules import Browser, Role, System, device_of
from participate.core.errors import NotFoundError
from tests.factories import NOON, make_account
from tests.log import events

LAPTOP = (Browser.FIREFOX, System.WINDOWS)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def account(session):
    return make_account(session, Role.MODERATOR)


def start(session, account, token="x", at=NOON):  # noqa: S107
    return start_session(session, account, token_hash=token, device=LAPTOP, at=at)


def found(session, token="x", at=NOON):  # noqa: S107
    session.expire_all()
    return find_session(session, token, at=at) is not None


def test_a_session_knows_its_account_and_roughly_its_device(session, account):
    started = start(session, account)
    assert find_session(session, "x", at=NOON).account is account
    assert (started.browser, started.system) == LAPTOP
    assert not found(session, "y")


def test_a_session_that_is_not_used_ends_after_two_weeks(session, account):
    start(session, account)
    assert found(session, at=NOON + 14 * DAY)
    assert not found(session, at=NOON + 14 * DAY + MINUTE)


def test_the_busiest_session_ends_after_sixty_days(session, account):
    current = start(session, account)
    for day in range(10, 60, 10):
        renew_session(session, current, at=NOON + day * DAY)
    assert found(session, at=NOON + 60 * DAY)
    assert not found(session, at=NOON + 60 * DAY + MINUTE)


def test_its_use_is_noted_every_ten_minutes_at_most(session, account):
    current = start(session, account)
    renew_session(session, current, at=NOON + 9 * MINUTE)
    session.refresh(current)
    assert current.seen_at == NOON
    renew_session(session, current, at=NOON + 10 * MINUTE)
    session.refresh(current)
    assert current.seen_at == NOON + 10 * MINUTE


def test_nobody_is_signed_in_to_an_account_that_is_off(session, account):
    start(session, account)
    account.active = False
    session.flush()
    assert not found(session)


def test_one_device_is_signed_out_and_the_others_stay(session, account):
    lost, kept = start(session, account, "lost"), start(session, account, "kept")
    end_session(session, account, lost.id, at=NOON)
    assert (found(session, "lost"), found(session, "kept")) == (False, True)
    assert [one.id for one in sessions_of(session, account, at=NOON)] == [kept.id]
    assert events(session) == ["account.session_ended"]


def test_nobody_ends_a_session_of_somebody_else(session, account):
    theirs = start(session, account)
    with pytest.raises(NotFoundError):
        end_session(session, make_account(session, Role.ADMINISTRATOR), theirs.id, at=NOON)
    assert found(session)


def test_all_devices_are_signed_out_and_other_people_stay(session, account):
    other = make_account(session, Role.BOARD)
    for token, whose in (("a", account), ("b", account), ("c", other)):
        start(session, whose, token)
    sign_out_everywhere(session, account, at=NOON)
    assert [found(session, token) for token in "abc"] == [False, False, True]


def test_the_twenty_first_device_ends_the_session_that_was_idle_longest(session, account):
    other = make_account(session, Role.BOARD)
    start(session, other, "somebody else's")
    for number in range(21):
        start(session, account, f"device {number}", at=NOON + number * MINUTE)
    assert not found(session, "device 0")
    assert found(session, "device 1")
    assert found(session, "somebody else's")


def test_what_is_over_is_not_listed_and_then_deleted(session, account):
    start(session, account, "old")
    start(session, account, "new", at=NOON + 10 * DAY)
    at = NOON + 15 * DAY
    assert [one.token_hash for one in sessions_of(session, account, at=at)] == ["new"]
    assert forget_over_sessions(session, at=at) == 1
    assert session.scalars(select(AccountSession.token_hash)).all() == ["new"]


def test_an_old_session_is_deleted_even_if_it_is_used(session, account):
    current = start(session, account)
    renew_session(session, current, at=NOON + 59 * DAY)
    assert forget_over_sessions(session, at=NOON + 60 * DAY) == 0
    assert forget_over_sessions(session, at=NOON + 60 * DAY + MINUTE) == 1


WINDOWS, MAC = "Mozilla/5.0 (Windows NT 10.0; Win64; x64", "Mozilla/5.0 (Macintosh; Intel Mac OS X"
LIKE = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("said", "device"),
    [
        (f"{WINDOWS}; rv:140.0) Gecko/20100101 Firefox/140.0", (Browser.FIREFOX, System.WINDOWS)),
        (f"{WINDOWS}) {LIKE} Chrome/142 Safari/5 Edg/142", (Browser.EDGE, System.WINDOWS)),
        (
            f"Mozilla/5.0 (Linux; Android 10; K) {LIKE} SamsungBrowser/28 Chrome/130 Safari/537",
            (Browser.SAMSUNG, System.ANDROID),
        ),
        (
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) {LIKE} Mobile Safari/604.1",
            (Browser.SAFARI, System.IOS),
        ),
        (f"{MAC} 10_15_7) {LIKE} Chrome/142 Safari/537.36", (Browser.CHROME, System.MACOS)),
        ("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", (Browser.FIREFOX, System.LINUX)),
        ("", (Browser.OTHER, System.OTHER)),
        ("<script>alert(1)</script>", (Browser.OTHER, System.OTHER)),
    ],
)
def test_a_device_is_told_roughly(said, device):
    assert device_of(said) == device
