"""Texts that lie in the database and that only the installation itself can read.

Fernet (AES-128-CBC with HMAC-SHA-256), under keys drawn from the installation's secret: a copy of
the database alone tells nothing, and what was changed in it does not open.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken

from participate.core.keyed import keyed_hash


class UnreadableError(Exception):
    """A sealed text was changed, or the secret is another one than when it was sealed."""


def sealed(key: bytes, purpose: str, text: str) -> str:
    """Return a text as it may lie in the database.

    Args:
        key: at least 32 random bytes.
        purpose: what the text is for; it opens for no other.
        text: to be kept.
    """
    return _box(key, purpose).encrypt(text.encode()).decode()


def unsealed(key: bytes, purpose: str, kept: str) -> str:
    """Return the text that was sealed.

    Raises:
        UnreadableError: it does not open with this key for this purpose.
    """
    try:
        return _box(key, purpose).decrypt(kept.encode()).decode()
    except InvalidToken as error:
        raise UnreadableError(purpose) from error


def _box(key: bytes, purpose: str) -> Fernet:
    return Fernet(urlsafe_b64encode(bytes.fromhex(keyed_hash(key, "sealed", purpose))))
