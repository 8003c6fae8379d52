"""How one text differs from another, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


class PieceKind(StrEnum):
    """What became of a stretch of words between two versions of a text."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words that were all kept, all removed or all added."""

    kind: PieceKind
    text: str  #: with the spaces before its words


def pieces_between(old: str, new: str) -> tuple[Piece, ...]:
    """Compare two texts word by word.

    All pieces but the added ones read as `old`, all but the removed ones as `new`.
    """
    before, after = _words(old), _words(new)
    pieces: list[Piece] = []
    for step, a, b, c, d in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if step == "equal":
            pieces.append(Piece(PieceKind.KEPT, "".join(before[a:b])))
            continue
        if b > a:
            pieces.append(Piece(PieceKind.REMOVED, "".join(before[a:b])))
        if d > c:
            pieces.append(Piece(PieceKind.ADDED, "".join(after[c:d])))
    return tuple(pieces)


def _words(text: str) -> list[str]:
    """Cut a text before each word's spaces, so that nothing of it is lost."""
    return re.findall(r"\s*\S+|\s+", text)
