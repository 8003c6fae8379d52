"""What the last automatic look at all pages found: `make axe` writes it, the statement says it."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

RUN_FILE = Path(__file__).with_name("accessibility_run.json")


@dataclass(frozen=True)
class Finding:
    """A rule of axe that is broken, and on how many pages."""

    rule: str
    pages: int


@dataclass(frozen=True)
class Run:
    """A look at all pages: when, with which version of axe, and what it found."""

    on: date
    axe: str
    pages: int
    looks: int  #: each page in each width and colour scheme
    findings: tuple[Finding, ...]


@cache
def last_run() -> Run:
    """Return the last look, as it comes with the program."""
    said = json.loads(RUN_FILE.read_text("utf-8"))
    findings = tuple(Finding(**one) for one in said.pop("findings"))
    return Run(**said | {"on": date.fromisoformat(said["on"])}, findings=findings)
