"""Rows in a form that every database understands: one JSON list a line, in the order of the key.

Read from the database as it is, not from the models: a backup is also made before an upgrade. Equal
contents give equal lines on SQLite and PostgreSQL, so their digests can be compared.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    ColumnClause,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    LargeBinary,
    Select,
    String,
    TableClause,
    Text,
    Time,
    bindparam,
    case,
    cast,
    column,
    inspect,
    select,
    table,
    text,
)

#: What a backup leaves out: bringing it back must not sign in again who was signed out since.
FLEETING = {"account_session", "link_request", "mailed_link"}
#: What a backup leaves empty: the key that says whose a ballot is goes a day after the vote, and a
#: backup would keep it. Only while people vote is it needed, to find their ballots again.
WITHHELD = ("voting_round", "key")
#: Rows that are read or written at once; bounds the memory.
BATCH = 500

Column = ColumnClause[Any]
Value = Callable[[Any], Any]

#: How a value of a type goes into JSON and comes out again. All other types are JSON already.
#: The texts of JSON columns stay as they are: digests were made over them.
FORMS: tuple[tuple[type, Value, Value], ...] = (
    (DateTime, datetime.isoformat, datetime.fromisoformat),
    (Date, date.isoformat, date.fromisoformat),
    (Time, time.isoformat, time.fromisoformat),
    (LargeBinary, lambda value: b64encode(value).decode(), b64decode),
    (Boolean, bool, bool),
)


def tables_in(connection: Connection) -> list[TableClause]:
    """Return every table with its columns, in the order of their names.

    Leaves out what a database makes out of other tables by itself, such as search indexes, and
    what is `FLEETING`.
    """
    inspector = inspect(connection)
    left_out = derived_tables(connection) | FLEETING | {"alembic_version"}
    names = set(inspector.get_table_names()) - left_out
    return [
        table(name, *(column(one["name"], one["type"]) for one in inspector.get_columns(name)))
        for name in sorted(names)
    ]


def derived_tables(connection: Connection) -> set[str]:
    """Return the names of SQLite's virtual tables and of what is stored for them."""
    if connection.dialect.name != "sqlite":
        return set()
    listed = connection.execute(text("PRAGMA table_list")).mappings()
    return {one["name"] for one in listed if one["type"] in {"virtual", "shadow"}}


def in_order(
    connection: Connection, of: TableClause, columns: list[Column], *, withhold: bool
) -> Select[Any]:
    """Return the query for columns of all rows of a table, ordered alike on every database."""
    keys = inspect(connection).get_pk_constraint(of.name)["constrained_columns"]
    by = [of.c[name] for name in keys] or columns
    on_postgresql = connection.dialect.name == "postgresql"
    return select(*(read_as(of, one, withhold=withhold) for one in columns)).order_by(
        *(one.collate("C") if on_postgresql and isinstance(one.type, String) else one for one in by)
    )


def read_as(of: TableClause, one: Column, *, withhold: bool) -> ColumnElement[Any]:
    """Return how a column is read: JSON as its text, and what is `WITHHELD` as nothing."""
    if withhold and (of.name, one.name) == WITHHELD:
        return case((of.c.state == "closed", None), else_=one).label(one.name)
    return cast(one, Text).label(one.name) if is_json(one) else one


def is_json(one: Column) -> bool:
    """Say whether a column holds JSON."""
    return isinstance(one.type, JSON)


def form_of(one: Column, way: int) -> Value:
    """Return what turns a column's value into JSON (way 1) or back (way 2)."""
    for form in FORMS:
        if isinstance(one.type, form[0]):
            return form[way]
    return lambda value: value


def lines_of(
    connection: Connection, of: TableClause, columns: list[Column], *, withhold: bool = False
) -> Iterator[bytes]:
    """Yield each row of a table as a line with the values of `columns`.

    With `withhold` what a backup may not keep is left empty. Older backups may hold it still, so
    what was brought back is read without.
    """
    forms = [form_of(one, 1) for one in columns]
    query = in_order(connection, of, columns, withhold=withhold).execution_options(yield_per=BATCH)
    for row in connection.execute(query):
        values = [
            None if value is None else form(value) for form, value in zip(forms, row, strict=True)
        ]
        line = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
        yield line.encode("utf-8", "surrogatepass") + b"\n"


def put_lines(
    connection: Connection, into: TableClause, names: list[str], lines: Iterable[bytes]
) -> Iterator[int]:
    """Insert rows that were written as `lines`; yield after each batch how many it were.

    Args:
        connection: in a transaction that the caller ends.
        into: the table, with the columns called `names`.
        names: the columns in the order of the lines.
        lines: as `lines_of` makes them.

    Raises:
        ValueError: a line is not what `lines_of` makes.
        sqlalchemy.exc.DBAPIError: the database refuses a value.
    """
    columns = [into.c[name] for name in names]
    forms = [form_of(one, 2) for one in columns]
    query = into.insert().values({one.name: place_for(connection, one) for one in columns})
    left = iter(lines)
    while batch := list(islice(left, BATCH)):
        rows = [row_in(line, names, forms) for line in batch]
        connection.execute(query, rows)
        yield len(rows)


def place_for(connection: Connection, one: Column) -> Any:
    """Return where a value goes into an INSERT."""
    if not is_json(one):
        return text_parameter(one.name, one.type)
    # SQLite would make a number of what is cast to JSON; PostgreSQL wants the cast.
    plain = text_parameter(one.name, Text())
    return cast(plain, JSON) if connection.dialect.name == "postgresql" else plain


def text_parameter(name: str, kind: Any) -> Any:
    """Return a named parameter that no column's name can collide with."""
    return bindparam(f"put_{name}", type_=kind)


def row_in(line: bytes, names: list[str], forms: list[Value]) -> Mapping[str, Any]:
    """Return one line as the parameters of an INSERT."""
    values = json.loads(line.decode("utf-8", "surrogatepass"))
    return {
        f"put_{name}": None if value is None else form(value)
        for name, form, value in zip(names, forms, values, strict=True)
    }
