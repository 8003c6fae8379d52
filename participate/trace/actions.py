"""Saying what an offer fulfils."""

from collections.abc import Iterable
from datetime import datetime

from participate.accounts.models import Account
from participate.core.audit import record
from participate.core.db import DbSession, insert_into
from participate.core.errors import NotAllowedError, NotFoundError
from participate.core.text import tidy
from participate.offers.models import Offer
from participate.requirements.models import Requirement
from participate.trace.access import may_fulfil
from participate.trace.models import Fulfilment
from participate.trace.rules import NOTE_MAX, TraceEvent


def record_fulfilments(
    session: DbSession,
    offer: Offer,
    requirements: Iterable[Requirement],
    *,
    note: str = "",
    by: Account,
    at: datetime,
) -> int:
    """Say that an offer fulfils requirements and return how many of them are new.

    Args:
        session: left uncommitted.
        offer: in whatever status.
        requirements: public ones; what the offer fulfils already stays as it is.
        note: how far it fulfils them, at most `rules.NOTE_MAX` characters; may be empty.
        by: a moderator, or whoever keeps the offer.
        at: the moment, with a time zone.

    Raises:
        NotAllowedError: `by` may not say so.
        NotFoundError: a requirement is not public.
        ValueError: the note is too long, which the form should have caught.
    """
    _check(by, offer)
    note, new = tidy(note, longest=NOTE_MAX), 0
    for requirement in requirements:
        if not requirement.public:
            raise NotFoundError(f"requirement {requirement.id} is not public")
        values = {
            "offer_id": offer.id,
            "requirement_id": requirement.id,
            "note": note,
            "recorded_at": at,
        }
        added = session.scalar(  # two people at once: one of them adds it
            insert_into(session, Fulfilment)
            .values(values)
            .on_conflict_do_nothing()
            .returning(Fulfilment.requirement_id)
        )
        if added is not None:
            new += 1
            event = TraceEvent.FULFILMENT_RECORDED
            record(session, event, offer, by=by, at=at, requirement=requirement.id)
    return new


def change_note(
    session: DbSession, fulfilment: Fulfilment, *, note: str, by: Account, at: datetime
) -> None:
    """Say anew how far an offer fulfils a requirement.

    Args:
        session: left uncommitted.
        fulfilment: what was said so far.
        note: at most `rules.NOTE_MAX` characters; may be empty.
        by: a moderator, or whoever keeps the offer.
        at: the moment, with a time zone.

    Raises:
        NotAllowedError: `by` may not say so.
        ValueError: the note is too long, which the form should have caught.
    """
    _check(by, fulfilment.offer)
    fulfilment.note = tidy(note, longest=NOTE_MAX)
    about = {"requirement": fulfilment.requirement_id}
    record(session, TraceEvent.FULFILMENT_CHANGED, fulfilment.offer, by=by, at=at, **about)


def withdraw_fulfilment(
    session: DbSession, offer: Offer, requirement: Requirement, *, by: Account, at: datetime
) -> bool:
    """Take back that an offer fulfils a requirement; return whether it was said at all.

    Raises:
        NotAllowedError: `by` may not say so.
    """
    _check(by, offer)
    fulfilment = session.get(Fulfilment, (offer.id, requirement.id))
    if fulfilment is None:
        return False
    session.delete(fulfilment)
    event = TraceEvent.FULFILMENT_WITHDRAWN
    record(session, event, offer, by=by, at=at, requirement=requirement.id)
    return True


def _check(by: Account, offer: Offer) -> None:
    if not may_fulfil(by, offer):
        raise NotAllowedError(f"account {by.id} may not link offer {offer.id}")
