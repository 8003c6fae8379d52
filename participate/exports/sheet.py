"""The backlog of a release as a typed table, before anybody thinks of a file.

Plain Python: the words come from a release's snapshot and are handed on as they are.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a column's cells are."""

    TEXT = "text"  #: a text, or None where nothing was said
    TEXTS = "texts"  #: a tuple of texts, each of one line
    SOURCES = "sources"  #: a tuple of `SourceRef`


@dataclass(frozen=True, slots=True)
class SourceRef:
    """Points to the contribution a requirement comes from, without repeating its words."""

    idea: int
    workshop: int
    workshop_title: str
    #: Salted, so that it proves what was meant and tells nothing once the salt is deleted.
    digest: str


Cell = str | None | tuple[str, ...] | tuple[SourceRef, ...]


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


@dataclass(frozen=True, slots=True)
class Sheet:
    """All requirements of a release, one a row, in the order of the snapshot."""

    release: int
    title: str
    notes: str
    published_at: str  #: ISO 8601, with its time zone
    digest: str  #: SHA-256 of the canonical snapshot, 64 hexadecimal digits
    rows: tuple[tuple[Cell, ...], ...]
    columns: tuple[Column, ...] = COLUMNS


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a sheet into a file."""

    key: str  #: names it in addresses and on the command line, and ends the file's name
    content_type: str
    write: Callable[[Sheet], bytes]


def sheet_of(snapshot: Mapping[str, Any], digest: str) -> Sheet:
    """Return a release's snapshot as a table.

    Args:
        snapshot: as `requirements.rules` describes it.
        digest: of the snapshot.

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
    )


def _cell(column: Column, value: Any) -> Cell:
    if column.kind is Kind.TEXTS:
        return tuple(value)
    if column.kind is Kind.SOURCES:
        return tuple(SourceRef(**source) for source in value)
    text: str | None = value
    return text
