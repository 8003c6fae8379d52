"""The same files from the command line."""

import pytest

from participate.exports.cli import export


@pytest.fixture
def run(app, session):
    def run(*arguments):
        session.commit()
        return app.test_cli_runner().invoke(export, ["backlog", *map(str, arguments)])

    return run


@pytest.mark.parametrize("key", ["csv", "json", "xlsx"])
def test_is_byte_for_byte_what_the_page_hands_out(client, run, release, key, tmp_path):
    page = client.get(f"/releases/3/backlog.{key}").data

    assert run("--release", 3, "--format", key).stdout_bytes == page
    said = run("--release", 3, "--format", key, "--output", tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == page
    assert said.output == f"{tmp_path / 'file'}: 2 requirements of release 3.\n"


def test_says_which_releases_there_are(run, release):
    done = run("--release", 7, "--format", "csv")

    assert (done.exit_code, done.output) == (1, "Error: There is no release 7. The newest is 3.\n")


def test_says_that_nothing_is_published_yet(run):
    assert "Nothing has been published yet." in run("--release", 1, "--format", "csv").output


def test_refuses_a_format_nobody_knows(run, release):
    done = run("--release", 3, "--format", "exe")

    assert done.exit_code == 2
    assert "'csv', 'json', 'xlsx'" in done.output


def test_a_place_that_cannot_be_written_is_named_and_keeps_what_it_had(run, release, tmp_path):
    done = run("--release", 3, "--format", "csv", "--output", tmp_path / "nowhere" / "file.csv")

    assert done.exit_code == 1
    assert "cannot be written: No such file or directory." in done.output
    assert list(tmp_path.iterdir()) == []


def test_is_part_of_the_command_line(participate):
    done = participate("export", "backlog", "--help")

    assert done.returncode == 0
    assert "--release" in done.stdout
