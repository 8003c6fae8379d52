"""Asking for the passphrase of a backup."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

#: A passphrase that is shorter is found by trying.
SHORTEST = 12

passphrase_options: Callable[[Any], Any] = click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Take the passphrase from the first line of this file.",
)


def typed_passphrase(file: Path | None, *, again: bool = False) -> str:
    """Return the passphrase from a file, or ask for it.

    Args:
        file: where it stands in the first line; None asks.
        again: ask twice, and refuse a short one: it is to lock something.

    Raises:
        click.UsageError: it is too short to lock anything.
    """
    if file:
        lines = file.read_text("utf-8").splitlines()
        passphrase = lines[0] if lines else ""
    else:
        passphrase = click.prompt("Passphrase", hide_input=True, confirmation_prompt=again)
    if again and len(passphrase) < SHORTEST:
        raise click.UsageError(f"The passphrase needs {SHORTEST} characters or more.")
    return passphrase
