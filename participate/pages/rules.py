"""What somebody may tell us about a barrier, and how much a page of each list holds."""

from datetime import date
from enum import StrEnum

TEXT_MAX = 2_000  #: characters
PAGE_MAX = 200  #: characters of the path of a page
CONTACT_MAX = 200  #: characters
#: Days for which a message is kept once it is settled, and for which its author can be reached.
FEEDBACK_KEPT_DAYS = 365
FEEDBACK_PER_PAGE = 20
#: Messages that are taken within an hour, from everybody together.
FEEDBACK_PER_HOUR = 60
ENTRIES_PER_PAGE = 50

NEXT_WORKSHOPS = 3  #: on the home page
LATEST_FULFILMENTS = 3  #: on the home page
DESK_WORKSHOPS = 6

#: When the accessibility statement was last gone through, word for word.
STATEMENT_ON = date(2026, 11, 24)


class PageEvent(StrEnum):
    """What the audit log can say about feedback."""

    FEEDBACK_GIVEN = "feedback.given"
    FEEDBACK_SETTLED = "feedback.settled"
