"""A passkey in a browser: made, used, and what somebody reads when it does not work."""

import re

import pytest
from playwright.sync_api import expect

from participate.accounts.actions import create_account
from participate.accounts.rules import Role
from tests.factories import NOON

EMAIL, PASSWORD = "desk@example.org", "twelve or more letters"
pytestmark = pytest.mark.long


@pytest.fixture
def narrow(session, open_page, live_server):
    """A narrow screen, and an account that can sign in on it."""
    given = {"email": EMAIL, "name": "Desk", "password": PASSWORD, "roles": [Role.MODERATOR]}
    create_account(session, by=None, at=NOON, **given)
    session.commit()
    return open_page(320, 640)


def plug_in(page, *, unlocks=True):
    """Give the browser a device that keeps passkeys; return what takes it away again."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": unlocks,
        "automaticPresenceSimulation": True,
    }
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devtools, made["authenticatorId"]


def by_password(page):
    page.goto("/sign-in?next=/account/passkeys")
    page.get_by_label("E-Mail-Adresse").fill(EMAIL)
    page.get_by_role("textbox", name="Passwort").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Passkeys")


def begin(page, name="Mein Handy"):
    page.get_by_role("textbox", name="Name des Passkeys").fill(name)
    page.get_by_role("textbox", name="Ihr Passwort").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Passkey „{name}“ anlegen")


def look(page, axe):
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_passkey_is_made_and_signs_in(narrow, axe):
    plug_in(narrow)
    by_password(narrow)
    look(narrow, axe)
    begin(narrow)
    look(narrow, axe)
    narrow.get_by_role("button", name="Passkey anlegen").press("Enter")
    expect(narrow.get_by_role("listitem").filter(has_text="Mein Handy")).to_be_visible()
    expect(narrow.get_by_role("status")).to_contain_text("Der Passkey ist angelegt.")
    look(narrow, axe)

    narrow.context.clear_cookies()
    narrow.goto("/sign-in")
    narrow.get_by_role("link", name="Mit einem Passkey anmelden").press("Enter")
    expect(narrow.get_by_text("Passkeys brauchen JavaScript.")).to_be_hidden()
    look(narrow, axe)
    narrow.get_by_role("button", name="Passkey benutzen").press("Enter")
    expect(narrow).to_have_url(re.compile("/desk$"))


def test_a_device_has_one_passkey_for_an_account(narrow):
    plug_in(narrow)
    by_password(narrow)
    begin(narrow)
    narrow.get_by_role("button", name="Passkey anlegen").click()
    expect(narrow.get_by_role("status")).to_be_visible()
    begin(narrow, "Noch einmal")
    narrow.get_by_role("button", name="Passkey anlegen").click()
    expect(narrow.get_by_role("alert")).to_have_text(
        "Dieses Gerät hat schon einen Passkey für Ihr Konto."
    )


def test_a_device_that_is_not_unlocked_signs_nobody_in(narrow):
    devtools, device = plug_in(narrow)
    by_password(narrow)
    begin(narrow)
    narrow.get_by_role("button", name="Passkey anlegen").click()
    expect(narrow.get_by_role("status")).to_be_visible()
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    narrow.context.clear_cookies()
    narrow.goto("/sign-in/passkey")
    narrow.get_by_role("button", name="Passkey benutzen").click()
    expect(narrow.get_by_role("alert")).to_contain_text("Bitte versuchen Sie es noch einmal.")
    expect(narrow).to_have_url(re.compile("/sign-in/passkey$"))


def test_without_scripts_the_page_says_what_works(session, open_page, live_server):
    page = open_page(320, 640, java_script_enabled=False)
    page.goto("/sign-in/passkey")
    expect(page.get_by_text("Passkeys brauchen JavaScript.")).to_be_visible()
    page.get_by_role("button", name="Passkey benutzen").click()
    expect(page.get_by_role("alert")).to_contain_text("melden Sie sich mit Ihrem Passwort an")
    page.get_by_role("link", name="Mit dem Passwort anmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden mit Konto")
