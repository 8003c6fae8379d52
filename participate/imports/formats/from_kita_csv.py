"""The open list of Flensburg's kindergartens: one CSV file, a kindergarten a row.

Opening hours are one span without weekdays, such as `07:00-16:00`. Rows carry no id, so a
kindergarten is known by its name, its institution and its address.
"""

import csv
import io
import re
from collections.abc import Iterator
from hashlib import sha256

from participate.core.text import clean
from participate.imports.found import BrokenFileError, FoundOffer, FoundOffers, Note
from participate.offers.rules import LINE_MAX, PHONE_MAX, TITLE_MAX, searchable

KEY = "kita-csv"
AGES = {
    "group_0_3": (0, 3),
    "group_1_6": (1, 6),
    "group_3_6": (3, 6),
    "nature_3_6": (3, 6),
    "group_6_14": (6, 14),
}
NUMBERS = ("childcare_places", *AGES, "integrational", "groups_total")
#: Characters that can be kept, by column; place and postal code share one line with the district.
LONGEST = {
    "facility": TITLE_MAX,
    "institution": TITLE_MAX,
    "address": LINE_MAX // 2,
    "district": LINE_MAX // 4,
    "postal_code": 10,
    "phone_number": PHONE_MAX,
    "opening_hours": LINE_MAX,
    "lunch_offer": LINE_MAX,
    "comments": 2_000,
    "prerequisite": 1_000,
}
#: The director is a person: this column is never read.
COLUMNS = {"director", *LONGEST, *NUMBERS}
NEEDED = ("facility", "institution", "address", "district")
HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


def read(content: bytes) -> FoundOffers:
    """Return what the file holds.

    Raises:
        BrokenFileError: it is no such list, or a cell is missing, too long, or of a wrong kind.
    """
    found, seen = FoundOffers([], []), dict[str, str]()
    for place, row in _rows(content):
        offer = _offer(place, row)
        if offer.source_id in seen:
            reason = f"the same kindergarten stands at {seen[offer.source_id]}"
            raise BrokenFileError(place, reason)
        seen[offer.source_id] = place
        found.offers.append(offer)
        if offer.span is None:
            said = f"“{offer.hours}” is no span of hours. It is shown as it stands."
            found.notes.append(Note(f"{place}, column opening_hours", said))
    return found


def _rows(content: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Go through the rows, each under its place in the file."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BrokenFileError(f"line {line}, byte {error.start}", "this is not UTF-8") from error
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        heading = next(lines, [])
        if len(heading) != len(set(heading)) or set(heading) != COLUMNS:
            raise BrokenFileError("line 1", f"these columns are expected: {sorted(COLUMNS)}")
        for cells in lines:
            place = f"line {lines.line_num}"
            if len(cells) != len(heading):
                reason = f"{len(heading)} cells are expected, {len(cells)} are there"
                raise BrokenFileError(place, reason)
            yield place, dict(zip(heading, cells, strict=True))
    except csv.Error as error:
        place = f"line {lines.line_num}"
        raise BrokenFileError(place, f"this is not CSV ({error})") from error


def _offer(place: str, row: dict[str, str]) -> FoundOffer:
    texts = {name: _text(place, row, name) for name in LONGEST}
    numbers = {name: _number(place, row, name) for name in NUMBERS}
    known = (texts["facility"], texts["institution"], texts["address"])
    digest = sha256("\0".join(map(searchable, known)).encode()).hexdigest()
    span = HOURS.fullmatch(texts["opening_hours"])
    in_order = span is not None and span.group(1, 2) < span.group(3, 4)
    return FoundOffer(
        place=place,
        source_id=f"{KEY}:{digest[:32]}",
        title=texts["facility"],
        provider=texts["institution"],
        district=texts["district"],
        address=texts["address"],
        postal_code=texts["postal_code"],
        phone=texts["phone_number"],
        hours=texts["opening_hours"],
        span=(f"{span[1]}:{span[2]}", f"{span[3]}:{span[4]}") if span and in_order else None,
        places=numbers["childcare_places"],
        groups={
            ages: sum(numbers[one] for one in AGES if AGES[one] == ages)
            for ages in sorted(set(AGES.values()))
        },
        lunch=texts["lunch_offer"],
        comments=texts["comments"],
        criteria=texts["prerequisite"],
    )


def _text(place: str, row: dict[str, str], name: str) -> str:
    text = clean(row[name])
    if name in NEEDED and not text:
        raise BrokenFileError(f"{place}, column {name}", "this is empty")
    if len(text) > LONGEST[name]:
        reason = f"{len(text)} characters, but {LONGEST[name]} can be kept at most"
        raise BrokenFileError(f"{place}, column {name}", reason)
    return text


def _number(place: str, row: dict[str, str], name: str) -> int:
    if not re.fullmatch("[0-9]{1,5}", row[name]):
        raise BrokenFileError(f"{place}, column {name}", "a whole number is expected here")
    return int(row[name])
