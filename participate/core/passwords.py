"""Passwords, kept as argon2id hashes.

The cost follows the OWASP Password Storage Cheat Sheet: 19 MiB and two passes. All threads of a
small server may check one at the same time and still leave room for a workshop.
"""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from participate.core.text import composed

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def password_hash(password: str) -> str:
    """Return what may be stored instead of a password, whichever keyboard wrote its accents."""
    return _HASHER.hash(composed(password))


@cache
def _nobodys_hash() -> str:
    return password_hash("the password of nobody")


def is_password(stored: str | None, password: str) -> bool:
    """Say whether a password belongs to a stored hash.

    Args:
        stored: None when there is no account or no password; the answer is then no, and takes as
            long as any other.
        password: as typed.
    """
    try:
        right = _HASHER.verify(stored or _nobodys_hash(), composed(password))
    except (VerificationError, InvalidHashError):
        return False
    return right and stored is not None


def is_outdated(stored: str) -> bool:
    """Say whether a hash was made at another cost than today's."""
    return _HASHER.check_needs_rehash(stored)
