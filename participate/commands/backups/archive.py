"""The one file of a backup: a ZIP of rows, secret and manifest, locked with a passphrase or not."""

import json
import os
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, BinaryIO, cast

from participate.commands.backups.age import LockedError, Locking, is_locked, unlock

#: Of the form of the file. Raise it when older programs would misread a newer file.
FORMAT = 1
MANIFEST, SECRET = "manifest.json", "secret"
#: What reading a ZIP or a manifest raises when bytes in it were changed.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    RuntimeError,
    OSError,
)


class DamagedError(Exception):
    """The file cannot be restored. Its text says why; nothing was changed."""


@dataclass(frozen=True)
class Rows:
    """What the manifest says of one table."""

    columns: list[str]
    count: int
    sha256: str  #: of the lines, so it is the same on every kind of database


@dataclass
class Manifest:
    """What a backup says of itself."""

    version: str  #: of the program
    migrations: list[str]  #: which the database was at
    database: str  #: sqlite or postgresql
    made_at: str  #: ISO 8601, UTC
    secret_sha256: str
    tables: dict[str, Rows] = field(default_factory=dict)
    #: The last number given out, by "table.column": an id is not given a second time.
    sequences: dict[str, int] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def rows(self) -> int:
        """Return how many rows there are in all tables."""
        return sum(one.count for one in self.tables.values())


class Writer:
    """Puts a backup into an open ZIP, table by table. The manifest comes last: it has digests."""

    def __init__(self, file: zipfile.ZipFile):
        self._file = file

    def add_secret(self, secret: str) -> None:
        """Put the secret in."""
        self._file.writestr(SECRET, secret)

    def add_rows(self, name: str, columns: list[str], lines: Iterable[bytes]) -> Rows:
        """Put the rows of a table in, and return what the manifest says of them."""
        digest, count = sha256(), 0
        with self._file.open(member_of(name), "w", force_zip64=True) as member:
            for line in lines:
                member.write(line)
                digest.update(line)
                count += 1
        return Rows(columns, count, digest.hexdigest())

    def add_manifest(self, manifest: Manifest) -> None:
        """Put the manifest in, as the last part."""
        self._file.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))


def member_of(table: str) -> str:
    """Return where the rows of a table lie inside the file."""
    return f"rows/{table}.jsonl"


@contextmanager
def writing(place: Path, passphrase: str | None) -> Iterator[Writer]:
    """Write a backup that is there whole or not at all, and that only its owner may read.

    Raises:
        FileExistsError: there is a file of that name.
        OSError: it cannot be written, for one because the disk is full.
    """
    if place.exists():
        raise FileExistsError(place)
    partial = place.with_name(f".{place.name}.{os.getpid()}.partial")
    opened = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(opened, "wb") as file:
            with locked(file, passphrase) as inner, zip_to(inner) as archive:
                yield Writer(archive)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(place)
    finally:
        partial.unlink(missing_ok=True)
    sync_folder(place.parent)


def sync_folder(folder: Path) -> None:
    """Make sure that the names in a folder outlive a power cut."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def locked(file: BinaryIO, passphrase: str | None) -> Iterator[BinaryIO]:
    """Yield where to write so that it arrives in `file` locked; without passphrase as it is."""
    if passphrase is None:
        yield file
        return
    locking = Locking(file, passphrase)
    yield cast(BinaryIO, locking)
    locking.close()


def zip_to(file: BinaryIO) -> zipfile.ZipFile:
    """Return a ZIP to be filled."""
    return zipfile.ZipFile(file, "w", compression=zipfile.ZIP_DEFLATED, compresslevel=6)


class Reader:
    """A backup that was opened, with its manifest read."""

    def __init__(self, file: zipfile.ZipFile):
        self._file = file
        self.manifest = self._manifest()
        self.secret = file.read(SECRET).decode()
        if sha256(self.secret.encode()).hexdigest() != self.manifest.secret_sha256:
            raise DamagedError("The file is damaged: the secret is not what was put in.")

    def _manifest(self) -> Manifest:
        said = json.loads(self._file.read(MANIFEST))
        if said.get("format") != FORMAT:
            raise DamagedError("The file was made by a newer version. Install that version first.")
        tables = {name: Rows(**one) for name, one in said.pop("tables").items()}
        return Manifest(**said, tables=tables)

    def check(self) -> None:
        """Read every row once, and compare with the manifest.

        Raises:
            DamagedError: a row is missing or was changed.
        """
        for name, rows in self.manifest.tables.items():
            digest = sha256()
            with self.lines(name) as lines:
                for line in lines:
                    digest.update(line)
            if digest.hexdigest() != rows.sha256:
                raise DamagedError(f"The file is damaged: rows of {name} were changed.")

    def lines(self, table: str) -> IO[bytes]:
        """Return the rows of a table as lines."""
        return self._file.open(member_of(table))


@contextmanager
def reading(place: Path, passphrase: str | None, scratch: Path) -> Iterator[Reader]:
    """Open a backup and compare it with its manifest.

    Args:
        place: the file.
        passphrase: that it was locked with; an open file is read without.
        scratch: the folder for a file without a name that holds what was unlocked.

    Raises:
        DamagedError: no backup, a damaged one, one of a newer version, or a wrong passphrase.
        OSError: it cannot be read.
    """
    with ExitStack() as open_files:
        file: IO[bytes] = open_files.enter_context(place.open("rb"))
        try:
            if is_locked(file):
                plain = open_files.enter_context(TemporaryFile(dir=scratch))
                unlock(file, passphrase or "", plain)
                file = plain
            reader = Reader(open_files.enter_context(zipfile.ZipFile(file)))
            reader.check()
        except LockedError as error:
            raise DamagedError(str(error)) from error
        except BROKEN as error:
            raise DamagedError(f"The file is no backup, or is damaged ({error}).") from error
        yield reader


def is_locked_file(place: Path) -> bool:
    """Say whether a backup needs a passphrase."""
    with place.open("rb") as file:
        return is_locked(file)
