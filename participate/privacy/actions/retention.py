"""For how long each kind of data is kept. One table: the privacy page and the clock read it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from participate.accounts.actions import (
    forget_attempts,
    forget_links,
    forget_over_sessions,
    forget_requests,
)
from participate.accounts.rules import ATTEMPTS_HOURS, LINK_KEPT_DAYS, SESSION_IDLE_DAYS
from participate.core.db import DbSession
from participate.core.once import KEPT_DAYS, forget_writes
from participate.core.outbox import (
    GIVEN_UP_KEPT_DAYS,
    SENT_KEPT_DAYS,
    forget_given_up_mails,
    forget_sent_mails,
)
from participate.ideas.actions.discussing import forget_reports
from participate.ideas.rules import REPORT_KEPT_DAYS
from participate.pages.actions import forget_contacts, forget_feedback
from participate.pages.rules import FEEDBACK_KEPT_DAYS
from participate.privacy.actions.accounts import forget_accounts
from participate.privacy.actions.participants import forget_participants
from participate.privacy.rules import ACCOUNT_DAYS, PARTICIPANT_DAYS, DataKind
from participate.voting.jobs import KEY_HOURS, destroy_old_keys
from participate.workshops.actions import forget_wrong_codes
from participate.workshops.rules import ALL_DEVICES


class Forget(Protocol):
    """What deletes one kind of data."""

    def __call__(self, session: DbSession, *, at: datetime) -> int:
        """Delete what is over its time at a moment, and return how much it was."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of data: for how long, from the moment that its label names, and what deletes it.

    Without a period it is kept for as long as its label says, and nothing deletes it by the clock.
    """

    kind: DataKind
    period: timedelta | None = None
    forget: Forget | None = None


RETENTION = (
    Kept(DataKind.FORMS, timedelta(days=KEPT_DAYS), forget_writes),
    Kept(DataKind.SIGN_IN_ATTEMPTS, timedelta(hours=ATTEMPTS_HOURS), forget_attempts),
    Kept(DataKind.SESSIONS, timedelta(days=SESSION_IDLE_DAYS), forget_over_sessions),
    Kept(DataKind.LINKS, timedelta(days=LINK_KEPT_DAYS), forget_links),
    Kept(DataKind.LINK_REQUESTS, timedelta(days=LINK_KEPT_DAYS), forget_requests),
    Kept(
        DataKind.WRONG_CODES,
        timedelta(seconds=ALL_DEVICES.at_once * ALL_DEVICES.seconds),
        forget_wrong_codes,
    ),
    Kept(DataKind.SENT_MAILS, timedelta(days=SENT_KEPT_DAYS), forget_sent_mails),
    Kept(DataKind.UNSENT_MAILS, timedelta(days=GIVEN_UP_KEPT_DAYS), forget_given_up_mails),
    Kept(DataKind.VOTER_KEYS, timedelta(hours=KEY_HOURS), destroy_old_keys),
    Kept(DataKind.REPORTS, timedelta(days=REPORT_KEPT_DAYS), forget_reports),
    Kept(DataKind.CONTACTS, timedelta(days=FEEDBACK_KEPT_DAYS), forget_contacts),
    Kept(DataKind.FEEDBACK, timedelta(days=FEEDBACK_KEPT_DAYS), forget_feedback),
    Kept(DataKind.PARTICIPANTS, timedelta(days=PARTICIPANT_DAYS), forget_participants),
    Kept(DataKind.OLD_ACCOUNTS, timedelta(days=ACCOUNT_DAYS), forget_accounts),
    Kept(DataKind.CONTRIBUTIONS),
    Kept(DataKind.BALLOTS),
    Kept(DataKind.ACCOUNTS),
    Kept(DataKind.PASSKEYS),
    Kept(DataKind.LOG),
    Kept(DataKind.BACKUPS),
)
