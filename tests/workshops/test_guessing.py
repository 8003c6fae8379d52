"""Nobody finds a code by guessing; and nobody who has one waits because others guess."""

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import func, select, update

from participate.workshops import rules
from participate.workshops.actions import forget_wrong_codes
from participate.workshops.models import Participant, Workshop, WrongCodes
from participate.workshops.rules import (
    ALL_DEVICES,
    CODE_ALPHABET,
    ONE_DEVICE,
    code_hash,
    join_code,
    join_key,
    resume_code,
)
from participate.workshops.visitor import DEVICE_COOKIE
from tests.conftest import CODE
from tests.factories import NOON, SECRET
from tests.pages import soup

JOIN = {"group": "pupils"}


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is moved."""
    at = [NOON]
    monkeypatch.setattr("participate.workshops.views.taking_part.this_moment", lambda: at[0])
    return at


@pytest.fixture
def phones(client):
    """Send a form from one address as many phones, a new one each time unless it is named."""
    hidden = {}

    def send(path, data, *, device=None):
        if path not in hidden:
            fields = soup(client.get(path)).select("main form input[type=hidden]")
            hidden[path] = {tag["name"]: tag.get("value", "") for tag in fields}
        client.delete_cookie(DEVICE_COOKIE)
        if device:
            client.set_cookie(DEVICE_COOKIE, device)
        send.count += 1
        return client.post(path, data=hidden[path] | {"once": str(send.count)} | data)

    send.count = 0
    return send


def people(session):
    return session.scalar(select(func.count()).select_from(Participant))


def wrong_codes():
    return ("".join(letters) for letters in product(CODE_ALPHABET, repeat=3))


def use_up(phones):
    for code, _one in zip(wrong_codes(), range(ALL_DEVICES.at_once), strict=False):
        assert phones("/join", JOIN | {"code": code}).status_code == 422


@pytest.mark.long
def test_in_a_small_code_space_the_budget_is_used_up_before_the_code_is_found(
    phones, session, workshop, clock, monkeypatch
):
    monkeypatch.setattr(rules, "CODE_LENGTH", 3)
    guesses = list(wrong_codes())[: ALL_DEVICES.at_once + 100]
    workshop.join_code_hash = code_hash(SECRET, guesses[-50])
    session.flush()
    answers = [phones("/join", JOIN | {"code": guess}).status_code for guess in guesses]
    assert answers == [422] * ALL_DEVICES.at_once + [429] * 100
    assert people(session) == 0


def test_a_look_at_an_address_says_nothing_about_its_code(client, workshop):
    def seen(code):
        page = soup(client.get(f"/w/{code}", follow_redirects=True))
        assert page.select_one("input[name=code]")["value"] == code
        return page.main.get_text().replace(code, "")

    assert workshop.title not in seen(CODE)
    assert seen(CODE) == seen("SAND43")


@pytest.mark.parametrize("code", [CODE + " " * 60, "-" * 60 + CODE])
def test_a_code_that_is_too_long_is_not_looked_up(phones, workshop, code):
    assert workshop.title not in phones("/join", JOIN | {"code": code}).text


@pytest.mark.long
def test_while_others_guess_five_hundred_scan_the_code_at_one_address(
    phones, session, workshop, clock
):
    use_up(phones)
    code = join_code(SECRET, workshop.id, 1)
    workshop.join_code_hash = code_hash(SECRET, code)
    session.flush()
    scanned = f"/join?code={code}&k={join_key(SECRET, workshop.id, 1)}"
    answers = {
        phones(scanned, JOIN | {"code": code}, device=f"phone {number}").status_code
        for number in range(500)
    }
    assert (answers, people(session)) == ({303}, 500)


@pytest.mark.long
def test_five_hundred_who_type_do_not_wait_although_every_third_mistypes(
    phones, session, workshop, clock
):
    for number in range(500):
        if number % 3 == 0:
            wrong = phones("/join", JOIN | {"code": f"SAN{number}"}, device=f"phone {number}")
            assert wrong.status_code == 422
        assert phones("/join", JOIN | {"code": CODE}, device=f"phone {number}").status_code == 303
    assert people(session) == 500


def test_a_scanned_code_shows_its_workshop_and_a_made_up_key_does_not(client, session, workshop):
    code = join_code(SECRET, workshop.id, 1)
    workshop.join_code_hash = code_hash(SECRET, code)
    session.flush()
    right = client.get(f"/w/{code}?k={join_key(SECRET, workshop.id, 1)}", follow_redirects=True)
    assert workshop.title in right.text
    for key in ("", "A" * 16, join_key(SECRET, workshop.id, 2), "ü🙂"):
        wrong = client.get("/join", query_string={"code": code, "k": key})
        assert workshop.title not in wrong.text


@pytest.mark.parametrize(
    ("path", "good"), [("/join", JOIN | {"code": CODE}), ("/resume", {"code": "right"})]
)
def test_one_phone_waits_a_little_then_the_right_code_works(
    phones, session, workshop, clock, path, good
):
    if path == "/resume":
        phones("/join", JOIN | {"code": CODE})
        code = resume_code(SECRET, session.scalar(select(Participant.id)))
        session.execute(update(Participant).values(resume_hash=code_hash(SECRET, code)))
        good = {"code": code}
    for _try in range(ONE_DEVICE.at_once):
        assert phones(path, good | {"code": "AAAAAA"}, device="mine").status_code == 422
    waiting = phones(path, good, device="mine")
    assert (waiting.status_code, waiting.headers["Retry-After"]) == (429, "30")
    assert "Bitte warten Sie 30 Sekunden." in waiting.text
    assert soup(waiting).select_one("input[name=code]")["value"] == good["code"]
    assert workshop.title not in waiting.text

    assert phones(path, good, device="another").status_code == 303  # nobody else waits
    clock[0] += timedelta(seconds=30)
    assert phones(path, good, device="mine").status_code == 303


def test_the_same_wrong_form_sent_again_is_wrong_again(client, session, workshop):
    page = soup(client.get("/join"))
    hidden = {tag["name"]: tag.get("value", "") for tag in page.select("form input[type=hidden]")}
    for _try in range(2):
        answer = client.post("/join", data=hidden | JOIN | {"code": "AAAAAA"})
        assert answer.status_code == 422


def test_what_was_counted_is_forgotten_and_names_no_phone(phones, session, workshop, clock):
    phones("/join", JOIN | {"code": "AAAAAA"}, device="a phone")
    rows = session.scalars(select(WrongCodes.counted)).all()
    assert len(rows) == 2
    assert not any("phone" in row or "AAAAAA" in row for row in rows)
    forget_wrong_codes(session, at=NOON + timedelta(seconds=31))
    assert session.scalar(select(func.count()).select_from(WrongCodes)) == 0


def test_a_withdrawn_code_and_key_open_nothing(client, session, workshop):
    old_code, old_key = join_code(SECRET, workshop.id, 1), join_key(SECRET, workshop.id, 1)
    new_hash = code_hash(SECRET, join_code(SECRET, workshop.id, 2))
    session.execute(update(Workshop).values(join_code_number=2, join_code_hash=new_hash))
    path = f"/join?code={old_code}&k={old_key}"
    answer = client.submit("/join", JOIN | {"code": old_code}, on=path)
    assert (answer.status_code, people(session)) == (422, 0)
