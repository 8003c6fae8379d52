"""Which kinds of data there are about people."""

from enum import StrEnum


class DataKind(StrEnum):
    """One row of the table of retention periods, see `actions.retention`."""

    FORMS = "forms"
    SIGN_IN_ATTEMPTS = "sign_in_attempts"
    SESSIONS = "sessions"
    LINKS = "links"
    LINK_REQUESTS = "link_requests"
    WRONG_CODES = "wrong_codes"
    SENT_MAILS = "sent_mails"
    UNSENT_MAILS = "unsent_mails"
    VOTER_KEYS = "voter_keys"
    REPORTS = "reports"
    CONTACTS = "contacts"
    FEEDBACK = "feedback"
    CONTRIBUTIONS = "contributions"
    BALLOTS = "ballots"
    ACCOUNTS = "accounts"
    LOG = "log"
    BACKUPS = "backups"
