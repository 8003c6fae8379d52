"""The command line: `python -m participate COMMAND`. Each command explains itself with `--help`."""

import sys

import click
from flask.cli import ScriptInfo

from participate.commands.check import check
from participate.commands.database import init, upgrade
from participate.commands.files import assets
from participate.commands.serve import serve
from participate.config import ConfigurationError
from participate.factory import create_app


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Run and look after a Familienwerkstatt.

    Settings come from the environment; the README lists them. Exit codes: 0 done, 1 something is
    wrong and the text says what to do, 2 a setting or an argument cannot work.
    """


for command in (serve, init, upgrade, check, assets):
    cli.add_command(command)


def main() -> None:
    """Run one command; a setting that cannot work ends with its one sentence."""
    try:
        cli.main(prog_name="python -m participate", obj=ScriptInfo(create_app=create_app))
    except ConfigurationError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
