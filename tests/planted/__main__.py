"""Plants every hole in a copy of the tree and sees its test turn red: `make planted`.

`make planted ONLY=H12` tries those whose names begin so, and writes down only what came of them.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from tests.planted import DOCUMENT, HEAD, ROOT, Planted, all_planted, row

#: What a tree needs to run besides what is in git: the built assets.
BUILT = ("static", "assets")
#: Each run draws the same sample of hostile texts.
SAME = os.environ | {"HOSTILE_SEED": "1"}
CAUGHT, MISSED = "red, then green", "NOT NOTICED"


def main(only: str = "") -> int:
    """Try the patches, print and write down what came of each; 0 when all were noticed."""
    planted = [one for one in all_planted() if one.path.name.startswith(only)]
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(Path(folder))
        results = {}
        for one in planted:
            results[one] = noticed(one, copy)
            say(row(one, results[one]))
        say(f"The clean tree: {(untouched := clean(planted, copy))}")
    if untouched != "green":
        return 1
    write(results)
    missed = [one for one, result in results.items() if result != CAUGHT]
    say(f"{len(planted) - len(missed)} of {len(planted)} holes were noticed.")
    return 1 if missed else 0


def copied(folder: Path) -> Path:
    """Copy what git knows and what was built, with the shared data where tests look for them."""
    copy = folder / "tree"
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", at=ROOT)
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    for path in ROOT.glob("translations/**/*.mo"):
        shutil.copy2(path, copy / path.relative_to(ROOT))
    (copy / "var").mkdir()
    for name in BUILT:
        (copy / "var" / name).symlink_to(ROOT / "var" / name)
    if (shared := ROOT.parent / "shared").is_dir():
        (folder / "shared").symlink_to(shared.resolve())
    return copy


def noticed(one: Planted, copy: Path) -> str:
    """Plant one hole, run its test, mend the tree again, and say what came of it."""
    if (refused := one.apply(at=copy)).returncode:
        return f"does not apply: {refused.stderr.strip().splitlines()[0]}"
    seen = any(all_red(one, pytest(one.command, copy)) for _try in range(one.tries))
    for name in one.files:  # to take the patch back would put a line where it stood once
        shutil.copy2(ROOT / name, copy / name)
    return CAUGHT if seen else MISSED


def all_red(one: Planted, answer: subprocess.CompletedProcess[str]) -> bool:
    """Say whether each of its tests failed, with one of its parameters at least."""
    red = re.findall(r"^(?:FAILED|ERROR) (\S+)", answer.stdout, re.MULTILINE)
    seen = [any(name.startswith(test) for name in red) for test in one.test.split()]
    return answer.returncode == 1 and all(seen)


def clean(planted: list[Planted], copy: Path) -> str:
    """Run the tests of all holes where none is planted."""
    said = []
    for database in ("sqlite", "postgresql"):
        here = {name for one in planted if one.database == database for name in one.test.split()}
        if here:
            answer = pytest([*sorted(here), f"--database={database}"], copy)
            said += [] if answer.returncode == 0 else [answer.stdout[-2_000:]]
    return "\n".join(said) or "green"


def pytest(arguments: list[str], copy: Path) -> subprocess.CompletedProcess[str]:
    """Run tests of the copied tree in a process of their own."""
    return run(
        sys.executable, "-m", "pytest", "-q", "-rfE", "-p", "no:cacheprovider", *arguments, at=copy
    )


def run(*command: str, at: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder and return what it said."""
    return subprocess.run(  # noqa: S603
        command, cwd=at, env=SAME, check=False, capture_output=True, text=True
    )


def write(results: dict[Planted, str]) -> None:
    """Put what came of it into the table of the document; what was not tried stays as it was."""
    before, _head, rest = DOCUMENT.read_text("utf-8").partition(HEAD)
    lines, after = re.fullmatch(r"((?:\n\|[^\n]*)*)(.*)", rest, re.DOTALL).groups()
    earlier = {
        name: line for line in lines.splitlines() for name in re.findall(r"H[\w-]+\.patch", line)
    }
    rows = [
        row(one, f"{results[one]}, {date.today()}")  # noqa: DTZ011
        if one in results
        else earlier.get(one.path.name, row(one, "not tried yet"))
        for one in all_planted()
    ]
    table = "\n".join([HEAD, "|---|---|---|---|", *rows])
    DOCUMENT.write_text(f"{before}{table}{after}", "utf-8")


def say(text: str) -> None:
    """Print a line at once, also into a pipe."""
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
