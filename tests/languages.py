"""How far each language is: `make languages` prints it, `make translate` prepares what is missing.

A language that has only some groups of pages keeps in its catalogue what these pages can say, and
nothing else, so that nobody has to translate what nobody will see.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from flask import Flask

from participate.factory import create_app
from participate.paths import CHECKOUT
from participate.web.language import FIRST, LANGUAGES, PAGES
from tests.messages import Message, messages_of


def catalogue_path(code: str) -> Path:
    """Return where the sentences of a language stand."""
    return CHECKOUT / "translations" / code / "LC_MESSAGES/messages.po"


def read_catalogue(code: str) -> Catalog:
    """Return the sentences of a language; an empty catalogue when it has none yet."""
    path = catalogue_path(code)
    if not path.exists():
        return Catalog(locale=code)
    with path.open("rb") as file:
        return read_po(file, locale=code, abort_invalid=True)


def said_in(catalogue: Catalog) -> dict[Message, tuple[str, ...]]:
    """Return the forms of each sentence that a catalogue has whole."""
    found = {}
    for entry in catalogue:
        forms = entry.string if isinstance(entry.string, (tuple, list)) else (entry.string,)
        if entry.id and forms and all(forms):
            found[key_of(entry)] = tuple(forms)
    return found


def key_of(entry: object) -> Message:
    """Return the context of an entry, and its English singular."""
    text = entry.id  # type: ignore[attr-defined]
    return entry.context or "", text if isinstance(text, str) else text[0]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Figure:
    """How much of one group of pages a language can say."""

    code: str
    group: str
    missing: tuple[Message, ...]
    of: int

    @property
    def percent(self) -> int:
        """Whole percents, rounded down: 100 is everything."""
        return 100 * (self.of - len(self.missing)) // self.of


def figures(app: Flask) -> list[Figure]:
    """Return a figure for each language and each group of pages it is meant to have."""
    wanted = {group: sorted(messages_of(app, views)) for group, views in PAGES.items()}
    found = []
    for code, language in LANGUAGES.items():
        said = said_in(read_catalogue(code)) if code != "en" else None  # English is in the code
        for group in language.groups or PAGES:
            missing = [] if said is None else [one for one in wanted[group] if one not in said]
            found.append(Figure(code, group, tuple(missing), len(wanted[group])))
    return found


def update(app: Flask) -> None:
    """Bring the catalogues of languages with some pages in line with what these can say now."""
    german = {key_of(entry): entry for entry in read_catalogue(FIRST) if entry.id}
    for code, language in LANGUAGES.items():
        if language.groups is None:
            continue
        old = said_in(read_catalogue(code))
        new = Catalog(locale=code, project="participate", fuzzy=False)
        views = [view for group in language.groups for view in PAGES[group]]
        for key in sorted(messages_of(app, views)):
            entry, forms = german[key], old.get(key)
            plural = isinstance(entry.id, tuple)
            none = ("",) * new.num_plurals if plural else ""
            said = none if forms is None else forms if plural else forms[0]
            new.add(entry.id, said, context=entry.context, flags=entry.flags)
        path = catalogue_path(code)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, new, width=100, omit_header=False)
        text = path.read_text("utf-8")
        kept = [line for line in text.splitlines() if "-Date: " not in line]
        path.write_text("\n".join(kept) + "\n", "utf-8")  # a date would differ each time


def main(arguments: list[str]) -> None:
    """Print the figures; with `update`, prepare the catalogues first."""
    say = sys.stdout.write
    app = create_app()
    if arguments == ["update"]:
        update(app)
    table = figures(app)
    say(f"{'':12}" + "".join(f"{code:>11}" for code in LANGUAGES) + "\n")
    for group in PAGES:
        row = {one.code: one for one in table if one.group == group}
        cells = [f"{row[code].percent} %" if code in row else "German" for code in LANGUAGES]
        say(f"{group:12}" + "".join(f"{cell:>11}" for cell in cells) + "\n")
    for one in table:
        for context, text in one.missing:
            say(f"missing, {one.code}, {one.group}: {context + ': ' if context else ''}{text}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
