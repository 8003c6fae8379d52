"""CSV as a German Excel opens it by a double click: UTF-8 with a mark, semicolons, CRLF.

See docs/decisions/0020-csv-for-german-excel.md.
"""

import csv
import io

from participate.exports.sheet import FORMULA, Cell, Format, Sheet, SourceRef, Words


def as_text(text: str) -> str:
    """Return a cell that no spreadsheet calculates.

    What looks like a formula gets one apostrophe in front; nothing else changes, so that taking
    one apostrophe away from `'* [=+-@]` gives back what was there.
    """
    return f"'{text}" if FORMULA.match(text) else text


def cell(value: Cell) -> str:
    """Return a cell's text: several texts or sources become several lines."""
    if isinstance(value, tuple):
        return as_text("\n".join(line(one) for one in value))
    return as_text("" if value is None else str(value))


def line(one: str | SourceRef) -> str:
    """Return one of several on a line of its own, such as `12 in 3 (Anger): 9f86d081…`."""
    if isinstance(one, SourceRef):
        one = f"{one.idea} in {one.workshop} ({one.workshop_title}): {one.digest}"
    return one.replace("\n", " ")


def write(sheet: Sheet, _words: Words) -> bytes:
    """Return the rows under the names of their columns."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(column.name for column in sheet.columns)
    writer.writerows([cell(value) for value in row] for row in sheet.rows)
    return file.getvalue().encode("utf-8-sig")


FORMAT = Format(key="csv", content_type="text/csv; charset=utf-8; header=present", write=write)
