"""The server, as it runs in a town hall."""

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.browser.conftest import free_port
from tests.factories import SECRET


@pytest.fixture
def server(tmp_path):
    """A server on a new database file, which answers already."""
    database, port = tmp_path / "town.db", free_port()
    settings = {
        "DATABASE_URL": f"sqlite:///{database}",
        "SECRET_KEY": SECRET,
        "PORT": str(port),
    }
    command, environment = [sys.executable, "-m", "participate"], os.environ | settings
    subprocess.run([*command, "init"], env=environment, check=True, capture_output=True)  # noqa: S603
    with subprocess.Popen([*command, "serve"], env=environment) as process:  # noqa: S603
        try:
            wait_until_it_answers(f"http://127.0.0.1:{port}/join")
            yield process, database
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


def open_files(process_id):
    links = Path(f"/proc/{process_id}/fd").iterdir()
    return {os.readlink(link) for link in links if link.exists()}


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs Linux: looks into /proc")
def test_the_process_that_forks_workers_has_no_database_open(server):
    process, database = server

    assert not [name for name in open_files(process.pid) if name.startswith(str(database))]
