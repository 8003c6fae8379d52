"""The same files from the command line, byte for byte."""

from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from participate.core.errors import NotFoundError
from participate.exports.collect import backlog as backlog_of
from participate.exports.formats import FORMATS
from participate.exports.labels import words
from participate.extensions import db
from participate.requirements.queries import latest_release
from participate.web.language import WHOLE
from participate.workshops.queries import stakeholder_groups


@click.group()
def export() -> None:
    """Write what was published into files that other programs read."""


@export.command()
@click.option("--release", "number", type=click.IntRange(1, 2**31 - 1), required=True)
@click.option("--format", "key", type=click.Choice(sorted(FORMATS)), required=True)
@click.option(
    "--language",
    type=click.Choice(sorted(WHOLE)),
    default="de",
    show_default=True,
    help="Of headings and names in a workbook; files for programs have none.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write; the standard output when left out. Replaces a file that is there.",
)
@with_appcontext
def backlog(number: int, key: str, language: str, output: Path | None) -> None:
    """Write the backlog of a release: the same bytes that its page hands out."""
    try:
        sheet = backlog_of(db.session, number, FORMATS[key])
    except NotFoundError:
        raise click.ClickException(f"There is no release {number}. {newest()}") from None
    with force_locale(language):
        content = FORMATS[key].write(sheet, words(stakeholder_groups(db.session)))
    if output is None:
        click.echo(content, nl=False)
        return
    replace(output, content)
    click.echo(f"{output}: {len(sheet.rows)} requirements of release {number}.")


def newest() -> str:
    """Return a sentence on which releases there are."""
    latest = latest_release(db.session)
    return f"The newest is {latest.number}." if latest else "Nothing has been published yet."


def replace(output: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        click.ClickException: it cannot be written.
    """
    unfinished = output.with_name(f"{output.name}.new")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(output)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise click.ClickException(f"{output} cannot be written: {error.strerror}.") from error
