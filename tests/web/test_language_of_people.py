"""The language somebody chose follows them to their next device."""

import pytest

from participate.accounts.actions import create_account
from participate.accounts.models import Account
from participate.accounts.rules import Role
from participate.workshops.models import Participant
from participate.workshops.rules import code_hash, resume_code
from tests.conftest import CODE
from tests.factories import NOON, SECRET, make_workshop
from tests.pages import soup

PASSWORD = "twelve or more letters"  # noqa: S105
EMAIL = "desk@example.org"


@pytest.fixture
def another(app, session):
    """Another device, on which nobody chose anything yet."""
    device = app.test_client()
    device.session = session
    return device


@pytest.fixture
def moderator(session):
    rights = {"by": None, "roles": [Role.MODERATOR], "at": NOON}
    return create_account(session, email=EMAIL, name="Desk", password=PASSWORD, **rights)


def choose(device, language):
    answer = device.submit("/language", {"language": language}, on="/language?back=/")
    assert answer.status_code == 303


def join(device, workshop):
    fields = {"code": CODE, "group": "parents"}
    assert device.submit(f"/workshops/{workshop.id}/join", fields).status_code == 303


def come_back(device, session, person):
    code = resume_code(SECRET, person.id)
    person.resume_hash = code_hash(SECRET, code)
    answer = device.submit("/resume", {"code": code})
    assert answer.status_code == 303
    return answer


def enter(device):
    answer = device.submit("/sign-in?next=/desk", {"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 303
    return answer


def spoken(device, path="/"):
    return soup(device.get(path)).html["lang"]


def one(session, model):
    session.expire_all()
    return session.query(model).one()


class TestParticipants:
    def test_what_was_chosen_before_joining_is_there_on_the_next_phone(
        self, client, another, session, workshop
    ):
        choose(client, "uk")
        join(client, workshop)
        answer = come_back(another, session, one(session, Participant))
        assert spoken(another, answer.location) == "uk"
        assert spoken(another) == "uk", "and it stays there"

    def test_what_was_chosen_later_is_there_too(self, client, another, session, participant):
        choose(client, "tr")
        come_back(another, session, one(session, Participant))
        assert spoken(another) == "tr"
        choose(another, "de")
        come_back(client, session, one(session, Participant))
        assert spoken(client) == "de", "the last choice counts"

    def test_the_person_wins_over_a_tablet_that_others_used_before(
        self, client, another, session, participant
    ):
        choose(client, "ar")
        choose(another, "tr")
        come_back(another, session, one(session, Participant))
        assert spoken(another) == "ar"

    def test_whoever_never_chose_keeps_what_they_chose_to_come_back(
        self, client, another, session, participant
    ):
        choose(another, "uk")
        come_back(another, session, participant)
        assert spoken(another) == "uk"
        assert one(session, Participant).language == "uk"

    def test_it_is_kept_in_every_workshop_of_the_device_and_with_nobody_else(
        self, client, another, session, workshop
    ):
        second = make_workshop(session, code="OTHER1")
        join(client, workshop)
        fields = {"code": "OTHER1", "group": "parents"}
        assert client.submit(f"/workshops/{second.id}/join", fields).status_code == 303
        join(another, workshop)
        choose(client, "uk")
        kept = [person.language for person in session.query(Participant).order_by(Participant.id)]
        assert kept == ["uk", "uk", None]

    def test_nothing_is_kept_of_whoever_chose_nothing(self, client, session, workshop):
        join(client, workshop)
        assert one(session, Participant).language is None

    def test_a_language_nobody_speaks_here_is_kept_nowhere(self, client, session, workshop):
        client.set_cookie("language", "tlh")
        join(client, workshop)
        assert one(session, Participant).language is None


class TestAccounts:
    def test_what_was_chosen_on_one_computer_is_there_on_the_next(
        self, client, another, session, moderator
    ):
        enter(client)
        choose(client, "en")
        assert spoken(another, "/imprint") == "de"
        enter(another)
        assert spoken(another, "/imprint") == "en"

    def test_what_was_chosen_before_the_first_sign_in_is_kept(
        self, client, another, session, moderator
    ):
        choose(client, "en")
        enter(client)
        enter(another)
        assert spoken(another, "/desk") == "en"

    def test_a_computer_that_others_used_speaks_what_the_person_chose(
        self, client, another, session, moderator
    ):
        enter(client)
        choose(client, "de")
        choose(another, "en")
        enter(another)
        assert spoken(another, "/desk") == "de"
        assert one(session, Account).language == "de"
