"""A real mail server to send to, which can be told to misbehave."""

import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from participate.core.smtp import Encryption, MailServer

OK = "250 taken"
#: Takes the mail and hangs up before saying so.
TAKEN_AND_CUT = "taken and cut"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass
class PostOffice:
    """Answers with what its lists say, one per mail, and else takes everything."""

    port: int = field(default_factory=free_port)
    to_sender: list[str] = field(default_factory=list)
    to_recipient: list[str] = field(default_factory=list)
    to_text: list[str] = field(default_factory=list)
    #: While a mail is being handed over, this is called.
    meanwhile: Callable[[], Any] = lambda: None
    credentials: tuple[str, str] | None = None
    taken: list[EmailMessage] = field(default_factory=list)
    #: The recipient of each mail in `taken`, as the envelope says it.
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    talks: int = 0
    _controller: Controller | None = None

    def open(self) -> None:
        self._controller = Controller(
            self,
            hostname="127.0.0.1",
            port=self.port,
            authenticator=self._judge if self.credentials else None,
            auth_required=bool(self.credentials),
            auth_require_tls=False,
        )
        self._controller.start()

    def close(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def server(self, **values: Any) -> MailServer:
        """How to reach it."""
        usual = {
            "host": "127.0.0.1",
            "port": self.port,
            "encryption": Encryption.NONE,
            "sender": "Familie <familie@town.example>",
        }
        return MailServer(**usual | values)

    def _judge(self, _server: Any, _session: Any, _envelope: Any, _how: str, given: Any) -> Any:
        typed = (given.login.decode(), given.password.decode())
        return AuthResult(success=typed == self.credentials, handled=False)

    async def handle_MAIL(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self.talks += 1
        answer = self.to_sender.pop(0) if self.to_sender else OK
        if answer.startswith("2"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return answer

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        answer = self.to_recipient.pop(0) if self.to_recipient else OK
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.meanwhile()
        answer = self.to_text.pop(0) if self.to_text else OK
        if answer.startswith("2") or answer == TAKEN_AND_CUT:
            self.taken.append(message_from_bytes(envelope.content, policy=default))
            self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        if answer == TAKEN_AND_CUT:
            server.transport.abort()
            return OK
        return answer

    @property
    def ids(self) -> list[str]:
        """The Message-ID of every mail it took."""
        return [mail["Message-ID"] for mail in self.taken]

    def text_to(self, address: str) -> str:
        """The text of the last mail to somebody."""
        mail = next(mail for mail in reversed(self.taken) if mail["To"] == address)
        return str(mail.get_content())
