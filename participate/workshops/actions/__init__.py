"""What people do with workshops. Each action checks, changes, and records; the caller commits."""

from participate.workshops.actions.agenda import (
    AgendaFullError,
    StepFixedError,
    change_step,
    move_step,
    plan_step,
    remove_step,
)
from participate.workshops.actions.guessing import (
    count_wrong_code,
    forget_wrong_codes,
    wait_for_code,
)
from participate.workshops.actions.joining import (
    UnknownCodeError,
    WrongCodeError,
    join_workshop,
    keep_language,
    resume_participation,
    sign_device_out,
)
from participate.workshops.actions.leading import ANY_STEP, OvertakenError, close_step, open_step
from participate.workshops.actions.preparing import (
    EndsTooSoonError,
    create_workshop,
    edit_workshop,
    publish_workshop,
    unpublish_workshop,
)

__all__ = [
    "ANY_STEP",
    "AgendaFullError",
    "EndsTooSoonError",
    "OvertakenError",
    "StepFixedError",
    "UnknownCodeError",
    "WrongCodeError",
    "change_step",
    "close_step",
    "count_wrong_code",
    "create_workshop",
    "edit_workshop",
    "forget_wrong_codes",
    "join_workshop",
    "keep_language",
    "move_step",
    "open_step",
    "plan_step",
    "publish_workshop",
    "remove_step",
    "resume_participation",
    "sign_device_out",
    "unpublish_workshop",
    "wait_for_code",
]
