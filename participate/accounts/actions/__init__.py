"""What happens to accounts. Each action checks, changes, and records; the caller commits."""

from participate.accounts.actions.links import (
    LinkOverError,
    ask_for_link,
    choose_password,
    forget_links,
    forget_requests,
    invite,
    make_link,
    sign_in_by_link,
    take_request,
)
from participate.accounts.actions.managing import (
    EmailTakenError,
    OwnAccountError,
    change_account,
    change_password,
    create_account,
    rename,
    reset_password,
)
from participate.accounts.actions.sessions import (
    drop_session,
    end_session,
    forget_over_sessions,
    renew_session,
    sign_out_everywhere,
    start_session,
)
from participate.accounts.actions.signing_in import (
    WrongPasswordError,
    forget_attempts,
    sign_in,
    take_attempt,
)

__all__ = [
    "EmailTakenError",
    "LinkOverError",
    "OwnAccountError",
    "WrongPasswordError",
    "ask_for_link",
    "change_account",
    "change_password",
    "choose_password",
    "create_account",
    "drop_session",
    "end_session",
    "forget_attempts",
    "forget_links",
    "forget_over_sessions",
    "forget_requests",
    "invite",
    "make_link",
    "rename",
    "renew_session",
    "reset_password",
    "sign_in",
    "sign_in_by_link",
    "sign_out_everywhere",
    "start_session",
    "take_attempt",
    "take_request",
]
