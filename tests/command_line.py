"""The command line as an administrator runs it: a process and a data folder of its own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from participate.paths import data_dir


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A data folder with built assets and nothing else."""
    shutil.copytree(data_dir() / "static", tmp_path / "static")
    return tmp_path


@pytest.fixture
def participate(place: Path) -> Callable[..., Any]:
    """Run a command in `place`; returns the finished process."""

    def run(*arguments: str, typed: str = "", **environment: str) -> Any:
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}}
        return subprocess.run(  # noqa: S603
            [sys.executable, "-m", "participate", *arguments],
            env=kept | {"DATA_DIR": str(place)} | environment,
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run
