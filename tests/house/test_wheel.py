"""What we hand out as a wheel starts by itself, far from any checkout."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

import participate
from participate.paths import data_dir
from participate.web.language import LANGUAGES

ROOT = Path(participate.__file__).parent.parent


def run(*command, **settings):
    return subprocess.run(  # noqa: S603
        [sys.executable, *map(str, command)],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
        **settings,
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder with nothing but what is in the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    run("-m", "hatchling", "build", "--target", "wheel", "--directory", folder, cwd=ROOT)
    [wheel] = folder.glob("*.whl")
    run("-m", "pip", "install", "--quiet", "--no-deps", "--target", folder / "site", wheel)
    return folder / "site"


@pytest.fixture
def environment(installed, tmp_path):
    """Settings for a process that knows the wheel, and has built assets."""
    (tmp_path / "static").symlink_to(data_dir() / "static")
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}}
    return kept | {"PYTHONPATH": str(installed), "DATA_DIR": str(tmp_path)}


def test_the_wheel_brings_what_is_not_python(installed):
    package = installed / "participate"
    assert (package / "templates" / "base.html").is_file()
    assert (package / "migrations" / "env.py").is_file()
    assert (package / "static" / "css" / "familienwerkstatt.css").is_file()
    for code in LANGUAGES:
        catalogue = package / "translations" / code / "LC_MESSAGES" / "messages.mo"
        assert catalogue.is_file() or code == "en", code
    assert (package / "assets.txt").is_file()


def test_the_wheel_leaves_out_what_is_ours_alone(installed):
    assert {path.name for path in installed.iterdir() if path.suffix != ".dist-info"} == {
        "participate",
        "bin",
    }


def test_the_command_line_explains_itself(environment, tmp_path):
    done = run("-m", "participate", "--help", cwd=tmp_path, env=environment)
    assert "serve" in done.stdout


def test_the_home_page_is_served_in_german(environment, tmp_path):
    run("-m", "participate", "init", cwd=tmp_path, env=environment)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    command = [sys.executable, "-m", "participate", "serve"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment | {"PORT": str(port)}) as server:  # noqa: S603
        try:
            home = page(f"http://127.0.0.1:{port}/")
            assert '<html lang="de"' in home
            assert "Impressum" in home
        finally:
            server.terminate()


def page(address):
    for _ in range(300):
        try:
            with urlopen(address, timeout=5) as answer:  # noqa: S310
                return answer.read().decode()
        except HTTPError as error:
            pytest.fail(f"{address} answered {error.code}")
        except OSError as error:
            if not isinstance(getattr(error, "reason", error), ConnectionError):
                raise
            time.sleep(0.1)
    pytest.fail(f"{address} did not answer within half a minute")
