"""What moderators do with the backlog. Each action checks, changes, records; the caller commits."""

from participate.requirements.actions.following import (
    change_status,
)
from participate.requirements.actions.releasing import (
    publish_release,
)
from participate.requirements.actions.writing import (
    adopt_requirement,
    confirm_source,
    edit_requirement,
)

__all__ = [
    "adopt_requirement",
    "change_status",
    "confirm_source",
    "edit_requirement",
    "publish_release",
]
