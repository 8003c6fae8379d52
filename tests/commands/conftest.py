"""Databases of a town's own, on the kind of database the tests run on, and on the other one."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

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
from tests.world import build_world


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
