"""The pages of accounts. Each module puts its own on the one blueprint."""

from participate.accounts.views import links, managing, own, passkeys, second_factor, signing_in
from participate.accounts.views.base import bp

__all__ = ["bp", "links", "managing", "own", "passkeys", "second_factor", "signing_in"]
