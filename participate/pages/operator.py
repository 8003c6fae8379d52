"""Who runs this installation, as the law wants it said (section 5 DDG, article 13 GDPR)."""

from collections.abc import Mapping
from typing import Any

#: What imprint and privacy page cannot do without. A telephone number helps, but is not a must.
NEEDED = (
    "OPERATOR_NAME",
    "OPERATOR_ADDRESS",
    "OPERATOR_REPRESENTATIVE",
    "OPERATOR_EMAIL",
    "PRIVACY_CONTACT",
)


def missing_settings(config: Mapping[str, Any]) -> list[str]:
    """Return the names of the settings that are still empty."""
    return [name for name in NEEDED if not config[name]]
