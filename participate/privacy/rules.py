"""Which kinds of data there are about people."""

from enum import StrEnum


class DataKind(StrEnum):
    """One row of the table of retention periods, see `actions.retention`."""

    FORMS = "forms"
    SIGN_IN_ATTEMPTS = "sign_in_attempts"
    SESSIONS = "sessions"
    PASSKEYS = "passkeys"
    LINKS = "links"
    LINK_REQUESTS = "link_requests"
    WRONG_CODES = "wrong_codes"
    SENT_MAILS = "sent_mails"
    UNSENT_MAILS = "unsent_mails"
    VOTER_KEYS = "voter_keys"
    REPORTS = "reports"
    CONTACTS = "contacts"
    FEEDBACK = "feedback"
    PARTICIPANTS = "participants"
    OLD_ACCOUNTS = "old_accounts"
    CONTRIBUTIONS = "contributions"
    BALLOTS = "ballots"
    ACCOUNTS = "accounts"
    LOG = "log"
    BACKUPS = "backups"


#: Stands in the place of a text its author took back. German, like the texts around it: it is
#: stored, shown and exported as it is.
WITHDRAWN = "[zurückgezogen]"
#: Stands in the place of an erased person's name.
NAMELESS = "[gelöscht]"
#: The first key of the file with one's own data; another number when a key in it is changed.
OWN_DATA_FORMAT = "familienwerkstatt-own-data-1"
#: Days after a workshop's end for which those who took part are known by their drawn names.
PARTICIPANT_DAYS = 730
#: Days for which an account that was switched off keeps its name.
ACCOUNT_DAYS = 365


class Texts(StrEnum):
    """What becomes of the texts of somebody who is erased."""

    KEPT = "kept"
    WITHDRAWN = "withdrawn"
