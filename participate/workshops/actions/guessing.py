"""Codes that do not fit, counted per device and over all: guessing leads nowhere."""

from datetime import datetime

from sqlalchemy import delete, select

from participate.core.db import DbSession, insert_into, rows_changed
from participate.core.keyed import keyed_hash
from participate.workshops.models import WrongCodes
from participate.workshops.rules import ALL_DEVICES, ONE_DEVICE, Allowance, CodeSpace


def wait_for_code(
    session: DbSession, space: CodeSpace, *, secret: str, token: str, at: datetime
) -> int:
    """Return how many seconds to wait before the next code is looked at; 0 when it may be now.

    Reads only, without a lock: five hundred people who join at once do not queue here. Requests
    that are under way at the same moment may each have one code looked at beyond the limit.

    Args:
        session: where to read.
        space: which codes.
        secret: of this installation.
        token: of the device, see `visitor.device_token`.
        at: the moment.
    """
    counters = _counters(space, secret, token)
    rows = session.execute(
        select(WrongCodes.counted, WrongCodes.paid_off_at).where(WrongCodes.counted.in_(counters))
    )
    return max((counters[row.counted].wait(row.paid_off_at, at) for row in rows), default=0)


def count_wrong_code(
    session: DbSession, space: CodeSpace, *, secret: str, token: str, at: datetime
) -> None:
    """Count a code that did not fit, for its device and for all; the arguments are as above.

    The caller commits, although the form is refused.
    """
    for counted, allowance in _counters(space, secret, token).items():
        blank = {"counted": counted, "paid_off_at": at}
        session.execute(insert_into(session, WrongCodes).values(blank).on_conflict_do_nothing())
        row = session.get_one(WrongCodes, counted, with_for_update=True, populate_existing=True)
        row.paid_off_at = allowance.paid_off_at(row.paid_off_at, at)
        session.flush()


def forget_wrong_codes(session: DbSession, *, at: datetime) -> int:
    """Delete what no longer makes anybody wait, and return how many counts that were."""
    return rows_changed(session, delete(WrongCodes).where(WrongCodes.paid_off_at < at))


def _counters(space: CodeSpace, secret: str, token: str) -> dict[str, Allowance]:
    """Return what to count under; the one of all devices first, so that all lock in one order."""
    key = secret.encode()
    return {
        keyed_hash(key, "wrong codes", space): ALL_DEVICES,
        keyed_hash(key, "wrong codes", space, token): ONE_DEVICE,
    }
