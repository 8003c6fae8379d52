"""Signing in with a code from the phone, in a browser: by keyboard, on a narrow screen."""

import re

import pyotp
import pytest
from playwright.sync_api import expect

from participate.accounts.actions import create_account
from participate.accounts.rules import Role
from tests.factories import NOON

EMAIL, PASSWORD = "desk@example.org", "twelve or more letters"


@pytest.fixture
def narrow(session, open_page, live_server):
    """A narrow screen, and an account that can sign in on it."""
    given = {"email": EMAIL, "name": "Desk", "password": PASSWORD, "roles": [Role.MODERATOR]}
    create_account(session, by=None, at=NOON, **given)
    session.commit()
    return open_page(320, 640)


def enter(page):
    page.goto("/sign-in")
    page.get_by_label("E-Mail-Adresse").fill(EMAIL)
    page.get_by_role("textbox", name="Passwort").fill(PASSWORD)
    page.keyboard.press("Enter")


def look(page, axe):
    """Nothing stands in the way of reading it, and nothing sticks out at the side."""
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_second_factor_is_set_up_and_asked_for(narrow, axe):
    enter(narrow)
    expect(narrow).to_have_url(re.compile("/desk$"))
    narrow.goto("/account")
    look(narrow, axe)
    narrow.get_by_role("link", name="Zweiten Faktor einrichten").press("Enter")
    expect(narrow.get_by_role("heading", level=1)).to_have_text("Zweiten Faktor einrichten")
    picture = narrow.get_by_role("img", name="QR-Code für die App")
    assert picture.evaluate("image => image.naturalWidth") > 0, "the picture was not drawn"
    look(narrow, axe)
    secret = "".join(narrow.locator("#secret").inner_text().split())

    narrow.get_by_role("textbox", name="Code").fill("000000")
    narrow.get_by_role("textbox", name="Ihr Passwort").fill(PASSWORD)
    narrow.keyboard.press("Enter")
    expect(narrow.get_by_role("alert")).to_be_focused()
    look(narrow, axe)

    narrow.get_by_role("textbox", name="Code").fill(pyotp.TOTP(secret).now())
    narrow.get_by_role("textbox", name="Ihr Passwort").fill(PASSWORD)
    narrow.keyboard.press("Enter")
    codes = narrow.locator("#recovery-codes li")
    expect(codes).to_have_count(10)
    look(narrow, axe)
    on_paper = codes.first.inner_text()

    narrow.context.clear_cookies()
    enter(narrow)
    expect(narrow.get_by_role("heading", level=1)).to_have_text("Code von Ihrem Handy")
    look(narrow, axe)
    narrow.get_by_role("textbox", name="Code").fill(on_paper)
    narrow.keyboard.press("Enter")
    expect(narrow).to_have_url(re.compile("/desk$"))
