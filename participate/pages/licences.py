"""The parts this is built from, and under which licences, as they say themselves."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution, requires

from participate.paths import CHECKOUT

#: A licence field that is longer holds the whole text; the classifiers say it shorter.
SHORT = 40
_NAME = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Part:
    """Something somebody else made, and lets us use."""

    name: str
    version: str
    licence: str
    address: str  #: of its makers; may be empty


def assets_used() -> list[Part]:
    """Return what browsers are sent unchanged."""
    return [
        Part("Fira Sans", "", "OFL-1.1", "https://github.com/mozilla/Fira"),
        Part("htmx", "2", "0BSD", "https://htmx.org"),
        Part("KERN-UX", "2.6", "EUPL-1.2", "https://www.kern-ux.de"),
    ]


@cache
def parts_used() -> list[Part]:
    """Return every installed package that the program needs, and those that these need."""
    found: dict[str, Distribution] = {}
    names = _direct()
    while names:
        name = names.pop()
        try:
            part = distribution(name)
        except PackageNotFoundError:
            continue  # wanted on another system or Python only
        if part.name.lower() not in found:
            found[part.name.lower()] = part
            names += _names(part.requires or [])
    return [_described(found[key]) for key in sorted(found)]


def _direct() -> list[str]:
    """Return what the program itself asks for: as installed, or as its checkout says."""
    try:
        return _names(requires("participate") or [])
    except PackageNotFoundError:
        project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
        return _names(project["dependencies"])


def _names(requirements: list[str]) -> list[str]:
    """Return the names out of requirements such as `flask>=3.1`, without optional ones."""
    wanted = [text for text in requirements if "extra ==" not in text]
    return [found[0] for text in wanted if (found := _NAME.match(text))]


def _described(part: Distribution) -> Part:
    said = part.metadata
    licence = said["License-Expression"] or said["License"] or ""
    if not licence or len(licence) > SHORT:
        classifiers = said.get_all("Classifier") or []
        licence = next((c.rpartition(":: ")[2] for c in classifiers if "License ::" in c), "?")
    return Part(part.name, part.version, licence, _address(part))


def _address(part: Distribution) -> str:
    """Return the address of a package's makers, if it says one that begins with https."""
    links = [line.split(", ", 1) for line in part.metadata.get_all("Project-URL") or []]
    named = {name.lower(): address for name, address in links}
    for key in ("homepage", "source", "source code", "repository", "documentation"):
        if named.get(key, "").startswith("https://"):
            return str(named[key])
    home = part.metadata["Home-page"] or ""
    return str(home) if home.startswith("https://") else ""
