"""What the board and those who prepare its meetings do. Each action checks, changes, records."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select

from participate.accounts.models import Account
from participate.accounts.queries import hold_accounts
from participate.board.access import is_public, may_assign, may_resolve
from participate.board.models import Assignment, Resolution, Review
from participate.board.queries import board_members, find_review, standing_resolution
from participate.board.rules import (
    CRITERIA,
    NOTE_MAX,
    RATING_MAX,
    REASON_MAX,
    VOTES_MAX,
    BoardEvent,
    Outcome,
)
from participate.core.audit import record
from participate.core.db import DbSession, insert_into
from participate.core.errors import ConflictError, MistakeError, NotAllowedError, NotFoundError
from participate.core.text import tidy
from participate.ideas.models import Idea


class AlreadyResolvedError(ConflictError):
    """The board has resolved on this idea: reviews stay as they are."""


class FutureMeetingError(MistakeError):
    """Nobody can have resolved on a day that is still to come."""


class NoVotesError(MistakeError):
    """A resolution needs at least one vote."""


def assign_ideas(
    session: DbSession,
    ideas: Sequence[Idea],
    members: Sequence[Account],
    *,
    by: Account,
    at: datetime,
) -> int:
    """Ask members to review ideas. Whoever was asked before stays asked.

    Args:
        session: left uncommitted.
        ideas: public ones.
        members: of the board, who can sign in.
        by: the chair or a moderator.
        at: the moment of asking.

    Returns:
        How many questions are new: one for each member and idea.

    Raises:
        NotAllowedError: `by` neither chairs nor moderates.
        NotFoundError: an idea is not public, or somebody is not on the board, or nobody is named.
    """
    if not may_assign(by):
        raise NotAllowedError(f"account {by.id} assigning ideas")
    if not members:
        raise NotFoundError("nobody to ask")
    on_board = {member.id for member in board_members(session)}
    public = all(is_public(idea) for idea in ideas)
    if not public or not {one.id for one in members} <= on_board:
        raise NotFoundError("an idea or a member that cannot be assigned")
    if not hold_accounts(session, *members):
        raise NotFoundError("a member who was erased just now")
    new = 0
    for idea in ideas:
        rows = [{"idea_id": idea.id, "account_id": one.id, "assigned_at": at} for one in members]
        added = session.execute(
            insert_into(session, Assignment)
            .values(rows)
            .on_conflict_do_nothing()
            .returning(Assignment.account_id)
        ).all()
        if added:
            record(session, BoardEvent.ASSIGNED, idea, by=by, at=at, members=len(added))
        new += len(added)
    return new


def take_back_idea(session: DbSession, idea: Idea, *, by: Account, at: datetime) -> int:
    """Ask those members no longer who have not answered yet. What was answered stays.

    Nobody is named, because that would show who has reviewed the idea. Whoever was meant after
    all is asked again.

    Args:
        session: left uncommitted.
        idea: one that the board was asked about.
        by: the chair or a moderator.
        at: the moment of taking it back.

    Returns:
        How many members are asked no longer.

    Raises:
        NotAllowedError: `by` neither chairs nor moderates.
        AlreadyResolvedError: the board has resolved on the idea.
    """
    if not may_assign(by):
        raise NotAllowedError(f"account {by.id} taking back ideas")
    # A review that is being saved now ends first and stays; a later one finds nobody asked.
    asked = session.scalars(select(Assignment).filter_by(idea_id=idea.id).with_for_update()).all()
    if standing_resolution(session, idea.id) is not None:
        raise AlreadyResolvedError(f"idea {idea.id}")
    answered = set(session.scalars(select(Review.account_id).filter_by(idea_id=idea.id)))
    unanswered = [one for one in asked if one.account_id not in answered]
    for assignment in unanswered:
        session.delete(assignment)
    if unanswered:
        record(session, BoardEvent.TAKEN_BACK, idea, by=by, at=at, members=len(unanswered))
    return len(unanswered)


def save_review(
    session: DbSession,
    idea: Idea,
    *,
    by: Account,
    ratings: Mapping[str, int],
    note: str,
    at: datetime,
) -> Review:
    """Keep what a member thinks of an idea, in place of what they thought before.

    The audit log hears that there is a review, never what it says.

    Args:
        session: left uncommitted.
        idea: one that the member was asked about.
        by: the member.
        ratings: for each of `rules.CRITERIA` 0 to `rules.RATING_MAX`.
        note: for the member alone, at most `rules.NOTE_MAX` characters; may be empty.
        at: the moment of saving.

    Raises:
        NotFoundError: the member was not asked.
        AlreadyResolvedError: the board has resolved on the idea.
        ValueError: ratings are missing or out of range, or the note is too long.
    """
    asked = session.scalar(
        select(Assignment).filter_by(idea_id=idea.id, account_id=by.id).with_for_update()
    )
    if asked is None:
        raise NotFoundError(f"idea {idea.id} for account {by.id}")
    if standing_resolution(session, idea.id) is not None:
        raise AlreadyResolvedError(f"idea {idea.id}")
    if set(ratings) != set(CRITERIA) or not all(0 <= r <= RATING_MAX for r in ratings.values()):
        raise ValueError(f"ratings {sorted(ratings)}")
    review = find_review(session, by, idea.id) or Review(idea_id=idea.id, account_id=by.id)
    for name, rating in ratings.items():
        setattr(review, name, rating)
    review.note, review.reviewed_at = tidy(note, longest=NOTE_MAX), at
    session.add(review)
    record(session, BoardEvent.REVIEWED, review, by=by, at=at, idea=idea.id)
    return review


def record_resolution(
    session: DbSession,
    idea: Idea,
    *,
    by: Account,
    outcome: Outcome,
    reason: str,
    votes: tuple[int, int, int],
    dissent: str,
    decided_on: date,
    today: date,
    at: datetime,
) -> Resolution:
    """Put on record what the board resolved. It takes the place of an earlier resolution.

    Args:
        session: left uncommitted.
        idea: one that the board was asked about.
        by: the chair.
        outcome: what was resolved.
        reason: 1 to `rules.REASON_MAX` characters.
        votes: yes, no, abstained: each 0 to `rules.VOTES_MAX`, together at least 1.
        dissent: what those outvoted want on record, may be empty.
        decided_on: the day of the meeting.
        today: this day in the town.
        at: the moment of recording.

    Raises:
        NotAllowedError: `by` does not chair the board.
        FutureMeetingError: the day of the meeting is still to come.
        NoVotesError: nobody voted.
        ValueError: a text or a number of votes is out of bounds.
    """
    if not may_resolve(by):
        raise NotAllowedError(f"account {by.id} resolving")
    if decided_on > today:
        raise FutureMeetingError(f"{decided_on} is after {today}")
    if not all(0 <= number <= VOTES_MAX for number in votes):
        raise ValueError(f"votes {votes}")
    if sum(votes) == 0:
        raise NoVotesError(f"idea {idea.id}")
    # Reviews that are being saved now end first; those that come later find the resolution.
    session.scalars(select(Assignment).filter_by(idea_id=idea.id).with_for_update()).all()
    resolution = Resolution(
        idea_id=idea.id,
        outcome=outcome,
        reason=tidy(reason, shortest=1, longest=REASON_MAX),
        dissent=tidy(dissent, longest=REASON_MAX),
        decided_on=decided_on,
        recorded_by_id=by.id,
        recorded_at=at,
    )
    resolution.yes, resolution.no, resolution.abstained = votes
    session.add(resolution)
    record(session, BoardEvent.RESOLVED, resolution, by=by, at=at, outcome=outcome, idea=idea.id)
    return resolution
