"""Names for what mails call by key."""

from flask_babel import lazy_gettext as _

from participate.core.outbox import MailState
from participate.core.smtp import Trouble
from participate.web.labels import name_all

name_all(
    MailState,
    {
        MailState.WAITING: _("Waiting"),
        MailState.SENT: _("Sent"),
        MailState.GIVEN_UP: _("Not sent"),
    },
)
name_all(
    Trouble,
    {
        Trouble.NO_CONNECTION: _("The mail server does not answer."),
        Trouble.NO_ENCRYPTION: _("The mail server does not speak encrypted."),
        Trouble.SIGN_IN_REFUSED: _("The mail server refuses our name and password."),
        Trouble.SENDER_REFUSED: _("The mail server does not send in our name."),
        Trouble.TRY_LATER: _("The mail server asks to try again later."),
        Trouble.RECIPIENT_REFUSED: _("The mail server does not deliver to this address."),
        Trouble.CONTENT_REFUSED: _("The mail server refuses this mail."),
        Trouble.TOO_LATE: _("What it says was over before it could be sent."),
        Trouble.UNREADABLE: _("It was written under another secret."),
    },
)
