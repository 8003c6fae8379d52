"""Trying the mail settings out from the command line."""

import pytest


@pytest.fixture
def settings(office):
    return {
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": str(office.port),
        "MAIL_SENDER": "Familie <familie@town.example>",
        "MAIL_ENCRYPTION": "none",
    }


def test_a_mail_to_try_arrives(participate, ready, office, settings):
    done = participate("test-mail", "me@example.org", **settings)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Sie müssen nichts tun" in office.text_to("me@example.org")


def test_what_is_wrong_is_said_with_what_to_do(participate, ready, office, settings):
    office.to_recipient = ["550 no such mailbox"]
    done = participate("test-mail", "me@example.org", **settings)
    assert done.returncode == 1
    assert "recipient refused, answer 550. Check the address" in done.stderr
    office.close()
    done = participate("test-mail", "me@example.org", **settings)
    assert "no connection. Check MAIL_SERVER" in done.stderr


def test_without_a_mail_server_it_says_which_settings_are_missing(participate, ready):
    done = participate("test-mail", "me@example.org")
    assert done.returncode == 1
    assert "Set MAIL_SERVER and MAIL_SENDER" in done.stderr


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"MAIL_SENDER": ""}, "MAIL_SENDER must be an address"),
        ({"MAIL_SENDER": "a@b.example\nBcc: c@d.example"}, "MAIL_SENDER must be an address"),
        ({"MAIL_PORT": "0"}, "MAIL_PORT is '0'"),
        ({"MAIL_ENCRYPTION": "ssl"}, "must be starttls, tls or none"),
        ({"MAIL_SERVER": "mail.example", "MAIL_USERNAME": "x"}, "would travel for all to read"),
    ],
)
def test_settings_that_cannot_work_are_refused(participate, ready, settings, wrong, said):
    done = participate("test-mail", "me@example.org", **settings | wrong)
    assert done.returncode == 2
    assert said in done.stderr
