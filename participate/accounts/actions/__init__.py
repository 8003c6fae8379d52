"""What happens to accounts. Each action checks, changes, and records; the caller commits."""

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
    "OwnAccountError",
    "WrongPasswordError",
    "change_account",
    "change_password",
    "create_account",
    "drop_session",
    "end_session",
    "forget_attempts",
    "forget_over_sessions",
    "rename",
    "renew_session",
    "reset_password",
    "sign_in",
    "sign_out_everywhere",
    "start_session",
    "take_attempt",
]
