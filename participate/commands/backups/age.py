"""Files locked with a passphrase, in the age format, version 1 (age-encryption.org/v1).

Any other program that reads age opens them, too. The work of a guess is fixed: 128 MiB and some
tenths of a second, so that the smallest server can do it (docs/decisions/0046).
"""

import hmac
import io
import os
import re
from base64 import b64decode, b64encode
from hashlib import scrypt, sha256
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = b"age-encryption.org/v1\n"
LABEL = b"age-encryption.org/v1/scrypt"
#: Scrypt's N is 2 to the power of this. With r = 8 a guess takes 128 MiB.
WORK = 17
#: The most we do for a file somebody hands us: 1 GiB.
MOST_WORK = 20
CHUNK = 64 * 1024
TAG = 16
HEADER = re.compile(
    rb"age-encryption\.org/v1\n"
    rb"-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]?)\n([A-Za-z0-9+/]{43})\n---"
)


class LockedError(Exception):
    """The passphrase does not open the file, or the file is damaged. Its text says which."""


def packed(raw: bytes) -> bytes:
    """Return base64 without padding, as age writes it."""
    return b64encode(raw).rstrip(b"=")


def unpacked(text: bytes) -> bytes:
    """Return the bytes of base64 without padding."""
    return b64decode(text + b"=" * (-len(text) % 4))


def derived(key: bytes, salt: bytes, purpose: bytes) -> bytes:
    """Return the key for one purpose, 32 bytes."""
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=purpose).derive(key)


def passphrase_lock(passphrase: str, salt: bytes, work: int) -> ChaCha20Poly1305:
    """Return what wraps the key of a file."""
    cost = {"n": 2**work, "r": 8, "p": 1, "maxmem": 2 ** (work + 10) + 2**20, "dklen": 32}
    return ChaCha20Poly1305(scrypt(passphrase.encode(), salt=LABEL + salt, **cost))


def nonce(number: int, last: bool) -> bytes:
    """Return the nonce of a chunk: its number, and whether the file ends with it."""
    return number.to_bytes(11, "big") + bytes([last])


class Locking(io.RawIOBase):
    """Writes into `to` what is written into it, locked. Closing it ends the file, not `to`."""

    def __init__(self, to: IO[bytes], passphrase: str):
        file_key, salt, payload_salt = os.urandom(16), os.urandom(16), os.urandom(16)
        wrapped = passphrase_lock(passphrase, salt, WORK).encrypt(bytes(12), file_key, None)
        head = VERSION + b"-> scrypt %s %d\n%s\n---" % (packed(salt), WORK, packed(wrapped))
        seal = hmac.digest(derived(file_key, b"", b"header"), head, sha256)
        to.write(head + b" " + packed(seal) + b"\n" + payload_salt)
        self._to = to
        self._cipher = ChaCha20Poly1305(derived(file_key, payload_salt, b"payload"))
        self._waiting = bytearray()
        self._number = 0

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        """Take bytes; whole chunks go on at once, all but what may be the last one."""
        self._waiting += data
        while len(self._waiting) > CHUNK:
            self._send(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def close(self) -> None:
        """Write the last chunk."""
        if not self.closed:
            self._send(bytes(self._waiting), last=True)
        super().close()

    def _send(self, chunk: bytes, *, last: bool) -> None:
        self._to.write(self._cipher.encrypt(nonce(self._number, last), chunk, None))
        self._number += 1


def is_locked(file: IO[bytes]) -> bool:
    """Say whether a file is in the age format; leaves it at its beginning."""
    begins = file.read(len(VERSION))
    file.seek(0)
    return begins == VERSION


def unlock(file: IO[bytes], passphrase: str, to: IO[bytes]) -> None:
    """Write what a locked file holds into another one.

    Raises:
        LockedError: wrong passphrase, or a damaged file. What was written until then is right, but
            not all there is.
    """
    cipher = ChaCha20Poly1305(payload_key(file, passphrase))
    chunk, number = file.read(CHUNK + TAG), 0
    while True:
        following = file.read(CHUNK + TAG)
        try:
            to.write(cipher.decrypt(nonce(number, not following), chunk, None))
        except InvalidTag:
            raise LockedError("The file is damaged, or its end is missing.") from None
        if not following:
            return
        chunk, number = following, number + 1


def payload_key(file: IO[bytes], passphrase: str) -> bytes:
    """Read the header of a locked file, and return the key of what follows it.

    Raises:
        LockedError: wrong passphrase, or a damaged header.
    """
    head = file.read(256)
    found = HEADER.match(head)
    if not found or int(found[2]) > MOST_WORK:
        raise LockedError("The file is damaged: it does not begin as one locked with a passphrase.")
    try:
        lock = passphrase_lock(passphrase, unpacked(found[1]), int(found[2]))
        file_key = lock.decrypt(bytes(12), unpacked(found[3]), None)
    except InvalidTag:
        raise LockedError("The passphrase does not open this file.") from None
    seal = packed(hmac.digest(derived(file_key, b"", b"header"), found[0], sha256))
    end = b" " + seal + b"\n"
    if not hmac.compare_digest(head[found.end() : found.end() + len(end)], end):
        raise LockedError("The file is damaged at its beginning.")
    file.seek(found.end() + len(end))
    return derived(file_key, file.read(16), b"payload")
