"""XLSX for people: typed cells, filters, a heading that stays, ready to be printed.

See docs/decisions/0052-a-workbook-for-people.md. XlsxWriter is loaded with the first workbook.
"""

import io
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from participate.core.clock import TOWN_ZONE
from participate.exports.sheet import (
    CHANGE_COLUMNS,
    COLUMNS,
    FORMULA,
    VOTE_COLUMNS,
    Cell,
    Column,
    Format,
    Kind,
    Row,
    Sheet,
    SourceRef,
    Words,
)

SOURCE_COLUMNS = (
    Column("key"),
    Column("idea", Kind.NUMBER),
    Column("workshop", Kind.NUMBER),
    Column("workshop_title"),
    Column("digest"),
)
#: Characters; 9 where a column is not listed. The narrowest in which long texts can be read.
WIDTHS = {
    "title": 30,
    "story": 48,
    "rationale": 40,
    "criteria": 48,
    "owner": 18,
    "field_of_action": 22,
    "life_phase": 20,
    "status": 14,
    "status_reason": 30,
    "requirements": 13,
    "idea_title": 40,
    "workshop_title": 28,
    "question": 28,
    "closed_at": 17,
    "group": 24,
    "digest": 68,
    "kind": 17,
    "key": 12,
    "field": 20,
    "old": 44,
    "new": 44,
    "reason": 30,
    "moscow": 12,
}
WIDTH = 12
MOMENT = "dd.mm.yyyy hh:mm"
SETTINGS = {
    "in_memory": True,  # a release has some hundred rows; no temporary files
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


class Book:
    """A workbook being written. Every cell goes in by its type: nothing is guessed from a text."""

    def __init__(self, sheet: Sheet, words: Words) -> None:
        import xlsxwriter  # noqa: PLC0415 (loaded with the first workbook)

        self.sheet, self.words, self.file = sheet, words, io.BytesIO()
        self.book = xlsxwriter.Workbook(self.file, SETTINGS)
        published_at = town_time(datetime.fromisoformat(sheet.published_at))
        self.book.set_properties({"title": sheet.title, "created": published_at})
        self.book.set_custom_property("Language", words.language)
        top = {"valign": "top"}
        self.heading = self.book.add_format(
            {"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 2}
        )
        self.text = self.book.add_format(top | {"text_wrap": True})
        #: Stays a text even when somebody edits the cell.
        self.quoted = self.book.add_format(top | {"text_wrap": True, "quote_prefix": True})
        self.number = self.book.add_format(top | {"num_format": "0"})
        self.moment = self.book.add_format(top | {"num_format": MOMENT, "align": "left"})

    def table(self, name: str, columns: tuple[Column, ...], rows: Iterable[Row]) -> None:
        """Add a sheet with one table: headings that stay, a filter, one page wide in print."""
        page, rows = self._page(name), list(rows)
        for at, column in enumerate(columns):
            page.set_column(at, at, WIDTHS.get(column.name, WIDTH))
            page.write_string(0, at, self.words.columns[column.name], self.heading)
        page.set_row(0, 32)
        for line, row in enumerate(rows, start=1):
            for at, (column, value) in enumerate(zip(columns, row, strict=True)):
                self._cell(page, line, at, self._said(column, value))
        page.autofilter(0, 0, len(rows), len(columns) - 1)
        page.freeze_panes(1, 1)
        page.repeat_rows(0)

    def about(self, facts: dict[str, Cell]) -> None:
        """Add a sheet that says what all of this is, a fact a line."""
        page = self._page("about")
        page.set_column(0, 0, 24)
        page.set_column(1, 1, 80)
        for line, (name, value) in enumerate(facts.items()):
            page.write_string(line, 0, self.words.columns[name], self.heading)
            self._cell(page, line, 1, value)

    def content(self) -> bytes:
        """Return the finished file."""
        self.book.close()
        return self.file.getvalue()

    def _page(self, name: str) -> Any:
        page = self.book.add_worksheet(self.words.tables[name])
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        said = f"{self.sheet.title} ({self.words.columns['release']} {self.sheet.release})"
        page.set_footer(f"&L{said.replace('&', '&&')[:200]}&R&P / &N")
        return page

    def _said(self, column: Column, value: Cell) -> Cell:
        """Return a cell as people read it: names for keys, lines for lists."""
        if column.kind is Kind.SOURCES:
            return len(value) if isinstance(value, tuple) else 0
        if column.kind is Kind.GROUP and isinstance(value, tuple):
            first, *members = [self.words.groups.get(str(key), str(key)) for key in value]
            return f"{first} ({', '.join(members)})" if members else first
        if isinstance(value, tuple):
            return "\n".join(str(one) for one in value)
        return self._named(column, value) if isinstance(value, str) else value

    def _named(self, column: Column, value: str) -> str:
        return self.words.values.get(column.name, {}).get(value, value)

    def _cell(self, page: Any, line: int, at: int, value: Cell) -> None:
        if value is None or value == "":
            page.write_blank(line, at, None, self.text)
        elif isinstance(value, datetime):
            page.write_datetime(line, at, town_time(value), self.moment)
        elif isinstance(value, int):
            page.write_number(line, at, value, self.number)
        else:
            text = str(value)
            style = self.quoted if FORMULA.match(text) else self.text
            page.write_string(line, at, text, style)


def town_time(moment: datetime) -> datetime:
    """Return a moment as a clock in the town shows it: spreadsheets know no time zones."""
    return moment.astimezone(TOWN_ZONE).replace(tzinfo=None)


def write(sheet: Sheet, words: Words) -> bytes:
    """Return the backlog, its sources, the votes behind it and what changed, a sheet each."""
    book = Book(sheet, words)
    book.table("backlog", COLUMNS, sheet.rows)
    book.table("sources", SOURCE_COLUMNS, source_rows(sheet))
    book.table("votes", VOTE_COLUMNS, sheet.votes)
    book.table("changes", CHANGE_COLUMNS, [named_row(row, words) for row in sheet.changes])
    book.about(
        {
            "title": sheet.title,
            "release": sheet.release,
            "published_at": datetime.fromisoformat(sheet.published_at),
            "notes": sheet.notes,
            "digest": sheet.digest,
        }
    )
    return book.content()


def source_rows(sheet: Sheet) -> Iterable[Row]:
    """Go through the sources of all requirements, a row each, under the requirement's key."""
    for key, *_cells, sources in sheet.rows:
        for source in sources if isinstance(sources, tuple) else ():
            if isinstance(source, SourceRef):
                yield (key, *asdict(source).values())


def named_row(row: Row, words: Words) -> Row:
    """Return a change whose values are named as its field names them."""
    kind, key, title, where, old, new, reason = row
    names = words.values.get(str(where), {})
    old, new = (names.get(one, one) if isinstance(one, str) else one for one in (old, new))
    return (kind, key, title, where, old, new, reason)


FORMAT = Format(
    key="xlsx",
    content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    write=write,
    tells_more=True,
)
