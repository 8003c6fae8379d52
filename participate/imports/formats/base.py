"""What each format says of itself."""

from collections.abc import Callable
from dataclasses import dataclass

from participate.imports.found import Found


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file."""

    #: Its name on the command line, and the beginning of every source id, such as `thf`.
    key: str
    #: Turns the file's bytes into what it holds; raises `BrokenFileError`.
    read: Callable[[bytes], Found]
