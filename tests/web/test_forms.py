"""What arrives where a form was expected."""

from io import BytesIO

import pytest

from participate.accounts.rules import Role
from tests.factories import make_account
from tests.pages import soup

FORMS = {"/join": "code", "/resume": "code", "/sign-in": "email", "/accessibility": "body"}


def token_in(client, path):
    return soup(client.get(path)).select_one("[name=csrf_token]")["value"]


@pytest.mark.parametrize(("path", "field"), FORMS.items())
def test_a_file_in_the_place_of_a_text_is_an_empty_field(client, path, field):
    sent = {"csrf_token": token_in(client, path), field: (BytesIO(b"text"), "text.txt")}
    answer = client.post(path, data=sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert soup(answer).select_one(f"[name={field}]").get("value", "") == ""


@pytest.mark.parametrize("body", [{"code": 5, "email": 5, "body": 5}, [1, 2], "text", None])
@pytest.mark.parametrize("path", FORMS)
def test_json_in_the_place_of_a_form_is_an_empty_form(client, path, body):
    token = token_in(client, path)
    answer = client.post(path, json=body, headers={"X-CSRFToken": token})
    assert answer.status_code == 422


def test_only_words_are_promised_to_be_kept(client):
    def said(path, **typed):
        return soup(client.submit(path, typed)).select_one("main .fw-notice--bad").text

    assert "Ihr Text ist noch da." not in said("/resume", code="ABC")
    assert "Ihr Text ist noch da." not in said("/accessibility")
    assert "Ihr Text ist noch da." in said("/accessibility", contact="Anna, 030 12")


@pytest.mark.parametrize("row", ["²", "٣", "9" * 5000, "99999999", "-1", "0-0", ""])
def test_a_row_that_no_form_has_is_passed_over(client, session, sign_in, row):
    sign_in(make_account(session, Role.MODERATOR))
    sent = {"csrf_token": token_in(client, "/requirements/new"), f"criteria-{row}": "forged"}
    answer = client.post("/requirements/new", data=sent)
    assert answer.status_code == 422
    assert "forged" not in [field.get("value") for field in soup(answer).select("main input")]


@pytest.mark.parametrize("host", ["a..b", ".", "x" * 70])
def test_a_host_that_cannot_be_is_refused(client, host):
    assert client.get("/", headers={"Host": host}).status_code == 400
