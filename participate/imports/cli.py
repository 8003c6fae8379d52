"""`python -m participate import …`: bring in what was said elsewhere."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import force_locale

from participate.core.clock import now
from participate.extensions import db
from participate.imports.actions import (
    AmbiguousWorkshopError,
    ElsewhereError,
    Made,
    import_ideas,
)
from participate.imports.directory import figures_on, import_offers
from participate.imports.formats import FORMATS, OFFER_FORMATS
from participate.imports.found import BrokenFileError, Found, FoundIdea, notes_on
from participate.imports.labels import details_of
from participate.imports.queries import figures
from participate.offers.rules import LINE_MAX
from participate.workshops.rules import TITLE_MAX

Anything = TypeVar("Anything")


class RefusedError(click.ClickException):
    """Nothing was written; the sentence says why and what to do."""

    exit_code = 2


@click.group("import")
def import_() -> None:
    """Bring in what was said elsewhere. Doing it twice changes nothing."""


def checked_title(_context: click.Context, _option: click.Parameter, typed: str) -> str:
    """Take a workshop's title of a length that fits."""
    if not 1 <= len(typed.strip()) <= TITLE_MAX:
        raise click.BadParameter(f"write 1 to {TITLE_MAX} characters.")
    return typed.strip()


@import_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--format", "key", type=click.Choice(sorted(FORMATS)), required=True)
@click.option(
    "--workshop",
    "title",
    required=True,
    metavar="NAME",
    callback=checked_title,
    help="Title of the workshop to bring them into; a new one is made when there is none.",
)
@with_appcontext
def ideas(file: Path, key: str, title: str) -> None:
    """Bring in the ideas, comments and vote totals of FILE, and print what came of it as JSON.

    A file with anything wrong in it is refused whole, with the place and the reason, and exit
    code 2. Texts are never cut; the report's `notes` name those that are unusual.
    """
    click.echo(f"Reading {file} …", err=True)
    found = read(file, key)
    click.echo(f"Writing {len(found.ideas)} ideas and their comments …", err=True)
    try:
        made = write(found, key, title)
    except AmbiguousWorkshopError as error:
        refuse(f"Several workshops are called “{title}” ({error}). Rename all but one.")
    except ElsewhereError as error:
        refuse(f"A part of this file is in another workshop already ({error}). Name that one.")
    click.echo(json.dumps(report(found, made, key), ensure_ascii=False, indent=1))


@import_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--format", "key", type=click.Choice(sorted(OFFER_FORMATS)), required=True)
@click.option("--source", default="", help="Where the list is from; the file's name if left out.")
@with_appcontext
def offers(file: Path, key: str, source: str) -> None:
    """Bring in the offers of FILE, and print what came of it as JSON.

    Families find them at once, marked as not confirmed. Offers that were brought in before stay
    as they are. A broken file is refused whole, with the place and the reason, and exit code 2.
    """
    source = source.strip() or file.name
    if len(source) > LINE_MAX:
        raise click.BadParameter(f"write at most {LINE_MAX} characters.", param_hint="--source")
    found = read_with(OFFER_FORMATS[key], file)
    with force_locale("de"):  # the directory is in German
        described = [(one, details_of(one)) for one in found.offers]
    made = import_offers(db.session, described, source=source, key=key, at=now())
    db.session.commit()
    said = {"format": key, "source": source, "made": made, **figures_on(found)}
    said["notes"] = [asdict(note) for note in found.notes]
    click.echo(json.dumps(said, ensure_ascii=False, indent=1))


def read(file: Path, key: str) -> Found:
    """Return what the file holds, or end with the place and the reason."""
    return read_with(FORMATS[key].read, file)


def read_with(reader: Callable[[bytes], Anything], file: Path) -> Anything:
    """Return what a reader finds in the file, or end with the place and the reason."""
    try:
        return reader(file.read_bytes())
    except BrokenFileError as error:
        refuse(f"{file}: {error.place}: {error.reason}. Nothing was brought in.")
    except OSError as error:
        refuse(f"{file} cannot be read ({error.strerror}).")


def write(found: Found, key: str, title: str) -> Made:
    """Write everything in one transaction, and tell on standard error how far it is."""

    def tell(done: int, all_rows: int) -> None:
        click.echo(f"  {done} of {all_rows} rows", err=True)

    made = import_ideas(
        db.session,
        found,
        source=key,
        workshop_title=title,
        secret=current_app.config["SECRET_KEY"],
        at=now(),
        progress=tell,
    )
    db.session.commit()
    return made


def report(found: Found, made: Made, key: str) -> dict[str, Any]:
    """Return what was read and made, the totals that are stored now, and the notes."""
    contributions = list(found.contributions())
    comments = [one for one in contributions if not isinstance(one, FoundIdea)]
    workshop = made.workshop
    return {
        "format": key,
        "workshop": {"id": workshop.id, "title": workshop.title},
        "read": {
            "ideas": len(found.ideas),
            "comments": len(comments),
            "people": len({one.creator for one in contributions}),
        },
        "made": {
            "workshops": made.workshops,
            "ideas": made.ideas,
            "comments": made.comments,
            "imported_counts": made.imported_counts,
        },
        **figures(db.session, workshop, key),
        "notes": [asdict(note) for note in notes_on(found)],
    }


def refuse(why: str) -> NoReturn:
    """End with exit code 2. What the session holds is never committed."""
    raise RefusedError(why)
