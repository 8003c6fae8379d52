"""Commands as `python -m participate` runs them, forked from a process that has imported it.

Importing takes most of the time of a short command, and tests run hundreds of them. Nothing of
pytest is in these processes. `commands/test_serve.py` starts real ones.
"""

import os
import subprocess
import sys
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from participate.__main__ import main

FORKS = get_context("forkserver")
FORKS.set_forkserver_preload([__name__])
STREAMS = (("stdin", os.O_RDONLY), ("stdout", os.O_WRONLY), ("stderr", os.O_WRONLY))


def run(
    arguments: list[str], *, typed: str, environment: dict[str, str], timeout: float
) -> subprocess.CompletedProcess[str]:
    """Run a command and return what came of it.

    Raises:
        subprocess.TimeoutExpired: it took longer than this many seconds, and was killed.
    """
    with TemporaryDirectory(prefix="command-") as folder:
        for name, _mode in STREAMS:
            (Path(folder) / name).write_text(typed if name == "stdin" else "", "utf-8")
        started = FORKS.Process(target=_inside, args=(arguments, environment, os.getcwd(), folder))
        started.start()
        started.join(timeout)
        if started.exitcode is None:
            started.kill()
            started.join()
            raise subprocess.TimeoutExpired(arguments, timeout)
        said = {name: (Path(folder) / name).read_text("utf-8") for name in ("stdout", "stderr")}
    code = started.exitcode
    started.close()
    return subprocess.CompletedProcess(arguments, code, **said)


def _inside(arguments: list[str], environment: dict[str, str], current: str, folder: str) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(current)
    for number, (name, mode) in enumerate(STREAMS):
        opened = os.open(Path(folder) / name, mode)
        os.dup2(opened, number)
        os.close(opened)
        setattr(sys, name, open(number, "w" if number else "r", encoding="utf-8", closefd=False))  # noqa: SIM115
    sys.argv = ["participate", *arguments]
    main()
