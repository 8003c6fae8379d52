"""Looking whether a mail could be sent."""

from participate.notices.actions import mail_problems


def test_a_server_that_takes_mails_is_no_problem_and_gets_none(office):
    assert mail_problems(office.server()) is None
    assert office.taken == []


def test_what_is_wrong_comes_with_what_to_do_and_without_any_address(office):
    office.to_sender = ["550 not in your name"]
    said = mail_problems(office.server())
    assert "answer 550. Check MAIL_SENDER" in said
    assert "@" not in said
    office.close()
    assert "Check MAIL_SERVER" in mail_problems(office.server())


def test_without_a_server_nothing_is_wrong():
    assert mail_problems(None) is None
