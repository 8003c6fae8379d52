"""Holes that others had, planted here one by one: each has to turn a named test red.

A file `H07-….patch` says in its head which hole it is and which test has to notice, and then how
to dig it, as a diff for `git apply`. `make planted` tries them all on a copy of the tree.
"""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
DOCUMENT = ROOT / "docs" / "planted.md"
HEAD = "| hole | planted | what has to notice | last time |"


@dataclass(frozen=True)
class Planted:
    """One hole: what it is called, and the test that has to turn red over it."""

    path: Path
    what: str
    test: str  #: such as `tests/web/test_security.py::test_…`, one or several
    database: str  #: the one that shows it
    tries: int  #: how often a race may be won by chance before it has to be lost

    @property
    def number(self) -> str:
        """Return what it is called elsewhere, such as `H07`."""
        return self.path.name[:3]

    @property
    def command(self) -> list[str]:
        """Return the arguments of pytest."""
        return [*self.test.split(), f"--database={self.database}"]

    @property
    def files(self) -> list[str]:
        """Return the paths of the files it digs in."""
        return re.findall(r"^\+\+\+ b/(.+)$", self.path.read_text("utf-8"), re.MULTILINE)

    def apply(self, *options: str, at: Path = ROOT) -> subprocess.CompletedProcess[str]:
        """Let git apply the patch to a tree, or only check that it could."""
        command = [shutil.which("git") or "git", "apply", "--unidiff-zero", *options]
        return subprocess.run(  # noqa: S603
            [*command, str(self.path)], cwd=at, check=False, capture_output=True, text=True
        )


def read(path: Path) -> Planted:
    """Read the head of a patch.

    Raises:
        ValueError: it does not say what it is, or which test has to notice.
    """
    head = path.read_text("utf-8").partition("\n--- ")[0]
    told = dict(re.findall(r"^(what|test|database|tries): (.+)$", head, re.MULTILINE))
    if not {"what", "test"} <= told.keys():
        raise ValueError(f"{path.name} has to begin with “what:” and “test:”")
    database, tries = told.get("database", "sqlite"), int(told.get("tries", "1"))
    return Planted(path, told["what"], told["test"], database, tries)


def all_planted() -> list[Planted]:
    """Return every patch there is, in the order of their names."""
    return [read(path) for path in sorted(FOLDER.glob("H[0-9][0-9]-*.patch"))]


def row(one: Planted, result: str) -> str:
    """Return the line of the document about one patch."""
    tests = " ".join(f"`{test.removeprefix('tests/')}`" for test in one.test.split())
    where = " on PostgreSQL" if one.database == "postgresql" else ""
    return f"| {one.number} | {one.what} (`{one.path.name}`){where} | {tests} | {result} |"
