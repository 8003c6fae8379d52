"""Style sheets, scripts, fonts and pictograms: built once, then served unchanged for a year.

Set-up fetches the packages in `requirements/assets.txt` into `var/assets`; `build` picks the few
files we use, gives each a name that contains its digest, and stores it compressed in `var/static`.
"""

import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self

from flask import Flask, current_app

from participate.config import ConfigurationError
from participate.paths import data_dir, resource_dir
from participate.web.addresses import url_for

KERN = "mkdocs_kern_ux/kern-ux/vendor/kern"
#: Name under which a page asks for it, and where the package keeps it. Nothing else is served.
FROM_PACKAGES = {
    "kern.min.css": f"{KERN}/kern.min.css",
    "FiraSans-Regular.woff2": f"{KERN}/fonts/fira-sans/FiraSans-Regular.woff2",
    "FiraSans-SemiBold.woff2": f"{KERN}/fonts/fira-sans/FiraSans-SemiBold.woff2",
    "htmx-2.min.js": "django_htmx/static/django_htmx/htmx-2.min.js",
}
OURS = ("css/*.css", "js/*.js", "*.svg")
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
#: How each encoding a browser may ask for is stored, the smallest first.
ENCODINGS = {"br": ".br", "gzip": ".gz", "identity": ""}
MANIFEST = "manifest.json"


def with_digest_names(css: str, names: Mapping[str, str]) -> str:
    """Return a style sheet whose `url("fonts/x.woff2")` ask for the names with digests.

    Raises:
        KeyError: it asks for a file that is not built.
    """
    return re.sub(r'url\("(?:[\w-]+/)*([\w.-]+)"\)', lambda found: f'url("{names[found[1]]}")', css)


def digest_name(name: str, content: bytes) -> str:
    """Return `stem.<12 hexadecimal digits>.ext`: another content, another name."""
    stem, dot, ending = name.rpartition(".")
    return f"{stem}.{sha256(content).hexdigest()[:12]}{dot}{ending}"


def collect(packages: Path, ours: Path) -> dict[str, bytes]:
    """Return the content of every file we serve, by the name that pages use.

    Raises:
        FileNotFoundError: a package lacks a file, or has not been fetched.
    """
    files = {name: (packages / place).read_bytes() for name, place in FROM_PACKAGES.items()}
    for pattern in OURS:
        files |= {path.name: path.read_bytes() for path in sorted(ours.glob(pattern))}
    return files


def named(files: Mapping[str, bytes]) -> dict[str, tuple[str, bytes]]:
    """Return for every file its name with the digest, and what is served under it."""
    done: dict[str, tuple[str, bytes]] = {}
    for name in sorted(files, key=lambda name: name.endswith(".css")):  # they name the others
        content = files[name]
        if name.endswith(".css"):
            built_names = {key: served_as for key, (served_as, _) in done.items()}
            content = with_digest_names(content.decode(), built_names).encode()
        done[name] = digest_name(name, content), content
    return done


def build(packages: Path, ours: Path, target: Path) -> dict[str, str]:
    """Write every file with its digest in its name, plain and compressed, and the manifest.

    What an earlier build left stays for pages that are still open; its size is small.

    Returns:
        The manifest: the name that pages use, and the name with the digest.
    """
    import brotli  # noqa: PLC0415 (only needed at set-up)

    target.mkdir(parents=True, exist_ok=True)
    manifest = {}
    for name, (served_as, content) in named(collect(packages, ours)).items():
        manifest[name] = served_as
        place = target / served_as
        if not place.exists():
            if not name.endswith(".woff2"):  # these are compressed in themselves
                place.with_name(served_as + ".br").write_bytes(brotli.compress(content))
                place.with_name(served_as + ".gz").write_bytes(gzip.compress(content, 9, mtime=0))
            place.write_bytes(content)
    unfinished = target / f"{MANIFEST}.new"
    unfinished.write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n")
    unfinished.replace(target / MANIFEST)
    return manifest


@dataclass(frozen=True)
class Asset:
    """One file, with its content in every encoding it is stored in."""

    content_type: str
    encodings: dict[str, bytes]

    def best_of(self, accepted: str) -> tuple[str, bytes]:
        """Return the smallest encoding that an Accept-Encoding header names, and the content."""
        wanted = {
            part.partition(";")[0].strip().lower()
            for part in accepted.split(",")
            if not re.search(r";\s*q=0(\.0*)?\s*$", part)
        }
        name = next(name for name in self.encodings if name in wanted or name == "identity")
        return name, self.encodings[name]


@dataclass(frozen=True)
class Assets:
    """Everything built, held in memory: less than two megabytes per worker."""

    manifest: dict[str, str]
    files: dict[str, Asset]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read what `build` wrote.

        Raises:
            ConfigurationError: nothing has been built, or a part of it is gone.
        """
        try:
            manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
            return cls(manifest, {name: cls.file(folder / name) for name in manifest.values()})
        except (OSError, ValueError) as error:
            raise ConfigurationError(
                f"The style sheets and scripts in {folder} are missing or broken. Run `make setup`."
            ) from error

    @staticmethod
    def file(path: Path) -> Asset:
        """Read one file in all its encodings."""
        encodings = {}
        for encoding, ending in ENCODINGS.items():
            stored = path.with_name(path.name + ending)
            if encoding == "identity" or stored.exists():  # fonts have no compressed twins
                encodings[encoding] = stored.read_bytes()
        return Asset(TYPES[path.suffix], encodings)


def asset(name: str) -> str:
    """Return the address of a file, such as `familienwerkstatt.css`; for templates.

    Raises:
        KeyError: there is no such file; after adding one, run `make setup`.
    """
    return url_for("web.asset", name=built().manifest[name])


def built() -> Assets:
    """Return what this application serves."""
    assets: Assets = current_app.extensions["participate.assets"]
    return assets


def prepare_assets(app: Flask) -> None:
    """Read the built assets and give templates the function `asset`.

    Raises:
        ConfigurationError: they have not been built.
    """
    app.extensions["participate.assets"] = Assets.read(data_dir() / "static")
    app.jinja_env.globals["asset"] = asset


def build_all() -> dict[str, str]:
    """Build from the fetched packages and our own `static` folder, and return the manifest."""
    return build(data_dir() / "assets", resource_dir("static"), data_dir() / "static")
