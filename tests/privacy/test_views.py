"""Erasing oneself, one's account, and somebody who wrote to the town: without any script."""

import pytest
from sqlalchemy import select

from participate.accounts.rules import Role
from participate.ideas.models import Idea
from participate.privacy.rules import NAMELESS, WITHDRAWN
from participate.workshops.models import Participant
from participate.workshops.rules import code_hash
from tests.conftest import CHEAP
from tests.factories import (
    SECRET,
    make_account,
    make_comment,
    make_idea,
    make_need,
    make_participant,
)
from tests.pages import soup

SURE = {"texts": "withdrawn", "sure": "y"}
PASSWORD = "twelve or more letters"  # noqa: S105
PROOF = {"password": PASSWORD}
HASH = CHEAP.hash(PASSWORD)


def erase_me(workshop):
    return f"/workshops/{workshop.id}/erase-me"


class TestEraseMe:
    def test_is_found_and_makes_the_device_nobody(self, client, session, workshop, participant):
        idea = make_idea(session, workshop, participant=participant, title="Mehr Schatten")
        need = make_need(session, workshop, participant=participant, i_need="einen Brunnen")
        comment = make_comment(session, idea, participant=participant, body="Sonst wird es heiß.")
        session.commit()
        pages = [
            f"/workshops/{workshop.id}/ideas",
            f"/workshops/{workshop.id}/ideas/{idea.id}",
            f"/workshops/{workshop.id}/needs",
            f"/workshops/{workshop.id}/needs/{need.id}",
            f"/trace/idea/{idea.id}",
        ]
        words = (participant.pseudonym, "Mehr Schatten", "einen Brunnen", comment.body)
        before = "".join(client.get(page).text for page in pages)
        assert [word for word in words if word not in before] == []
        assert erase_me(workshop) in client.get(f"/workshops/{workshop.id}/mine").text

        answer = client.submit(erase_me(workshop), SURE)

        assert answer.location == f"/workshops/{workshop.id}"
        assert "Ihre Daten sind gelöscht." in client.get(answer.location).text
        assert f"/workshops/{workshop.id}/join" in client.get(erase_me(workshop)).location
        after = "".join(client.get(page).text for page in pages)  # those kept for everybody, too
        assert [word for word in words if word in after] == []
        assert WITHDRAWN in after

    @pytest.mark.parametrize(
        ("left_out", "said"),
        [("texts", "Wählen Sie, was"), ("sure", "Bisher ist nichts gelöscht.")],
    )
    def test_without_a_choice_and_a_tick_nothing_happens(
        self, client, session, workshop, participant, left_out, said
    ):
        session.commit()
        typed = {name: value for name, value in SURE.items() if name != left_out}
        answer = client.submit(erase_me(workshop), typed)

        assert answer.status_code == 422
        assert said in answer.text
        session.expire_all()
        assert session.get_one(Participant, participant.id).erased_at is None


class TestEraseAccount:
    def test_its_holder_erases_it_and_is_signed_out(self, client, session, sign_in):
        account = make_account(
            session, Role.MODERATOR, display_name="Zora Zaunkönig", password_hash=HASH
        )
        session.commit()
        sign_in(account)
        assert "/account/erase" in client.get("/account").text
        client.submit("/account/erase", SURE | PROOF)

        session.expire_all()
        assert account.display_name == NAMELESS
        assert "/sign-in" in client.get("/desk").location

    def test_the_last_administrator_reads_what_to_do(self, client, session, sign_in):
        admin = make_account(session, Role.ADMINISTRATOR, password_hash=HASH)
        session.commit()
        sign_in(admin)
        answer = client.submit("/account/erase", SURE | PROOF)

        assert answer.status_code == 422
        assert "Legen Sie zuerst ein anderes an." in answer.text
        session.expire_all()
        assert admin.erased_at is None

    def test_who_was_the_last_one_sends_the_same_form_again(self, client, session, sign_in):
        admin = make_account(session, Role.ADMINISTRATOR, password_hash=HASH)
        session.commit()
        sign_in(admin)
        page = soup(client.get("/account/erase")).select_one("main form")
        typed = {tag["name"]: tag["value"] for tag in page.select("[type=hidden]")} | SURE | PROOF
        assert client.post("/account/erase", data=typed).status_code == 422
        make_account(session, Role.ADMINISTRATOR)
        assert client.post("/account/erase", data=typed).status_code == 303
        session.expire_all()
        assert admin.erased_at is not None

    def test_an_administrator_erases_another_one(self, client, session, sign_in):
        admin, other = (
            make_account(session, Role.ADMINISTRATOR, password_hash=HASH) for _ in range(2)
        )
        name = other.display_name
        session.commit()
        sign_in(admin)
        address = f"/accounts/{other.id}/erase"
        assert address in client.get(f"/accounts/{other.id}/edit").text
        client.submit(address, SURE | PROOF)

        assert name not in client.get("/accounts").text
        assert client.get(f"/accounts/{other.id}/edit").status_code == 404
        assert client.get(address).status_code == 404

    @pytest.mark.parametrize("password", ["", "not the password at all"])
    def test_a_laptop_left_open_erases_nobody(self, client, session, sign_in, password):
        admin, other = (
            make_account(session, Role.ADMINISTRATOR, password_hash=HASH) for _ in range(2)
        )
        session.commit()
        sign_in(admin)
        for address in ("/account/erase", f"/accounts/{other.id}/erase"):
            answer = client.submit(address, SURE | {"password": password})
            assert answer.status_code == 422
            assert "Passwort" in soup(answer).select_one("#password-error").text
        session.expire_all()
        assert (admin.erased_at, other.erased_at) == (None, None)

    def test_whoever_has_no_password_is_asked_for_none(self, client, session, sign_in):
        account = make_account(session, Role.PROVIDER)
        session.commit()
        sign_in(account)
        assert client.submit("/account/erase", SURE).status_code == 303
        session.expire_all()
        assert account.display_name == NAMELESS


class TestEraseByCode:
    def test_mistakes_stand_in_the_order_of_the_page(self, client, session, sign_in):
        sign_in(make_account(session, Role.ADMINISTRATOR))
        page = soup(client.submit("/erase-participant", {"code": ""}))
        fields = [link["href"] for link in page.select("main [role=alert] a")]
        assert fields == ["#code", "#texts", "#sure"]

    def test_an_administrator_erases_who_named_their_code(self, client, session, workshop, sign_in):
        someone = make_participant(session, workshop, resume_hash=code_hash(SECRET, "ABCDEFGHJK"))
        make_idea(session, workshop, participant=someone)
        sign_in(make_account(session, Role.ADMINISTRATOR))
        session.commit()
        wrong = client.submit("/erase-participant", SURE | {"code": "ABCDE HJKLM"})
        assert wrong.status_code == 422
        assert "Diesen Code hat niemand." in wrong.text

        client.submit("/erase-participant", SURE | {"code": "abcde fghjk"})
        session.expire_all()
        assert someone.pseudonym == NAMELESS
        assert session.scalars(select(Idea.title)).all() == [WITHDRAWN]
