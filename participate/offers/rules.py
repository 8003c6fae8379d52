"""What an offer may be, what it needs before families find it, and how it is found."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from urllib.parse import urlsplit

from participate.core.taxonomy import LifePhase

TITLE_MAX = 120  #: characters
TEXT_MAX = 4_000  #: characters
LINE_MAX = 200  #: characters of a place, a contact, a cost
PHONE_MAX = 60  #: characters
HOURS_MAX = 1_000  #: characters
AGE_MAX = 27  #: years; youth welfare ends there (SGB VIII, section 7)
OFFERS_PER_PAGE = 20
WORDS_MAX = 8  #: words of a search that count
#: Days after which an offer that nobody confirmed is shown as perhaps out of date.
CONFIRMED_DAYS = 180

#: Digits and what people put between them; at least four of them.
PHONE_SHAPE = r"^\+?[0-9(][0-9 ()/.\-]{3,}$"
EMAIL_SHAPE = r"^[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+$"


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


class Lack(StrEnum):
    """What an offer still lacks before families may find it."""

    TITLE = "title"
    DESCRIPTION = "description"
    LIFE_PHASE = "life_phase"
    WAY_IN = "way_in"  #: somebody to ask, or how to apply


class OfferEvent(StrEnum):
    """What the audit log can say about providers and offers."""

    PROVIDER_CREATED = "provider.created"
    PROVIDER_CHANGED = "provider.changed"
    CREATED = "offer.created"
    EDITED = "offer.edited"
    PUBLISHED = "offer.published"
    WITHDRAWN = "offer.withdrawn"
    CONFIRMED = "offer.confirmed"
    IMPORTED = "provider.offers_imported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """All that a provider says about an offer. The fields are those of `models.Offer`."""

    title: str
    description: str = ""
    life_phases: tuple[LifePhase, ...] = ()
    age_from: int | None = None
    age_to: int | None = None
    cost_kind: CostKind = CostKind.FREE
    cost_note: str = ""
    place: str = ""
    opening_hours: str = ""
    how_to_apply: str = ""
    contact: str = ""
    responsible_for: str = ""
    phone: str = ""
    email: str = ""

    @property
    def lacks(self) -> list[Lack]:
        """What is missing before it can be published, in the order of the form."""
        there = {
            Lack.TITLE: self.title,
            Lack.DESCRIPTION: self.description,
            Lack.LIFE_PHASE: self.life_phases,
            Lack.WAY_IN: self.contact or self.phone or self.email or self.how_to_apply,
        }
        return [lack for lack, found in there.items() if not found]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for in the directory."""

    phase: LifePhase | None = None
    search: str = ""
    #: Of the child, in whole years.
    age: int | None = None
    only_free: bool = False

    @property
    def nothing(self) -> bool:
        """Whether nothing at all was chosen."""
        return self == Wanted()

    @property
    def narrowed(self) -> bool:
        """Whether a filter is set: anything but the words of a search."""
        return self != Wanted(search=self.search)


def is_web_address(text: str) -> bool:
    """Say whether a text has the shape of an address with http or https. Nothing is fetched."""
    try:
        parts = urlsplit(text)
    except ValueError:  # such as a bracket that is never closed
        return False
    shown = not re.search(r"[\s<>\"\\]", text)
    return shown and parts.scheme in {"http", "https"} and "." in (parts.hostname or "")


def dialable(phone: str) -> str:
    """Return a telephone number as a `tel:` link wants it: digits, and a plus in front."""
    digits = re.sub(r"\(0\)", "", phone) if phone.startswith("+") else phone
    return re.sub(r"(?!^\+)[^0-9]", "", digits)


def name_key(name: str) -> str:
    """Return what two names of providers have alike when nobody can tell them apart by eye.

    Capitals, widths and spaces make no difference; accents do. Hashed, because some letters unfold
    into so many that an index could not hold them.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return sha256(" ".join(folded.split()).encode()).hexdigest()


def searchable(*texts: str) -> str:
    """Return texts as they are searched in: no case, no accents, `ß` as `ss`, single spaces."""
    apart = unicodedata.normalize("NFKD", " ".join(texts).casefold())
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(plain.casefold().split())


def spellings(word: str) -> list[str]:
    """Return how a searched word may stand in a text: `aerzte` stands there as `arzte`, too."""
    plain = searchable(word)
    return list(dict.fromkeys([plain, re.sub("([aou])e", r"\1", plain)]))


def out_of_date(confirmed_on: date | None, today: date) -> bool:
    """Say whether nobody has confirmed an offer for more than `CONFIRMED_DAYS`."""
    return confirmed_on is None or (today - confirmed_on).days > CONFIRMED_DAYS
