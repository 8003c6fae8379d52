"""What a file with proposals holds, whatever its format. Pure: no database, no files."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from participate.core.text import clean
from participate.ideas.rules import BODY_MAX, COMMENT_MAX, TITLE_MAX


class BrokenFileError(Exception):
    """A file cannot be brought in. `place` says where in it, `reason` what is wrong there."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place, self.reason = place, reason


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader of the report should know about one place in the file."""

    place: str  #: such as `proposals[130].comments.186.text`
    what: str  #: one sentence in English


@dataclass(frozen=True, slots=True)
class Votes:
    """Votes cast elsewhere, as totals."""

    pro: int
    contra: int
    neutral: int


@dataclass(frozen=True, slots=True)
class Contribution:
    """What proposals and comments share."""

    place: str
    #: Unique among everything ever brought in with this format, such as `thf:comment:17`.
    source_id: str
    #: The author's id in the file. It is not stored: a pseudonym takes its place.
    creator: str
    said_at: datetime
    votes: Votes


@dataclass(frozen=True, slots=True)
class FoundComment(Contribution):
    """A comment on a proposal, or an answer to another comment."""

    parent: str | None  #: the `source_id` of the comment it answers
    sentiment: int  #: 1 in favour, -1 against, 0 neither
    text: str


@dataclass(frozen=True, slots=True)
class FoundIdea(Contribution):
    """A proposal with everything said about it, each comment behind the one it answers."""

    title: str
    body: str
    topic: str
    comments: list[FoundComment] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Found:
    """Everything a file holds."""

    ideas: list[FoundIdea]
    notes: list[Note]  #: what the format's module has to say

    def contributions(self) -> Iterator[Contribution]:
        """Go through all proposals and comments in the order of the file."""
        for idea in self.ideas:
            yield idea
            yield from idea.comments


@dataclass(frozen=True, slots=True)
class FoundOffer:
    """A kindergarten as a list of the town describes it; texts are cleaned and fit."""

    place: str
    source_id: str  #: unique among everything ever brought in with this format
    title: str
    provider: str
    district: str
    address: str
    postal_code: str
    phone: str
    hours: str  #: as the file says it
    span: tuple[str, str] | None  #: such as 07:00 and 16:00; None when the hours are malformed
    places: int
    groups: dict[tuple[int, int], int]  #: (youngest, oldest) in years -> how many groups
    lunch: str
    comments: str
    criteria: str  #: who can get a place, mostly an address


@dataclass(frozen=True, slots=True)
class FoundOffers:
    """Every offer a file holds, and what a reader of the report should know."""

    offers: list[FoundOffer]
    notes: list[Note]


def notes_on(found: Found) -> list[Note]:
    """Name every text that is longer than people may type here, is empty, or had to be cleaned."""
    notes = list(found.notes)
    for idea in found.ideas:
        notes += _long(f"{idea.place}.title", idea.title, TITLE_MAX)
        notes += _long(f"{idea.place}.description", idea.body, BODY_MAX)
        notes += _cleaned(f"{idea.place}.title", idea.title)
        notes += _cleaned(f"{idea.place}.description", idea.body)
        for comment in idea.comments:
            place = f"{comment.place}.text"
            if not clean(comment.text):
                notes.append(Note(place, "This comment is empty. It is kept, for its place."))
            notes += _long(place, comment.text, COMMENT_MAX)
            notes += _cleaned(place, comment.text)
    return notes


def _long(place: str, text: str, most: int) -> list[Note]:
    length = len(clean(text))
    said = f"{length} characters, where people may type {most} here. Kept in full."
    return [Note(place, said)] if length > most else []


def _cleaned(place: str, text: str) -> list[Note]:
    """Say so when more than spaces around a text and the kind of its line breaks changes."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    said = "Control characters were dropped, or accents put together with their letters."
    return [Note(place, said)] if clean(text) != plain else []
