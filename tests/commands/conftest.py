"""Databases of a town's own, on the kind of database the tests run on, and on the other one."""

import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from participate.config import Config
from participate.extensions import db
from participate.factory import create_app
from participate.paths import data_dir
from tests.command_line import run_in
from tests.factories import SECRET
from tests.servers import SERVER
from tests.world import build_world


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


def engine_of(address: str) -> Any:
    return create_engine(address.replace("postgresql://", "postgresql+psycopg://"))


def app_on(address: str) -> Flask:
    """The application on a database."""
    driver = address.replace("postgresql://", "postgresql+psycopg://")
    return create_app(Config(SQLALCHEMY_DATABASE_URI=driver, SECRET_KEY=SECRET))


def with_tables(address: str) -> str:
    """Make every table in a database."""
    with app_on(address).app_context():
        upgrade()
        db.engine.dispose()
    return address


@pytest.fixture
def town(new_database: Callable[[], str]) -> str:
    """The address of a database with one thing of every kind in it."""
    address = with_tables(new_database())
    engine = engine_of(address)
    with Session(engine) as session:
        build_world(session)
        session.commit()
    engine.dispose()
    return address


@pytest.fixture
def elsewhere(tmp_path: Path) -> Callable[..., Any]:
    """Run a command on another machine: a data folder with built assets and nothing else."""
    folder = tmp_path / "elsewhere"
    shutil.copytree(data_dir() / "static", folder / "static")
    return partial(run_in, folder)
