"""Handing one mail to the mail server, and naming what came in the way."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from enum import StrEnum
from time import monotonic

#: How long the server may take for one answer.
ANSWER_SECONDS = 20
#: How long everything before the text itself may take. With the text and its answer it stays well
#: below `outbox.LEASE_MINUTES`: nobody else takes a mail that is still being handed over.
TALK_SECONDS = 120


class Encryption(StrEnum):
    """How the talk with the mail server is kept from others."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


#: Where a mail server listens, unless MAIL_PORT says otherwise (RFC 8314).
USUAL_PORT = {Encryption.STARTTLS: 587, Encryption.TLS: 465, Encryption.NONE: 25}


class Trouble(StrEnum):
    """Why a mail was not taken."""

    NO_CONNECTION = "no_connection"
    NO_ENCRYPTION = "no_encryption"
    SIGN_IN_REFUSED = "sign_in_refused"
    SENDER_REFUSED = "sender_refused"
    TRY_LATER = "try_later"
    RECIPIENT_REFUSED = "recipient_refused"
    CONTENT_REFUSED = "content_refused"
    TOO_LATE = "too_late"  #: what it says was over before it could be sent
    UNREADABLE = "unreadable"  #: sealed under another secret


#: No later attempt can end otherwise.
FINAL = {
    Trouble.RECIPIENT_REFUSED,
    Trouble.CONTENT_REFUSED,
    Trouble.TOO_LATE,
    Trouble.UNREADABLE,
}
#: Every other mail would meet the same now.
ALL_MAILS = {
    Trouble.NO_CONNECTION,
    Trouble.NO_ENCRYPTION,
    Trouble.SIGN_IN_REFUSED,
    Trouble.SENDER_REFUSED,
}


class NotDeliveredError(Exception):
    """The server did not take a mail. `code` is its answer, 0 when there was none."""

    def __init__(self, trouble: Trouble, code: int = 0) -> None:
        super().__init__(f"{trouble.value} {code}")
        self.trouble, self.code = trouble, code


@dataclass(frozen=True)
class MailServer:
    """Whom to hand mails to, and in whose name."""

    host: str
    port: int
    encryption: Encryption
    sender: str  #: an address, or `Name <address>`
    username: str = ""
    password: str = field(default="", repr=False)

    @property
    def address(self) -> str:
        """Return the sender's bare address."""
        return parseaddr(self.sender)[1]


def message_for(
    server: MailServer,
    *,
    to: str,
    subject: str,
    body: str,
    key: str,
    language: str,
    at: datetime,
) -> EmailMessage:
    """Write a plain text mail.

    Args:
        server: says who sends it.
        to: one address.
        subject: one line; line breaks become spaces, so that nobody adds a header of their own.
        body: plain text.
        key: makes the Message-ID; the same key is the same mail, however often it is sent.
        language: the text's, for the header.
        at: when it was written.
    """
    message = EmailMessage()
    message["From"] = server.sender
    message["To"] = to
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{key}@{server.address.rpartition('@')[2]}>"
    message["Content-Language"] = language
    message["Auto-Submitted"] = "auto-generated"  # so that no holiday notice answers (RFC 3834)
    message.set_content(body, cte="quoted-printable")
    return message


def deliver(server: MailServer, message: EmailMessage, *, to: str) -> None:
    """Hand a mail over; it is delivered once the server has said so.

    Raises:
        NotDeliveredError: the server did not say so. When the talk broke off after the text was
            sent, it may have the mail nevertheless (NO_CONNECTION): nobody can know.
    """
    began = monotonic()
    with _talk(server) as smtp:
        _expect(smtp.mail(server.address)[0], Trouble.SENDER_REFUSED)
        _expect(smtp.rcpt(to)[0], Trouble.RECIPIENT_REFUSED)
        if monotonic() - began > TALK_SECONDS:
            raise NotDeliveredError(Trouble.NO_CONNECTION)
        try:
            code = smtp.data(message.as_bytes(policy=SMTP))[0]
        except smtplib.SMTPDataError as error:
            code = error.smtp_code
        _expect(code, Trouble.CONTENT_REFUSED)


def greet(server: MailServer) -> None:
    """Connect and sign in as if to send a mail, and send none.

    Raises:
        NotDeliveredError: a mail could not be sent now either.
    """
    with _talk(server) as smtp:
        _expect(smtp.mail(server.address)[0], Trouble.SENDER_REFUSED)


def _expect(code: int, refusal: Trouble) -> None:
    """Raise unless the server agreed; a refusal for good has its own name (RFC 5321, 4.2.1)."""
    if code == 421:  # it hangs up
        raise NotDeliveredError(Trouble.NO_CONNECTION, code)
    if not 200 <= code < 300:
        raise NotDeliveredError(refusal if code >= 500 else Trouble.TRY_LATER, code)


@contextmanager
def _talk(server: MailServer) -> Iterator[smtplib.SMTP]:
    """Open a talk with the server, encrypted and signed in as its settings say."""
    try:
        smtp = _connected(server)
        try:
            yield smtp
        finally:
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()  # whatever becomes of it: what was taken is taken
            smtp.close()
    except smtplib.SMTPConnectError as error:
        raise NotDeliveredError(Trouble.NO_CONNECTION, error.smtp_code) from error
    except (ssl.SSLError, smtplib.SMTPNotSupportedError) as error:
        raise NotDeliveredError(Trouble.NO_ENCRYPTION) from error
    except smtplib.SMTPAuthenticationError as error:
        raise NotDeliveredError(Trouble.SIGN_IN_REFUSED, error.smtp_code) from error
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        raise NotDeliveredError(Trouble.NO_CONNECTION) from error


def _connected(server: MailServer) -> smtplib.SMTP:
    """Return a connection that may send."""
    context = ssl.create_default_context()
    smtp: smtplib.SMTP
    if server.encryption is Encryption.TLS:
        smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=ANSWER_SECONDS, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=ANSWER_SECONDS)
    try:
        if server.encryption is Encryption.STARTTLS:
            _expect(smtp.starttls(context=context)[0], Trouble.NO_ENCRYPTION)
        if server.username:
            try:
                smtp.login(server.username, server.password)
            except smtplib.SMTPNotSupportedError as error:
                raise NotDeliveredError(Trouble.SIGN_IN_REFUSED) from error
        else:
            smtp.ehlo_or_helo_if_needed()
    except BaseException:
        smtp.close()
        raise
    return smtp
