"""Backing a database up, and filling one from a backup. Both inside one transaction."""

from collections.abc import Callable, Iterable
from hashlib import sha256

from sqlalchemy import Connection, TableClause, text
from sqlalchemy.orm import Session

from participate import __version__
from participate.commands.backups.archive import DamagedError, Manifest, Reader, Writer
from participate.commands.backups.rows import lines_of, put_lines, tables_in
from participate.commands.migrations import applied_in, migrate
from participate.core.clock import now
from participate.core.erasures import Erasure
from participate.privacy.actions.replay import erase_again

#: Told how many rows were done since it was last called.
Progress = Callable[[int], None]

#: Every number that PostgreSQL counts up by itself.
SEQUENCES = text(
    "SELECT table_name, column_name,"
    " pg_get_serial_sequence(quote_ident(table_name), column_name) AS sequence"
    " FROM information_schema.columns WHERE table_schema = current_schema()"
    " AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL"
)
FOREIGN_KEYS = text(
    "SELECT conrelid::regclass::text AS of, quote_ident(conname) AS name,"
    " pg_get_constraintdef(oid) AS definition FROM pg_constraint"
    " WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
)


def store(connection: Connection, secret: str, writer: Writer) -> Manifest:
    """Put a whole database and the secret into a backup.

    Args:
        connection: in a transaction that sees one moment, whatever others write meanwhile.
        secret: that the hashes in the database were keyed with.
        writer: of the file.
    """
    manifest = Manifest(
        version=__version__,
        migrations=sorted(applied_in(connection)),
        database=connection.dialect.name,
        made_at=now().isoformat(),
        secret_sha256=sha256(secret.encode()).hexdigest(),
    )
    writer.add_secret(secret)
    for one in tables_in(connection):
        columns = list(one.c)
        names = [column.name for column in columns]
        lines = lines_of(connection, one, columns, withhold=True)
        manifest.tables[one.name] = writer.add_rows(one.name, names, lines)
    manifest.sequences = sequences_in(connection)
    writer.add_manifest(manifest)
    return manifest


def sequences_in(connection: Connection) -> dict[str, int]:
    """Return the last number PostgreSQL gave out, by "table.column"; {} on SQLite."""
    if connection.dialect.name != "postgresql":
        return {}
    found = {}
    for row in connection.execute(SEQUENCES).all():
        last = connection.execute(text(f"SELECT last_value, is_called FROM {row.sequence}")).one()  # noqa: S608 (a name the database gave)
        found[f"{row.table_name}.{row.column_name}"] = last.last_value if last.is_called else 0
    return found


def fill(
    connection: Connection, reader: Reader, progress: Progress, erasures: Iterable[Erasure] = ()
) -> int:
    """Make the tables of a backup in a database without any, fill them, and bring them up to date.

    Args:
        connection: in a transaction that the caller ends. On SQLite with foreign keys off.
        reader: the backup, of this version or an older one.
        progress: told after each batch.
        erasures: who was erased, perhaps after the backup was made.

    Returns:
        How many of them the backup had brought back; they are erased again.

    Raises:
        DamagedError: the rows do not fit the tables, or are not the same after writing.
    """
    manifest = reader.manifest
    for revision in manifest.migrations:
        migrate(connection, revision)
    tables = {one.name: one for one in tables_in(connection)}
    if tables.keys() != manifest.tables.keys():
        different = ", ".join(sorted(tables.keys() ^ manifest.tables.keys()))
        raise DamagedError(f"The backup does not fit its own version: {different}.")
    let_rows_in = release_foreign_keys(connection)
    for table in tables.values():
        connection.execute(table.delete())  # what the migrations bring along is in the backup, too
        fill_table(connection, table, reader, progress)
    let_rows_in()
    reset_sequences(connection, manifest.sequences)
    migrate(connection, "heads")
    with Session(connection, join_transaction_mode="rollback_only") as session:
        again = erase_again(session, erasures)
        session.flush()
    return again


def fill_table(
    connection: Connection, table: TableClause, reader: Reader, progress: Progress
) -> None:
    """Fill an empty table, and see that every row arrived as it was."""
    said = reader.manifest.tables[table.name]
    if {column.name for column in table.c} != set(said.columns):
        raise DamagedError(f"The backup does not fit its own version: columns of {table.name}.")
    with reader.lines(table.name) as lines:
        for done in put_lines(connection, table, said.columns, lines):
            progress(done)
    digest = sha256()
    for line in lines_of(connection, table, [table.c[name] for name in said.columns]):
        digest.update(line)
    if digest.hexdigest() != said.sha256:
        raise DamagedError(f"Rows of {table.name} are not the same in this database.")


def release_foreign_keys(connection: Connection) -> Callable[[], None]:
    """Let rows come in any order; return what sees afterwards that each finds what it refers to."""
    if connection.dialect.name == "sqlite":
        return lambda: None  # `without_foreign_keys` looks at its end
    keys = connection.execute(FOREIGN_KEYS).all()
    for key in keys:
        connection.execute(text(f"ALTER TABLE {key.of} DROP CONSTRAINT {key.name}"))

    def put_back() -> None:
        for key in keys:
            connection.execute(
                text(f"ALTER TABLE {key.of} ADD CONSTRAINT {key.name} {key.definition}")
            )

    return put_back


def reset_sequences(connection: Connection, last_ones: dict[str, int]) -> None:
    """Let PostgreSQL count on behind the highest number there is, or ever was."""
    if connection.dialect.name != "postgresql":
        return
    for row in connection.execute(SEQUENCES).all():
        highest = connection.scalar(
            text(f'SELECT max("{row.column_name}") FROM "{row.table_name}"')  # noqa: S608 (names the database gave)
        )
        last = max(highest or 0, last_ones.get(f"{row.table_name}.{row.column_name}", 0))
        connection.execute(
            text("SELECT setval(:sequence, :value, :used)"),
            {"sequence": row.sequence, "value": last or 1, "used": last > 0},
        )
