"""Trying the mail server."""

from participate.core.smtp import MailServer, NotDeliveredError, Trouble, greet

#: What whoever runs the server can do about each trouble.
ADVICE = {
    Trouble.NO_CONNECTION: "Check MAIL_SERVER and MAIL_PORT, and that a firewall lets it through.",
    Trouble.NO_ENCRYPTION: "Check MAIL_ENCRYPTION, and the name and certificate of the server.",
    Trouble.SIGN_IN_REFUSED: "Check MAIL_USERNAME and MAIL_PASSWORD.",
    Trouble.SENDER_REFUSED: "Check MAIL_SENDER: the server does not send in this name.",
    Trouble.RECIPIENT_REFUSED: "Check the address: the server does not deliver to it.",
    Trouble.TRY_LATER: "The server asks to try again later.",
}


def mail_problems(server: MailServer | None) -> str | None:
    """Say what is wrong with the mail settings and what to do; None when a mail could be sent.

    Speaks to the mail server as if to send something, and sends nothing. Without a mail server
    there is nothing wrong: it is not needed.
    """
    if server is None:
        return None
    try:
        greet(server)
    except NotDeliveredError as error:
        return said_of(error)
    return None


def said_of(error: NotDeliveredError) -> str:
    """Return a sentence for whoever runs the server, without any address in it."""
    name = error.trouble.value.replace("_", " ")
    answer = f", answer {error.code}" if error.code else ""
    return f"The mail server: {name}{answer}. {ADVICE.get(error.trouble, '')}".strip()
