"""Days and times as people say them, in the town's time zone."""

import re
from datetime import date, datetime

from flask_babel import format_date, format_datetime, get_locale

from participate.core.clock import TOWN_ZONE, town_day
from participate.web.language import FIRST, LANGUAGES, Language

__all__ = ["TOWN_ZONE", "clock", "clock_time", "day", "moment", "town_day"]

#: A space that no line breaks at: a day stays beside its weekday and its month.
NO_BREAK_SPACE = "\u00a0"


def day(value: date | datetime) -> str:
    """Return such as `Do., 9. Juli 2026`."""
    return _glued(format_date(value, _language().day))


def moment(value: datetime) -> str:
    """Return such as `Do., 9. Juli 2026, 18:00 Uhr`."""
    comma = "،" if _language().direction == "rtl" else ","
    return f"{day(value)}{comma} {clock_time(value)}"


def clock_time(value: datetime) -> str:
    """Return such as `18:00 Uhr`."""
    return _glued(format_datetime(value, _language().time))


def clock(value: datetime) -> str:
    """Return such as `18:00`, for columns of times."""
    return str(format_datetime(value, _language().time.removesuffix(" 'Uhr'")))


def _language() -> Language:
    return LANGUAGES[str(get_locale() or FIRST)]


def _glued(text: str) -> str:
    """Keep the parts of a day or a time on one line; a year may go to the next."""
    return re.sub(r"\u00a0(?=\d{4}\b)", " ", text.replace(" ", NO_BREAK_SPACE))
