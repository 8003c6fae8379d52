"""No byte of a backup can change unnoticed: the file is refused, or brings back the very same."""

import io
import zipfile
from random import Random

import pyrage
import pytest

from participate.commands.backups import age
from participate.commands.backups.age import CHUNK, LockedError, Locking, unlock
from participate.commands.backups.archive import DamagedError, Manifest, reading, writing

PASSPHRASE = "drei Birken am Anger"  # noqa: S105
HASH = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"  # of "secret"
LINES = [b'[%d,"row"]\n' % number for number in range(2000)]


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    monkeypatch.setattr(age, "WORK", 4)


def backup(place, passphrase):
    manifest = Manifest("1", ["0001"], "sqlite", "2026", HASH)
    with writing(place, passphrase) as writer:
        writer.add_secret("secret")
        manifest.tables["row"] = writer.add_rows("row", ["n", "s"], LINES)
        writer.add_manifest(manifest)
    return place


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_every_changed_byte_is_found_or_means_nothing(tmp_path, passphrase):
    whole = backup(tmp_path / "whole", passphrase).read_bytes()
    with reading(tmp_path / "whole", passphrase, tmp_path) as reader:
        wanted = reader.manifest
    places = Random(1).sample(range(len(whole)), 150)  # noqa: S311
    refused = 0
    for place in [*range(60), *places, *range(len(whole) - 60, len(whole))]:
        damaged = bytearray(whole)
        damaged[place] ^= 1 << (place % 8)
        (tmp_path / "damaged").write_bytes(damaged)
        try:
            with reading(tmp_path / "damaged", passphrase, tmp_path) as reader:
                assert reader.manifest == wanted
                assert list(reader.lines("row")) == LINES
                assert reader.secret == "secret"  # noqa: S105
        except DamagedError:
            refused += 1
    assert refused > 100  # a ZIP has bytes that nobody reads, such as the time of day
    if passphrase:
        assert refused == 270


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.99])
def test_a_file_that_ends_early_is_refused(tmp_path, passphrase, part):
    whole = backup(tmp_path / "whole", passphrase).read_bytes()
    (tmp_path / "cut").write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(DamagedError), reading(tmp_path / "cut", passphrase, tmp_path):
        pass


def test_rows_that_were_exchanged_inside_are_found(tmp_path):
    backup(tmp_path / "whole", None)
    with (
        zipfile.ZipFile(tmp_path / "whole") as old,
        zipfile.ZipFile(tmp_path / "new", "w") as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'[7,"row"]', b'[8,"row"]'))
    with (
        pytest.raises(DamagedError, match="rows of row were changed"),
        reading(tmp_path / "new", None, tmp_path),
    ):
        pass


def test_a_backup_that_fails_halfway_leaves_no_file(tmp_path):
    with pytest.raises(ZeroDivisionError), writing(tmp_path / "x", None) as writer:
        writer.add_rows("row", ["n"], (b"%d" % (1 // number) for number in (1, 0)))
    assert list(tmp_path.iterdir()) == []


def lock(content):
    locked = io.BytesIO()
    with Locking(locked, PASSPHRASE) as locking:
        locking.write(content[:7])
        locking.write(content[7:])
    return locked.getvalue()


def opened(locked, passphrase=PASSPHRASE):
    content = io.BytesIO()
    unlock(io.BytesIO(locked), passphrase, content)
    return content.getvalue()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1])
def test_another_program_opens_what_we_lock(size):
    content = Random(size).randbytes(size)  # noqa: S311
    locked = lock(content)
    assert pyrage.passphrase.decrypt(locked, PASSPHRASE) == content
    assert opened(locked) == content


def test_locking_twice_gives_two_different_files():
    assert lock(b"the same") != lock(b"the same")


def test_chunks_left_out_exchanged_or_cut_off_are_found():
    locked = lock(bytes(3 * CHUNK))
    start, piece = len(locked) - 3 * (CHUNK + 16), CHUNK + 16
    head, one, two, three = (
        locked[:start],
        *(locked[start + n * piece : start + (n + 1) * piece] for n in range(3)),
    )
    assert opened(head + one + two + three) == bytes(3 * CHUNK)
    for wrong in (one + two, two + one + three, one + three, one + two + three + three, b""):
        with pytest.raises(LockedError):
            opened(head + wrong)


def test_a_file_that_asks_for_absurd_work_is_refused():
    locked = lock(b"x").replace(b" 4\n", b" 40\n")
    with pytest.raises(LockedError, match="damaged"):
        opened(locked)
