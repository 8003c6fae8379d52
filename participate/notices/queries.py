"""Reading the outbox."""

from sqlalchemy import Select, case, select

from participate.core.outbox import MailState, OutgoingMail

MAILS_PER_PAGE = 50


def all_mails() -> Select[OutgoingMail]:
    """Select all mails: first what was not sent, then what waits, then what was sent."""
    order = case(
        (OutgoingMail.state == MailState.GIVEN_UP, 0),
        (OutgoingMail.state == MailState.WAITING, 1),
        else_=2,
    )
    return select(OutgoingMail).order_by(order, OutgoingMail.put_at.desc(), OutgoingMail.id.desc())
