"""Notes in this browser's cookie that only the installation reads, and only for some minutes."""

from datetime import datetime, timedelta

from participate.accounts.visitor.sessions import secret_key
from participate.core.clock import now
from participate.core.sealed import UnreadableError, sealed, unsealed


def sealed_note(purpose: str, text: str, *, minutes: int) -> str:
    """Return a note as it may lie in a cookie; `unsealed_note` reads it for so many minutes."""
    until = now() + timedelta(minutes=minutes)
    return sealed(secret_key(), purpose, f"{text} {until.isoformat()}")


def unsealed_note(purpose: str, kept: str) -> str | None:
    """Return the text of a note; None when there is none for this purpose, or no longer."""
    try:
        text, until = unsealed(secret_key(), purpose, kept).rsplit(" ", 1)
    except UnreadableError:
        return None
    return text if datetime.fromisoformat(until) >= now() else None
