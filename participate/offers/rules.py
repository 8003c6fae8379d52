"""What an offer may be."""

from enum import StrEnum

TITLE_MAX = 120  #: characters
TEXT_MAX = 4_000  #: characters
LINE_MAX = 200  #: characters of a place, a contact, a cost
HOURS_MAX = 1_000  #: characters
AGE_MAX = 27  #: years; youth welfare ends there (SGB VIII, section 7)
OFFERS_PER_PAGE = 20
#: Days after which an offer that nobody confirmed is shown as perhaps out of date.
CONFIRMED_DAYS = 180


class OfferStatus(StrEnum):
    """Whether families find an offer."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class CostKind(StrEnum):
    """What an offer costs, before the details."""

    FREE = "free"
    PAID = "paid"
    DEPENDS = "depends"


class OfferEvent(StrEnum):
    """What the audit log can say about providers and offers."""

    PROVIDER_CREATED = "provider.created"
    PROVIDER_CHANGED = "provider.changed"
    CREATED = "offer.created"
    EDITED = "offer.edited"
    PUBLISHED = "offer.published"
    WITHDRAWN = "offer.withdrawn"
    CONFIRMED = "offer.confirmed"
