"""The dump of the online participation on Berlin's Tempelhofer Feld: one JSON file.

It nests `instance.<name>.proposals.<id>.comments.<id>.comments…`. Times carry no zone; the software
they come from wrote UTC. Texts are plain: the dump holds no HTML entities, and `<` means itself.
"""

import json
from datetime import UTC, datetime
from typing import Any, NoReturn

from participate.ideas.rules import IMPORTED_TITLE_MAX, TOPIC_MAX
from participate.imports.formats.base import Format
from participate.imports.found import BrokenFileError, Found, FoundComment, FoundIdea, Note, Votes

KEY = "thf"
ID_DIGITS = 18  #: more than any real id has
COUNT_MAX = 2**31 - 1  #: the largest number of votes a database can keep
KIND_NAMES = {str: "a text", int: "a whole number", dict: "an object", list: "a list"}
#: What proposals here have no place for; the report says how many carried it.
LEFT_OUT = ("tags", "badges")


class Members(dict[str, Any]):
    """A JSON object that remembers a name it was given twice: Python would keep the last only."""

    twice: str | None = None

    @classmethod
    def from_pairs(cls, pairs: list[tuple[str, Any]]) -> "Members":
        """Build one while JSON is read."""
        members = cls(pairs)
        if len(members) < len(pairs):
            names = [name for name, _value in pairs]
            members.twice = next(name for name in names if names.count(name) > 1)
        return members


def read(content: bytes) -> Found:
    """Return what the file holds.

    Raises:
        BrokenFileError: it is no such dump, or a part of it is missing, twice, or of a wrong kind.
    """
    instances = _member(_object(_parsed(content), "file"), "file", "instance", dict)
    instances = _object(instances, "instance")
    if len(instances) != 1:
        raise BrokenFileError("instance", f"one instance is expected, {len(instances)} are there")
    [(name, instance)] = instances.items()
    place = f"instance.{name}"
    proposals = _member(_object(instance, place), place, "proposals", dict)
    found = Found(
        [_idea(number, value) for number, value in _object(proposals, "proposals").items()],
        [_left_out(name, proposals) for name in LEFT_OUT if any(_carriers(name, proposals))],
    )
    _check_ids(found)
    return found


def _parsed(content: bytes) -> Any:
    """Read JSON strictly, and say where it stops being JSON."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BrokenFileError(f"line {line}, byte {error.start}", "this is not UTF-8") from error
    try:
        return json.loads(text, object_pairs_hook=Members.from_pairs, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise BrokenFileError(place, f"this is not JSON ({error.msg})") from error
    except RecursionError as error:
        raise BrokenFileError("file", "objects are nested too deeply to read") from error
    except ValueError as error:
        raise BrokenFileError("file", f"this is not JSON ({error})") from error


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")


def _object(value: Any, place: str) -> Members:
    """Return an object in which no name stands twice."""
    if not isinstance(value, Members):
        raise BrokenFileError(place, "an object is expected here")
    if value.twice is not None:
        raise BrokenFileError(f"{place}.{value.twice}", "this name or id stands here twice")
    return value


def _member(value: Members, place: str, name: str, kind: type) -> Any:
    """Return a member that has to be there, of one kind."""
    if name not in value:
        raise BrokenFileError(f"{place}.{name}", "this is missing")
    if not isinstance(value[name], kind) or isinstance(value[name], bool):
        raise BrokenFileError(f"{place}.{name}", f"{KIND_NAMES[kind]} is expected here")
    return value[name]


def _text(value: Members, place: str, name: str, *, shortest: int = 0, longest: int = 0) -> str:
    """Return a text; `longest` is what can be stored at all, 0 means any length."""
    text: str = _member(value, place, name, str)
    if len(text.strip()) < shortest:
        raise BrokenFileError(f"{place}.{name}", "this is empty")
    if longest and len(text) > longest:
        reason = f"{len(text)} characters, but {longest} can be kept at most"
        raise BrokenFileError(f"{place}.{name}", reason)
    return text


def _count(value: Members, place: str, name: str) -> int:
    number: int = _member(value, place, name, int)
    if not 0 <= number <= COUNT_MAX:
        raise BrokenFileError(f"{place}.{name}", f"{number} is no number of votes")
    return number


def _votes(value: Members, place: str) -> Votes:
    return Votes(*(_count(value, place, f"rate_{way}") for way in ("pro", "contra", "neutral")))


def _moment(value: Members, place: str) -> datetime:
    text = _text(value, place, "create_time")
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BrokenFileError(f"{place}.create_time", f"{text!r} is no moment") from error


def _id(text: str, place: str) -> str:
    if not (text.isascii() and text.isdecimal()) or len(text) > ID_DIGITS:
        raise BrokenFileError(place, "a number is expected as an id")
    return text


def _shared(value: Members, place: str) -> dict[str, Any]:
    """Return what proposals and comments have in common."""
    return {
        "place": place,
        "creator": _text(value, place, "creator", shortest=1),
        "said_at": _moment(value, place),
        "votes": _votes(value, place),
    }


def _idea(number: str, value: Any) -> FoundIdea:
    place = f"proposals[{number}]"
    proposal = _object(value, place)
    if str(proposal.get("id", number)) != _id(number, place):
        raise BrokenFileError(f"{place}.id", f"{proposal['id']} stands under the id {number}")
    topic = "" if proposal.get("category", "") is None else _category(proposal, place)
    return FoundIdea(
        **_shared(proposal, place),
        source_id=f"{KEY}:proposal:{number}",
        title=_text(proposal, place, "title", shortest=1, longest=IMPORTED_TITLE_MAX),
        body=_text(proposal, place, "description"),
        topic=topic,
        comments=_comments(proposal, place),
    )


def _category(proposal: Members, place: str) -> str:
    return _text(proposal, place, "category", longest=TOPIC_MAX)


def _comments(proposal: Members, place: str) -> list[FoundComment]:
    """Return all comments below a proposal. The stack is ours: threads may be deep."""
    comments: list[FoundComment] = []
    waiting: list[tuple[Members, str, str | None]] = [(proposal, place, None)]
    while waiting:
        above, place, parent = waiting.pop()
        place = f"{place}.comments"
        for number, value in _object(_member(above, place[:-9], "comments", dict), place).items():
            here = f"{place}.{number}"
            comment = _comment(_id(number, here), _object(value, here), here, parent)
            comments.append(comment)
            waiting.append((value, here, comment.source_id))
    return comments


def _comment(number: str, value: Members, place: str, parent: str | None) -> FoundComment:
    sentiment: int = _member(value, place, "sentiment", int)
    if sentiment not in {-1, 0, 1}:
        raise BrokenFileError(f"{place}.sentiment", f"{sentiment} is none of -1, 0 and 1")
    return FoundComment(
        **_shared(value, place),
        source_id=f"{KEY}:comment:{number}",
        parent=parent,
        sentiment=sentiment,
        text=_text(value, place, "text"),
    )


def _check_ids(found: Found) -> None:
    """Refuse an id that stands at two places; within one object `_object` has done so."""
    seen: dict[str, str] = {}
    for one in found.contributions():
        if one.source_id in seen:
            raise BrokenFileError(one.place, f"the same id stands at {seen[one.source_id]}")
        seen[one.source_id] = one.place


def _carriers(name: str, proposals: Members) -> list[str]:
    return [number for number, value in proposals.items() if value.get(name)]


def _left_out(name: str, proposals: Members) -> Note:
    count = len(_carriers(name, proposals))
    return Note(f"proposals[…].{name}", f"Left out, ideas here have none: {count} carry them.")


FORMAT = Format(key=KEY, read=read)
