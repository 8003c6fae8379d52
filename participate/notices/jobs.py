"""Sending what waits in the outbox."""

from participate.core.clock import now
from participate.core.db import DbSession, looking
from participate.core.outbox import (
    TEXT,
    ClaimedMail,
    claim_mail,
    is_mail_due,
    settle_failed,
    settle_sent,
)
from participate.core.sealed import UnreadableError, unsealed
from participate.core.smtp import (
    ALL_MAILS,
    MailServer,
    NotDeliveredError,
    Trouble,
    deliver,
    message_for,
)


def send_mails(session: DbSession, server: MailServer | None, *, key: bytes) -> int:
    """Send one mail after the other until none is due, and return how many the server took.

    No transaction is open while the server is spoken to. Stops early when every other mail would
    meet the same trouble.

    Args:
        session: commits each step.
        server: None sends nothing; the mails wait.
        key: the installation's secret.
    """
    sent = 0
    while server is not None and _something_is_due(session):
        mail = claim_mail(session, at=now())
        session.commit()
        if mail is None:
            break
        trouble = _attempt(session, server, mail, key)
        session.commit()
        sent += trouble is None
        if trouble in ALL_MAILS:
            break
    return sent


def _something_is_due(session: DbSession) -> bool:
    with looking(session):
        return is_mail_due(session, at=now())


def _attempt(
    session: DbSession, server: MailServer, mail: ClaimedMail, key: bytes
) -> Trouble | None:
    """Hand one mail over, note how that ended, and return what came in the way."""
    try:
        message = message_for(
            server,
            to=mail.recipient,
            subject=mail.subject,
            body=unsealed(key, TEXT, mail.body),
            key=mail.key,
            language=mail.language,
            at=mail.put_at,
        )
        deliver(server, message, to=mail.recipient)
    except UnreadableError:
        error = NotDeliveredError(Trouble.UNREADABLE)
    except NotDeliveredError as refused:
        error = refused
    else:
        settle_sent(session, mail, at=now())
        return None
    settle_failed(session, mail, trouble=error.trouble, code=error.code, at=now())
    return error.trouble
