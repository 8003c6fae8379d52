"""Names for what accounts call by key."""

from flask_babel import lazy_gettext as _

from participate.accounts.rules import Role
from participate.web.labels import name_all

name_all(
    Role,
    {
        Role.PROVIDER: _("Provider"),
        Role.BOARD: _("Board member"),
        Role.CHAIR: _("Chair of the board"),
        Role.MODERATOR: _("Moderator"),
        Role.ADMINISTRATOR: _("Administrator"),
    },
)
