"""Servers as a town runs them: granian, two workers, eight threads each."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from participate.commands.serve import THREADS, WORKERS
from tests.browser.conftest import free_port, wait_for

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, and the process that started its workers."""

    port: int
    pid: int

    def workers(self) -> list[int]:
        """Return the processes that answer."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [int(child) for child in children]

    def cpu_seconds(self) -> float:
        """Return what all workers have used of the processors since they began."""
        used = 0
        for worker in self.workers():
            fields = Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()
            used += int(fields[11]) + int(fields[12])
        return used / TICKS

    def memory(self) -> list[float]:
        """Return each worker's proportional share of memory (PSS), in MB of 10^6 bytes."""
        return [_pss(worker) for worker in self.workers()]


def _pss(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024 / 1_000_000
    raise RuntimeError(f"no PSS of process {pid}")


@contextmanager
def product(settings: dict[str, str]) -> Iterator[Server]:
    """Serve the application with these settings."""
    port = free_port()
    here = {"HOST": "127.0.0.1", "PORT": str(port), "PUBLIC_URL": f"http://127.0.0.1:{port}"}
    with _running([sys.executable, "-m", "participate", "serve"], settings | here, port) as server:
        yield server


@contextmanager
def bare_flask() -> Iterator[Server]:
    """Serve the bare application in the same way."""
    with _granian("tests.bench.bare:bare", {}) as server:
        yield server


@contextmanager
def without_dots(settings: dict[str, str]) -> Iterator[Server]:
    """Serve the application with these settings, which takes votes and writes none."""
    with _granian("tests.bench.without:without_dots", settings) as server:
        yield server


@contextmanager
def _granian(factory: str, settings: dict[str, str]) -> Iterator[Server]:
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--factory"]
    command += ["--workers", str(WORKERS), "--blocking-threads", str(THREADS), "--no-ws"]
    command += ["--port", str(port), "--log-level", "error", factory]
    with _running(command, settings, port) as server:
        yield server


@contextmanager
def _running(command: list[str], settings: dict[str, str], port: int) -> Iterator[Server]:
    with subprocess.Popen(  # noqa: S603
        command, env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/", process)
            yield Server(port, process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
