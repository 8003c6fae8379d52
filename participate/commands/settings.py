"""The configuration file: settings of one town, one `NAME=value` a line.

Read before anything else, and put into the environment, which wins: so a value can be tried out
without touching the file. Lines that are empty or begin with `#` say nothing. A value may stand in
quotes of either kind; nothing in it is replaced.
"""

import os
import re
from collections.abc import MutableMapping
from difflib import get_close_matches
from pathlib import Path

from participate.config import SETTINGS, ConfigurationError

#: Names the file, where `--config` does not.
VARIABLE = "PARTICIPATE_CONFIG"
LINE = re.compile(r"""([A-Z][A-Z0-9_]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^"'\s].*|))""")


def read_settings(place: Path) -> dict[str, str]:
    """Return what a configuration file sets.

    Raises:
        ConfigurationError: it cannot be read, or a line of it is no setting; says which.
    """
    try:
        lines = place.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"The configuration {place} cannot be read: {error}.") from error
    settings: dict[str, str] = {}
    for number, line in enumerate(map(str.strip, lines), 1):
        if not line or line.startswith("#"):
            continue
        try:
            name, value = setting_in(line, settings)
        except ConfigurationError as error:
            raise ConfigurationError(f"{place}, line {number}: {error}") from None
        settings[name] = value
    return settings


def setting_in(line: str, before: dict[str, str]) -> tuple[str, str]:
    """Return the name and value in a line, after those `before` it.

    Raises:
        ConfigurationError: it is no setting. Its text holds no value: it may be a password.
    """
    found = LINE.fullmatch(line)
    if not found:
        raise ConfigurationError("write NAME=value, the name in capitals.")
    name = found[1]
    if name not in SETTINGS:
        close = get_close_matches(name, SETTINGS, 1)
        hint = f" Did you mean {close[0]}?" if close else " The README lists them."
        raise ConfigurationError(f"there is no setting {name}.{hint}")
    if name in before:
        raise ConfigurationError(f"{name} is set a second time.")
    return name, next(value for value in found.groups()[1:] if value is not None)


def settle(chosen: Path | None, environment: MutableMapping[str, str] = os.environ) -> None:
    """Put what the configuration file sets into an environment that does not set it yet.

    Args:
        chosen: the file; None takes the one that PARTICIPATE_CONFIG names, if any.
        environment: where the application will look; worker processes inherit it.

    Raises:
        ConfigurationError: there is such a file, and it cannot work.
    """
    place = chosen or (Path(environment[VARIABLE]) if environment.get(VARIABLE) else None)
    if place is None:
        return
    for name, value in read_settings(place).items():
        environment.setdefault(name, value)
    environment[VARIABLE] = str(place.resolve())
