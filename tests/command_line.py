"""The command line as an administrator runs it: a process and a data folder of its own."""

import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from participate.paths import data_dir
from tests import forked


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A data folder with built assets and nothing else."""
    shutil.copytree(data_dir() / "static", tmp_path / "static")
    return tmp_path


def run_in(place: Path, *arguments: str, typed: str = "", **environment: str) -> Any:
    """Run a command in a data folder; returns the finished process."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}}
    here = kept | {"DATA_DIR": str(place)} | environment
    return forked.run([*arguments], typed=typed, environment=here, timeout=60)


@pytest.fixture
def participate(place: Path) -> Callable[..., Any]:
    """Run a command in `place`; returns the finished process."""
    return partial(run_in, place)


@pytest.fixture(scope="session")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as `init` leaves it. Not to be changed: tests take `ready`, a copy."""
    folder = tmp_path_factory.mktemp("set-up")
    shutil.copytree(data_dir() / "static", folder / "static")
    done = run_in(folder, "init")
    assert (done.returncode, done.stderr) == (0, "")
    return folder


@pytest.fixture
def ready(place: Path, set_up: Path) -> Path:
    """`place` after `init`."""
    shutil.copytree(set_up, place, dirs_exist_ok=True)
    return place
