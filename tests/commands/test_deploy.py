"""docs/operations.md and deploy/: what they name exists. `make operations` goes through them."""

import re
from pathlib import Path

import click
import pytest

from participate.__main__ import cli
from participate.commands.settings import read_settings
from participate.config import Config
from tests.operations import BLOCK, CHECKOUT

PAGE = (CHECKOUT / "docs/operations.md").read_text("utf-8")
DEPLOY = CHECKOUT / "deploy"


def asked(pattern):
    return sorted(set(re.findall(pattern, "\n".join(block for _, block in BLOCK.findall(PAGE)))))


@pytest.mark.parametrize("line", asked(r"familienwerkstatt (?:musterstadt|probe) (\S.*)"))
def test_every_command_of_the_page_exists_with_its_options(line):
    name, *arguments = line.split()
    command = cli.commands[name]
    known = {option for one in command.params for option in one.opts}
    assert {word for word in arguments if word.startswith("--")} <= known | {"--help"}


def test_every_file_the_page_takes_is_there():
    for name in asked(r"/opt/familienwerkstatt/(deploy/[\w@.*-]+)"):
        assert list(CHECKOUT.glob(name)), name


def test_the_page_has_ten_steps():
    assert re.findall(r"^### (\d+)\.", PAGE, re.MULTILINE) == [
        str(number) for number in range(1, 11)
    ]


def test_the_example_can_be_used_as_it_is():
    settings = read_settings(DEPLOY / "example.conf")
    config = Config.from_environment(settings | {"SECRET_KEY": "x" * 32})
    assert (config.SESSION_COOKIE_SECURE, config.MAIL) == (True, None)


@pytest.mark.parametrize("place", sorted(DEPLOY.glob("*.service")), ids=lambda place: place.name)
def test_a_unit_runs_a_command_that_exists_with_the_data_of_its_town(place):
    unit = place.read_text()
    name = re.search(r"^ExecStart=.* -m participate (\S+)", unit, re.MULTILINE)[1]
    assert isinstance(cli.commands[name], click.Command)
    assert "PARTICIPATE_CONFIG=/etc/familienwerkstatt/%i.conf" in unit
    assert "DATA_DIR=/var/lib/familienwerkstatt/%i" in unit
    assert re.search(r"^ReadWritePaths=/var/lib/familienwerkstatt/%i", unit, re.MULTILINE)


def test_the_web_server_leaves_no_trace_of_who_takes_part():
    servers = re.findall(
        r"^server \{.*?^\}", (DEPLOY / "nginx.conf").read_text(), re.MULTILINE | re.DOTALL
    )
    assert ["access_log off;" in server for server in servers] == [True, True]


def test_every_timer_has_its_service():
    for timer in DEPLOY.glob("*.timer"):
        assert Path(str(timer).replace(".timer", ".service")).exists()


def test_whoever_sends_slowly_waits_before_the_application_and_holds_none_of_its_threads():
    said = (DEPLOY / "nginx.conf").read_text("utf-8")
    assert "proxy_request_buffering on;" in said
    assert "client_body_timeout 30s;" in said
    assert "client_max_body_size 1m;" in said
