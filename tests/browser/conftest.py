"""Real pages in a real browser: the served application, Chromium, a phone and a desk."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import Engine

from tests.factories import SECRET

HERE = Path(__file__).parent
#: The one without windows takes two thirds of the time.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]

#: Server, browser and the rest of the suite share the cores: waiting costs less than failing.
PATIENCE = 10_000
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium each of these says by name that it was not run.

    No browser sees which database is behind a page: on both only the whole way is gone.
    """
    for item in items:
        if HERE in item.path.parents:
            if CHROMIUM is None:
                reason = f"{item.name}: no Chromium. Run `apt-get install chromium`"
                item.add_marker(pytest.mark.skip(reason=reason))
            if item.path.stem != "test_journey":
                item.add_marker(pytest.mark.once)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": FLAGS}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers, at most 20 seconds."""
    for _ in range(200):
        if server.poll() is not None:
            pytest.fail(f"the server ended with exit code {server.returncode}")
        try:
            urlopen(address, timeout=5).close()  # noqa: S310
        except OSError as error:
            if getattr(error, "code", None):
                return  # a page that says no is an answer
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not answer within 20 seconds")


@pytest.fixture(scope="session")
def base_url(database_url: str) -> Iterator[str]:
    """The address of the application, served as a town would, on the tests' database."""
    port = free_port()
    address = f"http://localhost:{port}"  # a name: passkeys work at no bare number
    settings = {
        "DATABASE_URL": database_url,
        "SECRET_KEY": SECRET,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "PUBLIC_URL": address,
    }
    command = [sys.executable, "-m", "participate", "serve"]
    with subprocess.Popen(command, env=os.environ | settings) as server:  # noqa: S603
        try:
            wait_for(address, server)
            yield address
        finally:
            server.terminate()


@pytest.fixture
def live_server(base_url: str, engine: Engine) -> str:
    """The address of the served application; its database is empty. Use `session` to fill it."""
    return base_url


class Watch:
    """Notes what a page must never do: ask a foreign host, break our rules, stumble in a script."""

    def __init__(self, address: str) -> None:
        self.host = urlsplit(address).netloc
        self.found: list[str] = []

    def over(self, context: BrowserContext) -> None:
        context.on("request", lambda request: self.see_request(request.url))
        context.on("console", lambda message: self.see_console(message.text))
        context.on("weberror", lambda error: self.found.append(f"script error: {error.error}"))

    def see_request(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"data", "blob", "about"} and parts.netloc != self.host:
            self.found.append(f"foreign host: {url}")

    def see_console(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.found.append(text)


@pytest.fixture
def open_page(live_server: str, new_context: Callable[..., BrowserContext]) -> Iterator[Any]:
    """Make one more device: `open_page(360, 740, java_script_enabled=False)` returns its page."""
    watch = Watch(live_server)

    def open_page(width: int, height: int, **settings: Any) -> Page:
        context = new_context(
            viewport={"width": width, "height": height},
            locale="de-DE",
            timezone_id="Europe/Berlin",
            **settings,
        )
        context.set_default_timeout(PATIENCE)
        watch.over(context)
        return context.new_page()

    yield open_page
    assert watch.found == []


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    """A phone, 360 pixels wide."""
    return open_page(360, 740, has_touch=True, is_mobile=True)


@pytest.fixture
def desk(open_page: Callable[..., Page]) -> Page:
    """A laptop."""
    return open_page(1280, 900)


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Fail with the report of what an automatic look at accessibility finds on a page."""

    def look(page: Page) -> None:
        results = Axe().run(page)
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"

    return look
