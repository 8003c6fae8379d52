"""The list of those who were erased, in a file beside the database, where no restore reaches it.

A backup that is older than an erasure brings somebody back; the list takes them out again. It holds
numbers, moments and a choice, nothing about anybody.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


class ListError(Exception):
    """A line of the list is none of ours. Nobody may be left out in silence."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """One account or participant that was erased."""

    table: str  #: `account` or `participant`
    id: int
    at: str  #: the moment in ISO 8601, UTC
    texts: str  #: what became of the texts


def listed_erasures(place: Path) -> list[Erasure]:
    """Return who is on the list, each once, in the order in which they came; [] without a file.

    Raises:
        ListError: a line is none of ours.
    """
    if not place.exists():
        return []
    lines = place.read_text("utf-8").splitlines()
    try:
        return list(dict.fromkeys(Erasure(**json.loads(line)) for line in lines if line))
    except (TypeError, ValueError) as error:
        raise ListError(f"{place} has a line that cannot be read: mend it first.") from error


def list_erasures(place: Path, erased: Iterable[Erasure]) -> int:
    """Add to the list whoever is not on it, for good when this returns; say how many.

    Two at once may both add somebody: each line is whole, and counts once.
    """
    known = set(listed_erasures(place))
    new = [one for one in dict.fromkeys(erased) if one not in known]
    if new:
        lines = "".join(json.dumps(asdict(one)) + "\n" for one in new)
        file = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(file, lines.encode())
            os.fsync(file)
        finally:
            os.close(file)
    return len(new)
