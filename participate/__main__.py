"""The command line: `python -m participate COMMAND`. Each command explains itself with `--help`."""

import sys
from pathlib import Path

import click
from flask.cli import ScriptInfo
from sqlalchemy.exc import DBAPIError

from participate.accounts.cli import create_admin, remove_factor, remove_passkeys
from participate.commands.backups.backup import backup
from participate.commands.backups.restore import restore
from participate.commands.check import check
from participate.commands.database import init, upgrade
from participate.commands.files import assets
from participate.commands.jobs import work
from participate.commands.purge import purge
from participate.commands.sbom import sbom
from participate.commands.serve import serve
from participate.commands.settings import settle
from participate.config import ConfigurationError
from participate.core.erasures import ListError
from participate.demo.cli import demo
from participate.exports.cli import export
from participate.factory import create_app
from participate.imports.cli import import_
from participate.notices.cli import test_mail


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="File with settings; PARTICIPATE_CONFIG names it, too.",
)
def cli(config: Path | None) -> None:
    """Run and look after a Familienwerkstatt.

    Settings come from the environment and a configuration file; the README lists them.
    Exit codes: 0 done, 1 something is wrong and the text says what to do, 2 a setting or an
    argument cannot work.
    """
    settle(config)


LOOK_AFTER = (init, upgrade, backup, restore, check, test_mail, work, purge, sbom, assets)

ACCOUNTS = (create_admin, remove_factor, remove_passkeys)
for command in (serve, demo, *ACCOUNTS, import_, export, *LOOK_AFTER):
    cli.add_command(command)


def main() -> None:
    """Run one command; what cannot work ends with a sentence, not a traceback."""
    try:
        cli.main(prog_name="python -m participate", obj=ScriptInfo(create_app=create_app))
    except ConfigurationError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)
    except (ListError, OSError) as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
    except DBAPIError as error:
        click.echo(f"Error: the database refused ({str(error.orig).splitlines()[0]}).", err=True)
        click.echo("`python -m participate check` says what is wrong with it.", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
