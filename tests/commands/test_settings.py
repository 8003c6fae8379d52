"""The configuration file of a town."""

import re
from pathlib import Path

import pytest

from participate.commands.settings import read_settings, settle
from participate.config import SETTINGS, ConfigurationError

README = Path(__file__).parents[2] / "README.md"


def written(tmp_path, text):
    (tmp_path / "town.env").write_text(text, "utf-8")
    return tmp_path / "town.env"


def test_lines_comments_quotes_and_odd_characters(tmp_path):
    place = written(
        tmp_path,
        "\ufeff# Musterstadt\n\nTOWN_NAME = Bad Gögging\nPORT=8001\n"
        "OPERATOR_NAME=\"Stadt # 1, 'Amt'\"\nOPERATOR_PHONE=\nOPERATOR_EMAIL='a b'\n"
        "DATABASE_URL=postgresql://a:p#=$x@db/town",
    )
    assert read_settings(place) == {
        "TOWN_NAME": "Bad Gögging",
        "PORT": "8001",
        "OPERATOR_NAME": "Stadt # 1, 'Amt'",
        "OPERATOR_PHONE": "",
        "OPERATOR_EMAIL": "a b",
        "DATABASE_URL": "postgresql://a:p#=$x@db/town",
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("TOWN_NAME=x\nTOWN NAME=y", "line 2: write NAME=value"),
        ("\n\ntown_name=x", "line 3: write NAME=value"),
        ('TOWN_NAME="x', "line 1: write NAME=value"),
        ("TOWN_NAM=x", "line 1: there is no setting TOWN_NAM. Did you mean TOWN_NAME?"),
        ("TOWN_NAME=x\nTOWN_NAME=y", "line 2: TOWN_NAME is set a second time."),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path, text, said):
    with pytest.raises(ConfigurationError, match=re.escape(said)):
        read_settings(written(tmp_path, text))


def test_a_mistake_does_not_show_what_may_be_a_password(tmp_path):
    with pytest.raises(ConfigurationError) as refused:
        read_settings(written(tmp_path, "SECRET_KEE=geheim\nx"))
    assert "geheim" not in str(refused.value)


def test_the_environment_wins(tmp_path):
    environment = {"PORT": "9000"}
    settle(written(tmp_path, "PORT=8001\nTOWN_NAME=x"), environment)
    assert (environment["PORT"], environment["TOWN_NAME"]) == ("9000", "x")


def test_the_file_takes_every_setting_of_the_readme_and_no_other():
    table = README.read_text("utf-8").partition("## Settings")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall("`([A-Z_]+)`", row)}
    assert named - {"PARTICIPATE_CONFIG"} == SETTINGS


@pytest.mark.parametrize("name", ["SQLALCHEMY_DATABASE_URI", "TESTING", "MAIL"])
def test_what_nobody_reads_is_no_setting(tmp_path, name):
    with pytest.raises(ConfigurationError, match=f"line 1: there is no setting {name}"):
        read_settings(written(tmp_path, f"{name}=1"))


@pytest.mark.parametrize("by_variable", [True, False])
def test_a_command_reads_it(participate, place, tmp_path, by_variable):
    town = written(tmp_path, f"DATABASE_URL=sqlite:///{place / 'other.db'}\n")
    if by_variable:
        done = participate("init", PARTICIPATE_CONFIG=str(town))
    else:
        done = participate("--config", str(town), "init")
    assert done.returncode == 0, done.stderr
    assert (place / "other.db").exists()


def test_a_file_that_cannot_work_is_one_sentence_and_exit_code_2(participate, tmp_path):
    done = participate("--config", str(written(tmp_path, "PORT=1\nnonsense")), "init")
    assert done.returncode == 2
    assert (
        done.stderr
        == f"Error: {tmp_path / 'town.env'}, line 2: write NAME=value, the name in capitals.\n"
    )
    missing = participate("--config", str(tmp_path / "none.env"), "check")
    assert missing.returncode == 2
    assert "cannot be read" in missing.stderr
