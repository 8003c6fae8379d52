"""What the privacy page says about each kind of data."""

from typing import NamedTuple

from flask_babel import format_timedelta
from flask_babel import lazy_gettext as _

from participate.privacy.actions.retention import RETENTION, Kept
from participate.privacy.rules import DataKind, Texts
from participate.web.labels import label, name_all

name_all(
    DataKind,
    {
        DataKind.FORMS: _("Check sum of a form that was sent"),
        DataKind.SIGN_IN_ATTEMPTS: _("Count of wrong passwords"),
        DataKind.SESSIONS: _("Device on which an account is signed in"),
        DataKind.PASSKEYS: _("Public key of a passkey, its name, and when it was last used"),
        DataKind.LINKS: _("Check sum of a link that was mailed to an account"),
        DataKind.LINK_REQUESTS: _("E-mail address of somebody who asked for a link"),
        DataKind.WRONG_CODES: _("Count of wrong codes"),
        DataKind.SENT_MAILS: _("Address and subject of a mail that was sent"),
        DataKind.UNSENT_MAILS: _("Address and subject of a mail that nobody took"),
        DataKind.VOTER_KEYS: _("Key that says whose ballot it is"),
        DataKind.REPORTS: _("Report about a contribution"),
        DataKind.CONTACTS: _("How to reach somebody who told us about a barrier"),
        DataKind.FEEDBACK: _("Message about a barrier"),
        DataKind.PARTICIPANTS: _(
            "Drawn name, chosen language, check sums of device and code, and who wrote what"
        ),
        DataKind.OLD_ACCOUNTS: _("Name and e-mail address of an account that is switched off"),
        DataKind.CONTRIBUTIONS: _("Needs, ideas and comments without a name"),
        DataKind.BALLOTS: _("Ballots without a name"),
        DataKind.ACCOUNTS: _("Name, e-mail address, chosen language and roles of an account"),
        DataKind.LOG: _("Log with the numbers of those who acted"),
        DataKind.BACKUPS: _("Backups of all of this"),
    },
)
name_all(
    Texts,
    {
        Texts.KEPT: _("Keep them, without a name"),
        Texts.WITHDRAWN: _("Take them back: “[zurückgezogen]” stands in their place"),
    },
)

WHY = {
    DataKind.FORMS: _("A form that is sent twice counts once."),
    DataKind.SIGN_IN_ATTEMPTS: _("Guessing at passwords takes long."),
    DataKind.SESSIONS: _("Whoever works here stays signed in."),
    DataKind.PASSKEYS: _("A device signs in without a password."),
    DataKind.LINKS: _("Staff, board and providers sign in without a password, or choose one."),
    DataKind.LINK_REQUESTS: _("The link can be mailed."),
    DataKind.WRONG_CODES: _("Guessing at codes takes long."),
    DataKind.SENT_MAILS: _("The administration sees what went out."),
    DataKind.UNSENT_MAILS: _("The administration sees what did not arrive, and why."),
    DataKind.VOTER_KEYS: _("You can change your ballot, and a mistaken close can be taken back."),
    DataKind.REPORTS: _("The facilitators can look into what was reported."),
    DataKind.CONTACTS: _("We can answer you."),
    DataKind.FEEDBACK: _("We can remove the barrier."),
    DataKind.PARTICIPANTS: _("You find your contributions again, in your language."),
    DataKind.OLD_ACCOUNTS: _("An account can be switched on again."),
    DataKind.CONTRIBUTIONS: _("Everybody can follow what became of a wish."),
    DataKind.BALLOTS: _("Everybody can count a result again."),
    DataKind.ACCOUNTS: _("Staff, board and providers sign in."),
    DataKind.LOG: _("No decision can be changed in silence."),
    DataKind.BACKUPS: _("Nothing is lost when a machine breaks."),
}

HOW_LONG = {
    DataKind.FORMS: _("%(period)s after sending"),
    DataKind.SIGN_IN_ATTEMPTS: _("%(period)s after the last attempt"),
    DataKind.SESSIONS: _("%(period)s after it last saved something, at most 60 days"),
    DataKind.PASSKEYS: _("until its owner removes it, as long as the account is needed"),
    DataKind.LINKS: _("until it is used, at most %(period)s after it is over"),
    DataKind.LINK_REQUESTS: _("until the mail is written, at most %(period)s"),
    DataKind.WRONG_CODES: _("at most %(period)s after the last attempt"),
    DataKind.SENT_MAILS: _("%(period)s after sending; the text goes at once"),
    DataKind.UNSENT_MAILS: _("%(period)s after the last attempt"),
    DataKind.VOTER_KEYS: _("%(period)s after the vote was closed"),
    DataKind.REPORTS: _("%(period)s after the facilitators decided"),
    DataKind.CONTACTS: _("until the matter is settled, at most %(period)s"),
    DataKind.FEEDBACK: _("%(period)s after the matter was settled"),
    DataKind.PARTICIPANTS: _("%(period)s after the end of the workshop"),
    DataKind.OLD_ACCOUNTS: _("%(period)s after switching it off"),
    DataKind.CONTRIBUTIONS: _("as long as the town works with the results"),
    DataKind.BALLOTS: _("as long as the town shows the result"),
    DataKind.ACCOUNTS: _("as long as the account is needed"),
    DataKind.LOG: _("for good; it holds neither names nor texts"),
    DataKind.BACKUPS: _("as long as the town decides; ask its data protection officer"),
}


class Row(NamedTuple):
    """One line of the table of retention periods, in the visitor's language."""

    what: str
    why: str
    how_long: str


def retention_table() -> list[Row]:
    """Return what is kept, why and for how long, for people to read."""
    return [Row(label(one.kind), str(WHY[one.kind]), _how_long(one)) for one in RETENTION]


def _how_long(kept: Kept) -> str:
    if kept.period is None:
        return str(HOW_LONG[kept.kind])
    period = format_timedelta(kept.period, threshold=1)
    return str(HOW_LONG[kept.kind]) % {"period": period}
