"""The files an installation makes for itself: the secret and the built assets."""

import os
import secrets
from pathlib import Path

import click

from participate.config import secret_file
from participate.paths import PACKAGE, data_dir
from participate.web.assets import build_all


@click.command()
def assets() -> None:
    """Build style sheets, scripts, fonts and pictograms from the packages in DATA_DIR/assets."""
    try:
        manifest = build_all()
    except FileNotFoundError as error:
        raise click.ClickException(
            f"{error.filename} is missing. Run `make setup`; without a checkout: `pip install"
            f" --no-deps --target {data_dir() / 'assets'} -r {PACKAGE / 'assets.txt'}`."
        ) from error
    except KeyError as error:
        raise click.ClickException(f"A style sheet asks for {error}, which is missing.") from error
    click.echo(f"Built {len(manifest)} files in {data_dir() / 'static'}.")


def make_secret() -> Path | None:
    """Write a new secret that only its owner may read, unless there is one; return the new file."""
    place = secret_file()
    if os.environ.get("SECRET_KEY") or place.exists():
        return None
    place.parent.mkdir(parents=True, exist_ok=True)
    # Born with its final rights: between writing and chmod somebody could have read it.
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
    return place


def put_secret(secret: str) -> None:
    """Make a known secret the one of this installation, whole or not at all."""
    place = secret_file()
    new = place.with_name("secret.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secret + "\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(place)
