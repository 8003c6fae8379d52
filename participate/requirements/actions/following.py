"""Following a requirement on its way."""

from datetime import datetime

from participate.accounts.models import Account
from participate.core.audit import record
from participate.core.db import DbSession
from participate.core.text import tidy
from participate.requirements import rules
from participate.requirements.actions.ground import check_may_write
from participate.requirements.models import (
    Requirement,
    StatusChange,
)
from participate.requirements.rules import (
    NEXT,
    ReasonMissingError,
    RequirementEvent,
    RequirementStatus,
    StepNotPossibleError,
)


def change_status(
    session: DbSession,
    requirement: Requirement,
    *,
    to: RequirementStatus,
    reason: str,
    by: Account,
    at: datetime,
) -> None:
    """Move a requirement on to its next status.

    Args:
        session: left uncommitted.
        requirement: locked, see `queries.get_requirement`.
        to: one of `rules.NEXT` for the status it has.
        reason: at most `rules.REASON_MAX` characters; may be empty unless it is dropped.
        by: a moderator.
        at: the moment of the change.

    Raises:
        NotAllowedError: `by` does not moderate.
        StepNotPossibleError: it cannot go there from where it is.
        ReasonMissingError: it is dropped without a reason.
        ValueError: the reason is too long.
    """
    check_may_write(by)
    old = requirement.status
    if to not in NEXT[old]:
        raise StepNotPossibleError(f"{requirement.key} from {old} to {to}")
    reason = tidy(reason, longest=rules.REASON_MAX)
    if to is RequirementStatus.DROPPED and not reason:
        raise ReasonMissingError(requirement.key)
    requirement.status = to
    requirement.changes.append(
        StatusChange(old=old, new=to, reason=reason, changed_at=at, changed_by_id=by.id)
    )
    event = RequirementEvent.STATUS_CHANGED
    record(session, event, requirement, by=by, at=at, old=old, new=to)
