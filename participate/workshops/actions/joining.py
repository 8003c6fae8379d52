"""Taking part: by the workshop's join code, and again on another device by one's resume code."""

from datetime import datetime
from hmac import compare_digest
from secrets import token_hex
from typing import Any

from sqlalchemy import select, update

from participate.core.audit import record
from participate.core.db import DbSession, insert_into
from participate.core.errors import MistakeError
from participate.workshops.models import Participant, StakeholderGroup, Workshop
from participate.workshops.queries import find_participant
from participate.workshops.rules import (
    WorkshopEvent,
    WorkshopStatus,
    code_hash,
    device_hash,
    new_pseudonym,
    resume_code,
)


class WrongCodeError(MistakeError):
    """The code opens another workshop, or none."""


class UnknownCodeError(MistakeError):
    """Nobody has this resume code."""


def join_workshop(
    session: DbSession,
    workshop: Workshop,
    *,
    secret: str,
    code: str,
    device_hash: str,
    group: StakeholderGroup,
    at: datetime,
    language: str | None = None,
) -> Participant:
    """Let a device into a workshop. One that joined before stays who it was, group and all.

    Args:
        session: left uncommitted.
        workshop: to be joined; it must be published.
        secret: of this installation; the codes hang on it.
        code: the join code as typed.
        device_hash: see `rules.device_hash`.
        group: on whose behalf they come.
        at: the moment, of which only the day is kept.
        language: the one chosen on the device, if one was.

    Raises:
        WrongCodeError: the code is not this workshop's, or the workshop is still a draft.
    """
    fits = compare_digest(workshop.join_code_hash or "", code_hash(secret, code))
    if not fits or workshop.status is not WorkshopStatus.PUBLISHED:
        raise WrongCodeError(f"workshop {workshop.id}")
    known = find_participant(session, workshop.id, device_hash=device_hash)
    if known is not None:
        return known
    chosen = {"device_hash": device_hash, "group_key": group.key, "language": language}
    participant = _new_participant(session, workshop, chosen, at)
    if participant is None:  # the same phone, a blink earlier: a double tap
        return _known(session, workshop, device_hash)
    participant.resume_hash = code_hash(secret, resume_code(secret, participant.id))
    record(session, WorkshopEvent.JOINED, participant, by=None, at=at)
    return participant


def _new_participant(
    session: DbSession, workshop: Workshop, chosen: dict[str, Any], at: datetime
) -> Participant | None:
    """Add a participant; None when this device has one, which the database alone can tell."""
    added = session.scalar(
        insert_into(session, Participant)
        .values(
            workshop_id=workshop.id,
            pseudonym=new_pseudonym(),
            joined_on=at.date(),
            **chosen,
        )
        .on_conflict_do_nothing(index_elements=["workshop_id", "device_hash"])
        .returning(Participant.id)
    )
    return None if added is None else session.get_one(Participant, added)


def _known(session: DbSession, workshop: Workshop, device_hash: str) -> Participant:
    found = find_participant(session, workshop.id, device_hash=device_hash)
    if found is None:
        raise RuntimeError("a participant is there and is not")
    return found


def resume_participation(
    session: DbSession,
    *,
    secret: str,
    code: str,
    token: str,
    at: datetime,
    language: str | None = None,
) -> Participant:
    """Move a participant to another device and return who they are. The old device is signed out.

    Whoever took part in the same workshop on the new device leaves it, and can come back with a
    resume code of their own.

    Args:
        session: left uncommitted.
        secret: of this installation; the codes hang on it.
        code: the resume code as typed.
        token: of the new device, see `visitor.device_token`.
        at: the moment.
        language: the one chosen on it, if one was; it is kept with whoever had chosen none.

    Raises:
        UnknownCodeError: nobody has this code, or the workshop has been withdrawn.
    """
    participant = session.scalar(
        select(Participant)
        .join(Workshop, Workshop.id == Participant.workshop_id)
        .where(Participant.resume_hash == code_hash(secret, code))
        .where(Workshop.status == WorkshopStatus.PUBLISHED)
        .with_for_update(of=Participant)
    )
    if participant is None:
        raise UnknownCodeError("no participant")
    participant.language = participant.language or language
    mine = device_hash(secret, participant.workshop_id, token)
    if participant.device_hash == mine:
        return participant
    before = find_participant(session, participant.workshop_id, device_hash=mine)
    if before is not None:
        _leave(before)
        session.flush()
    participant.device_hash = mine
    record(session, WorkshopEvent.RESUMED, participant, by=participant, at=at)
    return participant


def sign_device_out(session: DbSession, *, secret: str, token: str) -> None:
    """Let a device's token open no workshop any more, wherever it was copied to.

    Whoever took part on it can come back with their resume codes.

    Args:
        session: left uncommitted.
        secret: of this installation; the hashes hang on it.
        token: of the device, see `visitor.device_token`.
    """
    hashes = _hashes(session, secret, token)
    for participant in session.scalars(
        select(Participant).where(Participant.device_hash.in_(hashes))
    ):
        _leave(participant)


def keep_language(session: DbSession, *, secret: str, token: str, language: str) -> None:
    """Note which language somebody chose, in every workshop they take part in on this device.

    One statement, so that whoever is erased meanwhile is not found any more.

    Args:
        session: left uncommitted.
        secret: of this installation; the hashes hang on it.
        token: of the device, see `visitor.device_token`.
        language: a key of `web.language.LANGUAGES`.
    """
    theirs = Participant.device_hash.in_(_hashes(session, secret, token))
    session.execute(update(Participant).where(theirs).values(language=language))


def _hashes(session: DbSession, secret: str, token: str) -> list[str]:
    """Return what the participants of a device may be known by, one for each workshop."""
    return [device_hash(secret, one, token) for one in session.scalars(select(Workshop.id))]


def _leave(participant: Participant) -> None:
    """Put something in place of a device's hash that stands for no cookie at all."""
    participant.device_hash = f"left {token_hex(24)}"
