"""Erasing those who took part: at their own wish, and when their time is over."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, String, cast, delete, literal, select, update

from participate.accounts.models import Account
from participate.accounts.rules import Role
from participate.core.audit import record
from participate.core.db import DbSession
from participate.core.errors import NotAllowedError
from participate.privacy.actions.texts import NO_SYNC, unlink_participants
from participate.privacy.rules import NAMELESS, PARTICIPANT_DAYS, Texts
from participate.voting.models import Ballot, Mark, Round
from participate.voting.rules import RoundState, voter_key
from participate.workshops.models import Actor, Participant, Workshop
from participate.workshops.rules import WorkshopEvent


def erase_participant(
    session: DbSession,
    participant: Participant,
    *,
    by: Actor | None,
    texts: Texts,
    at: datetime,
) -> bool:
    """Make a participant nobody, for good. Ballots in closed rounds stay: results never change.

    The row stays without anything personal, so that its number is never given to somebody else:
    codes and ballots hang on it. Twice is once.

    Args:
        session: left uncommitted; what it holds is out of date afterwards.
        participant: whoever asks for it.
        by: they themselves, or an administrator; None when a restored backup is brought up to date.
        texts: whether what they wrote stays, without their name.
        at: the moment.

    Returns:
        Whether there was anything to erase.

    Raises:
        NotAllowedError: `by` is somebody else.
    """
    administers = isinstance(by, Account) and by.has(Role.ADMINISTRATOR)
    if by is not None and by is not participant and not administers:
        raise NotAllowedError(f"{by.__tablename__} {by.id} erasing participant {participant.id}")
    session.refresh(participant, with_for_update={"of": Participant})
    if participant.erased_at is not None:
        return False
    _withdraw_ballots(session, participant)
    record(session, WorkshopEvent.ERASED, participant, by=by, at=at, texts=texts.value)
    _make_nameless(session, select(Participant.id).filter_by(id=participant.id), texts, at)
    return True


def forget_participants(session: DbSession, *, at: datetime) -> int:
    """Make nameless who took part in workshops that ended `PARTICIPANT_DAYS` ago; say how many.

    What they wrote stays, without a name.
    """
    over = Workshop.ends_at < at - timedelta(days=PARTICIPANT_DAYS)
    known = select(Participant).join(Workshop, Workshop.id == Participant.workshop_id)
    known = known.where(over, Participant.erased_at.is_(None))
    workshops = select(Workshop).where(Workshop.id.in_(known.with_only_columns(Workshop.id)))
    people = 0
    for workshop in session.scalars(workshops.order_by(Workshop.id)).all():
        theirs = known.where(Workshop.id == workshop.id).with_only_columns(Participant.id)
        ids = session.scalars(theirs.with_for_update(of=Participant)).all()
        record(session, WorkshopEvent.FORGOTTEN, workshop, by=None, at=at, people=len(ids))
        everybody = select(Participant.id).filter_by(workshop_id=workshop.id, erased_at=None)
        _make_nameless(session, everybody, Texts.KEPT, at)
        people += len(ids)
    return people


def _make_nameless(session: DbSession, people: Select[Any], texts: Texts, at: datetime) -> None:
    session.flush()
    unlink_participants(session, people, texts=texts)
    nobody = {
        "pseudonym": NAMELESS,
        "device_hash": literal("erased ") + cast(Participant.id, String),  # stands for no cookie
        "resume_hash": None,
        "language": None,
        "erased_at": at,
    }
    session.execute(
        update(Participant).where(Participant.id.in_(people)).values(nobody),
        execution_options=NO_SYNC,
    )
    session.expire_all()


def _withdraw_ballots(session: DbSession, participant: Participant) -> None:
    """Take somebody's ballots out of the rounds that are still open.

    A round is locked against its close first, as a cast does it.
    """
    open_rounds = session.execute(
        select(Round.id, Round.key)
        .where(Round.workshop_id == participant.workshop_id, Round.state == RoundState.OPEN)
        .order_by(Round.id)
        .with_for_update(read=True)
    ).all()
    keys = [voter_key(key, participant.id) for _id, key in open_rounds if key is not None]
    theirs = select(Ballot.id).where(
        Ballot.round_id.in_([round_id for round_id, _key in open_rounds]),
        Ballot.voter_key.in_(keys),
    )
    session.execute(delete(Mark).where(Mark.ballot_id.in_(theirs)), execution_options=NO_SYNC)
    session.execute(delete(Ballot).where(Ballot.id.in_(theirs)), execution_options=NO_SYNC)
