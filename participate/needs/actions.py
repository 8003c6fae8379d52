"""What people do with needs and clusters. Each checks, changes, and records; the caller commits."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from participate.accounts.models import Account
from participate.core.audit import record
from participate.core.db import DbSession
from participate.core.errors import ConflictError, MistakeError, NotAllowedError
from participate.core.text import tidy
from participate.needs.access import may_edit, may_submit, moderates, takes_needs
from participate.needs.models import Cluster, Need
from participate.needs.rules import (
    AS_A_MAX,
    HEADLINE_MAX,
    I_NEED_MAX,
    PLACE_MAX,
    REASON_MAX,
    SO_THAT_MAX,
    NeedEvent,
    Wording,
)
from participate.workshops.models import Actor, Participant, StakeholderGroup, Workshop
from participate.workshops.rules import Channel


class StepNotOpenError(ConflictError):
    """Needs can be written only while the workshop collects them."""


class AlreadyHiddenError(ConflictError):
    """Another moderator was faster, with a reason of their own."""


class DissolvedError(ConflictError):
    """The cluster has been dissolved in the meantime."""


class NothingChosenError(MistakeError):
    """A cluster needs at least one note; those that were chosen are gone, or there were none."""


def submit_need(
    session: DbSession,
    workshop: Workshop,
    *,
    by: Actor,
    wording: Wording,
    at: datetime,
    group: StakeholderGroup | None = None,
    channel: Channel = Channel.PHONE,
) -> Need:
    """Hand in a need and return it, with its id.

    A participant who goes back and sends the same words again is given the need they have.

    Args:
        session: left uncommitted.
        workshop: must have the step `COLLECT_NEEDS` open, unless a moderator types.
        by: the author, a participant of this workshop; or a moderator, for somebody else.
        wording: `as_a` and `i_need` not empty, no part longer than `rules` say.
        at: the moment of handing in, with a time zone.
        group: whose need it is, when a moderator types; a participant's own group is taken.
        channel: how it came to a moderator; what participants type comes by phone.

    Raises:
        NotAllowedError: `by` joined another workshop, or is an account that does not moderate.
        StepNotOpenError: another step is open, or none.
        ValueError: a text has the wrong length, or a moderator names no group or the phone.
    """
    if not may_submit(by, workshop):
        raise NotAllowedError(f"{by.__tablename__} {by.id} in workshop {workshop.id}")
    if not takes_needs(workshop, by):
        raise StepNotOpenError(f"workshop {workshop.id} has {workshop.step} open")
    if isinstance(by, Participant):
        group, channel = by.group, Channel.PHONE
        if (sent := _sent_before(session, by, _tidied(wording))) is not None:
            return sent
    elif group is None or channel is Channel.PHONE:
        raise ValueError("whose need is it, and how did it come?")
    need = Need(workshop=workshop, author=by, group=group, channel=channel, submitted_at=at)
    _put(need, wording)
    session.add(need)
    record(session, NeedEvent.SUBMITTED, need, by=by, at=at, channel=channel.value)
    return need


def _sent_before(session: DbSession, by: Participant, wording: Wording) -> Need | None:
    same = select(Need).where(
        Need.participant_id == by.id, Need.i_need == wording.i_need, Need.hidden_at.is_(None)
    )
    return next((need for need in session.scalars(same) if wording_of(need) == wording), None)


def edit_need(session: DbSession, need: Need, *, by: Actor, wording: Wording, at: datetime) -> bool:
    """Change one's own need and count its version up; say whether anything changed.

    Raises:
        NotAllowedError: `by` did not write it, or it is hidden.
        StepNotOpenError: needs are no longer collected.
        ValueError: a text has the wrong length.
    """
    if not may_edit(by, need):
        raise NotAllowedError(f"{by.__tablename__} {by.id} did not write need {need.id}")
    if not takes_needs(need.workshop, by):
        raise StepNotOpenError(f"workshop {need.workshop_id} has {need.workshop.step} open")
    if wording_of(need) == _tidied(wording):
        return False
    _put(need, wording)
    need.text_version, need.edited_at = need.text_version + 1, at
    record(session, NeedEvent.EDITED, need, by=by, at=at, text_version=need.text_version)
    return True


def wording_of(need: Need) -> Wording:
    """Return what a need says."""
    return Wording(
        need.as_a, need.i_need, need.so_that, need.life_phase, need.field_of_action, need.place
    )


def _put(need: Need, wording: Wording) -> None:
    tidied = _tidied(wording)
    need.as_a, need.i_need, need.so_that = tidied.as_a, tidied.i_need, tidied.so_that
    need.life_phase, need.field_of_action = tidied.life_phase, tidied.field_of_action
    need.place = tidied.place


def _tidied(wording: Wording) -> Wording:
    return replace(
        wording,
        as_a=tidy(wording.as_a, shortest=1, longest=AS_A_MAX),
        i_need=tidy(wording.i_need, shortest=1, longest=I_NEED_MAX),
        so_that=tidy(wording.so_that, longest=SO_THAT_MAX),
        place=tidy(wording.place, longest=PLACE_MAX),
    )


def hide_need(session: DbSession, need: Need, *, by: Account, reason: str, at: datetime) -> None:
    """Take a need off the list and the wall. Its author sees why.

    Args:
        session: left uncommitted.
        need: stays in its cluster, for the day it is shown again.
        by: a moderator.
        reason: 1 to `rules.REASON_MAX` characters, written to the author.
        at: the moment.

    Raises:
        NotAllowedError: `by` does not moderate.
        AlreadyHiddenError: it is hidden, with a reason that stays.
        ValueError: the reason has the wrong length.
    """
    _check_moderates(by)
    session.refresh(need, with_for_update={"of": Need})  # of two moderators at once, one hides it
    if need.hidden_at is not None:
        raise AlreadyHiddenError(f"need {need.id}")
    need.hidden_reason = tidy(reason, shortest=1, longest=REASON_MAX)
    need.hidden_at = at
    record(session, NeedEvent.HIDDEN, need, by=by, at=at)


def show_need(session: DbSession, need: Need, *, by: Account, at: datetime) -> None:
    """Put a hidden need back, where it was. One that is not hidden stays as it is.

    Raises:
        NotAllowedError: `by` does not moderate.
    """
    _check_moderates(by)
    session.refresh(need, with_for_update={"of": Need})
    if need.hidden_at is not None:
        need.hidden_at = need.hidden_reason = None
        record(session, NeedEvent.SHOWN, need, by=by, at=at)


def create_cluster(
    session: DbSession, workshop: Workshop, *, by: Account, headline: str, at: datetime
) -> Cluster:
    """Make an empty cluster and return it, with its id.

    Raises:
        NotAllowedError: `by` does not moderate.
        ValueError: the headline is empty or longer than `rules.HEADLINE_MAX` characters.
    """
    _check_moderates(by)
    headline = tidy(headline, shortest=1, longest=HEADLINE_MAX)
    cluster = Cluster(workshop=workshop, headline=headline, created_at=at)
    session.add(cluster)
    record(session, NeedEvent.CLUSTER_CREATED, cluster, by=by, at=at)
    return cluster


def move_needs(
    session: DbSession, needs: Sequence[Need], cluster: Cluster | None, *, by: Account, at: datetime
) -> None:
    """Hang notes into a cluster of their workshop, or with None among the free ones.

    Where two moderators move the same note, the later move holds; both are on the record.

    Raises:
        NotAllowedError: `by` does not moderate.
        NothingChosenError: `needs` is empty.
        DissolvedError: the cluster is no more.
        ValueError: the cluster belongs to another workshop.
    """
    _check_moderates(by)
    if not needs:
        raise NothingChosenError("no note to move")
    if cluster is not None:
        session.refresh(cluster, with_for_update={"read": True})  # nobody dissolves it meanwhile
        if cluster.dissolved_at is not None:
            raise DissolvedError(f"cluster {cluster.id}")
    for need in needs:
        if cluster is not None and cluster.workshop_id != need.workshop_id:
            raise ValueError(f"need {need.id} is not of the workshop of cluster {cluster.id}")
        before, need.cluster = need.cluster_id, cluster
        need.clustered_at = at if cluster is not None else None
        into = cluster.id if cluster is not None else None
        record(session, NeedEvent.CLUSTERED, need, by=by, at=at, before=before, into=into)


def rename_cluster(
    session: DbSession, cluster: Cluster, *, by: Account, headline: str, at: datetime
) -> None:
    """Give a cluster another headline.

    Raises:
        NotAllowedError: `by` does not moderate.
        ValueError: the headline is empty or longer than `rules.HEADLINE_MAX` characters.
    """
    _check_moderates(by)
    cluster.headline = tidy(headline, shortest=1, longest=HEADLINE_MAX)
    record(session, NeedEvent.CLUSTER_RENAMED, cluster, by=by, at=at)


def dissolve_cluster(session: DbSession, cluster: Cluster, *, by: Account, at: datetime) -> None:
    """Take a cluster apart: its notes are free again. Doing it twice changes nothing more.

    Raises:
        NotAllowedError: `by` does not moderate.
    """
    _check_moderates(by)
    session.refresh(cluster, with_for_update=True)  # waits for moves into it, and keeps others out
    if cluster.dissolved_at is not None:
        return
    held = session.scalars(select(Need).where(Need.cluster_id == cluster.id).order_by(Need.id))
    if needs := held.all():
        move_needs(session, needs, None, by=by, at=at)
    cluster.dissolved_at = at
    record(session, NeedEvent.CLUSTER_DISSOLVED, cluster, by=by, at=at)


def _check_moderates(account: Account) -> None:
    if not moderates(account):
        raise NotAllowedError(f"account {account.id} does not moderate")
