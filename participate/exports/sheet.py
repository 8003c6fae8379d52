"""The backlog of a release as typed tables, before anybody thinks of a file.

Plain Python: the words come from a release's snapshot and are handed on as they are.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

#: What spreadsheets take for a formula, also when blanks or apostrophes stand before it. The last
#: four are the full-width twins of the first four. Source: OWASP, "CSV Injection".
FORMULA = re.compile(r"'*\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")


class Kind(StrEnum):
    """What a column's cells are."""

    TEXT = "text"  #: a text, or None where nothing was said
    TEXTS = "texts"  #: a tuple of texts, each of one line
    SOURCES = "sources"  #: a tuple of `SourceRef`
    NUMBER = "number"  #: a whole number, or None
    MOMENT = "moment"  #: a moment with a time zone
    GROUP = "group"  #: keys of stakeholder groups, see `Words.groups`


@dataclass(frozen=True, slots=True)
class SourceRef:
    """Points to the contribution a requirement comes from, without repeating its words."""

    idea: int
    workshop: int
    workshop_title: str
    #: Salted, so that it proves what was meant and tells nothing once the salt is deleted.
    digest: str


Cell = str | int | datetime | None | tuple[str, ...] | tuple[SourceRef, ...]
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. Its name is the same in every format and language, and never changes."""

    name: str
    kind: Kind = Kind.TEXT


COLUMNS = (
    Column("key"),
    Column("title"),
    Column("story"),
    Column("rationale"),
    Column("criteria", Kind.TEXTS),
    Column("moscow"),
    Column("owner"),
    Column("field_of_action"),
    Column("life_phase"),
    Column("status"),
    Column("status_reason"),
    Column("sources", Kind.SOURCES),
)
#: What each stakeholder group gave the ideas behind the requirements; see `collect`.
VOTE_COLUMNS = (
    Column("requirements", Kind.TEXTS),
    Column("idea", Kind.NUMBER),
    Column("idea_title"),
    Column("workshop_title"),
    Column("question"),
    Column("closed_at", Kind.MOMENT),
    Column("rank", Kind.NUMBER),
    Column("group", Kind.GROUP),
    Column("points", Kind.NUMBER),
    Column("group_points", Kind.NUMBER),
    Column("ballots", Kind.NUMBER),
)
#: What is new since the release before, one row for each thing that reads differently.
CHANGE_COLUMNS = (
    Column("kind"),
    Column("key"),
    Column("title"),
    Column("field"),
    Column("old"),
    Column("new"),
    Column("reason"),
)
#: In the column `group`: all ballots of a round, whatever their group.
EVERYBODY = "_all"


@dataclass(frozen=True, slots=True)
class Words:
    """What tables, columns and values are called in the reader's language.

    Formats for programs leave them aside: there names and values stay keys.
    """

    language: str  #: such as `de`
    tables: Mapping[str, str]
    columns: Mapping[str, str]
    #: Column -> value -> its name.
    values: Mapping[str, Mapping[str, str]]
    groups: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All requirements of a release, one a row, in the order of the snapshot."""

    release: int
    title: str
    notes: str
    published_at: str  #: ISO 8601, with its time zone
    digest: str  #: SHA-256 of the canonical snapshot, 64 hexadecimal digits
    rows: tuple[Row, ...]
    columns: tuple[Column, ...] = COLUMNS
    votes: tuple[Row, ...] = field(default=(), kw_only=True)  #: of `VOTE_COLUMNS`
    changes: tuple[Row, ...] = field(default=(), kw_only=True)  #: of `CHANGE_COLUMNS`


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a sheet into a file."""

    key: str  #: names it in addresses and on the command line, and ends the file's name
    content_type: str
    write: Callable[[Sheet, Words], bytes]
    #: Whether its files tell of votes and changes, too; whoever collects a sheet asks this first.
    tells_more: bool = False


def sheet_of(
    snapshot: Mapping[str, Any],
    digest: str,
    *,
    votes: tuple[Row, ...] = (),
    changes: tuple[Row, ...] = (),
) -> Sheet:
    """Return a release's snapshot as tables.

    Args:
        snapshot: as `requirements.rules` describes it.
        digest: of the snapshot.
        votes: rows of `VOTE_COLUMNS`.
        changes: rows of `CHANGE_COLUMNS`.

    Raises:
        KeyError: the snapshot lacks something.
    """
    return Sheet(
        release=snapshot["release"],
        title=snapshot["title"],
        notes=snapshot["notes"],
        published_at=snapshot["published_at"],
        digest=digest,
        rows=tuple(
            tuple(_cell(column, requirement[column.name]) for column in COLUMNS)
            for requirement in snapshot["requirements"]
        ),
        votes=votes,
        changes=changes,
    )


def _cell(column: Column, value: Any) -> Cell:
    if column.kind is Kind.TEXTS:
        return tuple(value)
    if column.kind is Kind.SOURCES:
        return tuple(SourceRef(**source) for source in value)
    text: str | None = value
    return text
