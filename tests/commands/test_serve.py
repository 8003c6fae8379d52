"""The server, as it runs in a town hall."""

import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from participate.commands.serve import PATIENCE, WORKERS
from participate.paths import data_dir
from tests.browser.conftest import free_port
from tests.factories import SECRET


@pytest.fixture
def new_town(tmp_path):
    """A new database file: the command, its environment, and the port to serve on."""
    port = free_port()
    settings = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'town.db'}",
        "SECRET_KEY": SECRET,
        "PORT": str(port),
    }
    command, environment = [sys.executable, "-m", "participate"], os.environ | settings
    subprocess.run([*command, "init"], env=environment, check=True, capture_output=True)  # noqa: S603
    return command, environment, port


@pytest.fixture
def server(new_town, tmp_path):
    """A server on a new database file, which answers already."""
    command, environment, port = new_town
    with subprocess.Popen([*command, "serve"], env=environment) as process:  # noqa: S603
        try:
            wait_until_it_answers(f"http://127.0.0.1:{port}/join")
            yield process, tmp_path / "town.db"
        finally:
            process.terminate()


def wait_until_it_answers(address):
    for _attempt in range(200):
        try:
            return urlopen(address, timeout=5).close()  # noqa: S310
        except HTTPError:
            raise
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server did not answer within 20 seconds")
    return None


def wait_until_it_listens(port):
    """Wait for the socket alone, which is there before the workers are."""
    for _attempt in range(1000):
        with socket.socket() as caller:
            if not caller.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.02)
    pytest.fail("the server did not listen within 20 seconds")


@pytest.mark.parametrize("later", [0, 0.3])
def test_a_stop_while_workers_are_still_built_ends_all_of_them(new_town, later):
    command, environment, port = new_town
    with subprocess.Popen(  # noqa: S603
        [*command, "serve"], env=environment, start_new_session=True
    ) as process:
        wait_until_it_listens(port)
        time.sleep(later)
        process.terminate()
        try:
            # Half of what the server itself waits before it kills those that do not listen.
            assert process.wait(timeout=PATIENCE / 2) == 0
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def open_files(process_id):
    links = Path(f"/proc/{process_id}/fd").iterdir()
    return {os.readlink(link) for link in links if link.exists()}


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs Linux: looks into /proc")
def test_the_process_that_forks_workers_has_no_database_open(server):
    process, database = server

    assert not [name for name in open_files(process.pid) if name.startswith(str(database))]


def memory_of(process_id):
    """Return what a process shares with others and what it has written to itself, in kB."""
    lines = Path(f"/proc/{process_id}/smaps_rollup").read_text().splitlines()[1:]
    sizes = {line.split()[0].rstrip(":"): int(line.split()[1]) for line in lines}
    return sizes["Shared_Dirty"], sizes["Private_Dirty"]


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="needs Linux")
def test_workers_share_the_application_instead_of_building_their_own(server):
    process, _database = server
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()

    assert len(children) == WORKERS
    for child in children:
        shared, own = memory_of(child)
        assert shared > own


def test_a_hall_of_open_connections_keeps_nobody_out(new_town):
    """Phones keep connections open. Two thousand and more of them, and the next one is answered."""
    command, environment, port = new_town
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (4_096, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    )
    few = ["bash", "-c", 'ulimit -S -n 1024; exec "$0" "$@"', *command, "serve"]
    ask = f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
    with subprocess.Popen(few, env=environment) as process, ExitStack() as phones:  # noqa: S603
        try:
            wait_until_it_answers(f"http://127.0.0.1:{port}/join")
            for _phone in range(2_200):
                phone = phones.enter_context(socket.create_connection(("127.0.0.1", port), 10))
                phone.sendall(ask)
                assert phone.recv(64).startswith(b"HTTP/1.1 200")
        finally:
            process.terminate()


@pytest.fixture
def measured(tmp_path):
    """A server with figures and a log in JSON: its address, and where its log goes."""
    port, log = free_port(), tmp_path / "log"
    settings = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'town.db'}",
        "SECRET_KEY": SECRET,
        "PORT": str(port),
        "METRICS": "on",
        "METRICS_TOKEN": "let-me-in",
        "LOG_FORMAT": "json",
    }
    kept = {name: value for name, value in os.environ.items() if name != "DATA_DIR"}
    (tmp_path / "data").mkdir()
    shutil.copytree(data_dir() / "static", tmp_path / "data/static")
    environment = kept | settings | {"DATA_DIR": str(tmp_path / "data")}
    command = [sys.executable, "-m", "participate"]
    subprocess.run([*command, "init"], env=environment, check=True, capture_output=True)  # noqa: S603
    with (
        log.open("wb") as out,
        subprocess.Popen(  # noqa: S603
            [*command, "serve"], env=environment, stdout=out, stderr=out
        ) as process,
    ):
        try:
            wait_until_it_answers(f"http://127.0.0.1:{port}/healthz")
            yield f"http://127.0.0.1:{port}", log
        finally:
            process.terminate()


def asked(address, **headers):
    with urlopen(Request(address, headers=headers), timeout=20) as answer:  # noqa: S310
        return answer.read().decode()


def test_both_workers_count_and_neither_logs_what_was_sent(measured):
    address, log = measured
    canary, asks = "kanarienvogel4711", 40
    secrets = {"User-Agent": canary, "Cookie": f"device={canary}", "X-Forwarded-For": canary}
    for _number in range(asks):
        asked(f"{address}/offers?q={canary}", Connection="close", **secrets)
    figures = asked(f"{address}/metrics", Authorization="Bearer let-me-in")

    counted = 'participate_requests_total{endpoint="offers.index",method="GET",status="2xx"}'
    [line] = [line for line in figures.splitlines() if line.startswith(counted)]
    assert float(line.split()[-1]) == asks
    assert canary not in figures

    said = log.read_text()
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert sum(line.get("endpoint") == "offers.index" for line in lines) == asks
    assert canary not in said
    assert "127.0.0.1:" not in "".join(line for line in said.splitlines() if line.startswith("{"))
