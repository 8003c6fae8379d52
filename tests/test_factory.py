"""The application as a server gets it."""

import subprocess
import sys

READY = """
from participate.config import Config
from participate.core.db import Base
from participate.factory import create_app
create_app(Config(SQLALCHEMY_DATABASE_URI="sqlite://", SECRET_KEY="x" * 40, TESTING=True))
print(all(mapper.configured for mapper in Base.registry.mappers))
"""


def test_is_ready_for_many_threads_before_the_first_request():
    command = [sys.executable, "-c", READY]
    said = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603

    assert said.stdout == "True\n"
