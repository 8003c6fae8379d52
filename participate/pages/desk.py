"""What somebody who works here finds on their desk: the entries of its navigation."""

from flask import url_for
from flask_babel import gettext as _

from participate.accounts.rules import Role
from participate.accounts.visitor import find_account

ENTRIES_MAX = 5  #: more do not fit below a phone's thumb


def desk_items() -> list[tuple[str, str, str, str]]:
    """Return (key, address, icon, word) for each entry that this account's roles open."""
    account = find_account()
    if account is None:
        return []
    entries = [
        ("desk", "pages.desk", "i-home", _("My desk"), tuple(Role)),
        ("workshops", "workshops.index", "i-now", _("Workshops"), (Role.MODERATOR,)),
        ("board", "board.index", "i-idea", _("Board"), (Role.BOARD, Role.CHAIR, Role.MODERATOR)),
        ("requirements", "requirements.index", "i-path", _("Requirements"), (Role.MODERATOR,)),
        ("offers", "offers.mine", "i-search", _("Offers"), (Role.PROVIDER, Role.ADMINISTRATOR)),
        ("accounts", "accounts.index", "i-lock", _("Accounts"), (Role.ADMINISTRATOR,)),
    ]
    mine = [entry for entry in entries if account.has(*entry[4])]
    return [(key, url_for(endpoint), icon, word) for key, endpoint, icon, word, _r in mine][
        :ENTRIES_MAX
    ]
