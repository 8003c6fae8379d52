"""What moderators do with the backlog. Each action checks, changes, records; the caller commits."""

from collections.abc import Sequence
from datetime import datetime
from secrets import token_hex

from sqlalchemy import text

from participate.accounts.models import Account
from participate.core.audit import record
from participate.core.db import DbSession, insert_into
from participate.core.errors import NotAllowedError, NotFoundError
from participate.core.text import tidy
from participate.requirements import rules
from participate.requirements.access import may_write
from participate.requirements.models import (
    ContributionSalt,
    Release,
    ReleasedRequirement,
    Requirement,
    Source,
    StatusChange,
)
from participate.requirements.queries import (
    ideas_as_sources,
    latest_release,
    next_number,
    releasable,
    snapshot,
)
from participate.requirements.rules import (
    NEXT,
    EditedMeanwhileError,
    NothingToReleaseError,
    PreviewOutdatedError,
    ReasonMissingError,
    ReleasedMeanwhileError,
    RequirementEvent,
    RequirementStatus,
    SourceGoneError,
    StepNotPossibleError,
    Wording,
)


def adopt_requirement(
    session: DbSession, wording: Wording, *, by: Account, at: datetime
) -> Requirement:
    """Write a requirement from one idea or several, as a proposal with the next number.

    Two moderators at once both succeed: the second waits and gets the number after.

    Raises:
        NotAllowedError: `by` does not moderate.
        SourceGoneError: an idea is not public, or there is none.
        ValueError: a text has the wrong length, or there are too few or too many of something.
    """
    _check_may_write(by)
    _one_at_a_time(session, Requirement)
    requirement = Requirement(number=next_number(session, Requirement), created_at=at)
    requirement.changes = [
        StatusChange(new=RequirementStatus.PROPOSED, changed_at=at, changed_by_id=by.id)
    ]
    _apply(session, requirement, wording)
    session.add(requirement)
    record(
        session,
        RequirementEvent.WRITTEN,
        requirement,
        by=by,
        at=at,
        moscow=wording.moscow,
        sources=len(wording.ideas),
    )
    return requirement


def edit_requirement(
    session: DbSession,
    requirement: Requirement,
    wording: Wording,
    *,
    seen: int,
    by: Account,
    at: datetime,
) -> None:
    """Change what a requirement says. Releases that hold it stay as they are.

    Args:
        session: left uncommitted.
        requirement: locked, see `queries.get_requirement`.
        wording: all of it, as it shall be.
        seen: the `text_version` that the editor saw.
        by: a moderator.
        at: the moment of editing.

    Raises:
        NotAllowedError: `by` does not moderate.
        EditedMeanwhileError: it was edited since.
        SourceGoneError: an idea that was not a source yet is not public, or there is none.
        ValueError: a text has the wrong length, or there are too few or too many of something.
    """
    _check_may_write(by)
    if requirement.text_version != seen:
        raise EditedMeanwhileError(f"{requirement.key} at {requirement.text_version}, not {seen}")
    _apply(session, requirement, wording)
    requirement.text_version += 1
    requirement.edited_at = at
    record(
        session,
        RequirementEvent.EDITED,
        requirement,
        by=by,
        at=at,
        moscow=wording.moscow,
        sources=len(wording.ideas),
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
    _check_may_write(by)
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


def confirm_source(
    session: DbSession,
    requirement: Requirement,
    idea_id: int,
    *,
    seen: int,
    by: Account,
    at: datetime,
) -> None:
    """Say that a requirement still fits its source as it reads now.

    Args:
        session: left uncommitted.
        requirement: locked, see `queries.get_requirement`.
        idea_id: one of its sources.
        seen: the idea's `text_version` that was read; a newer one stays suspect.
        by: a moderator.
        at: the moment of saying so.

    Raises:
        NotAllowedError: `by` does not moderate.
        NotFoundError: the idea is no source of this requirement.
    """
    _check_may_write(by)
    source = next((one for one in requirement.sources if one.idea_id == idea_id), None)
    if source is None:
        raise NotFoundError(f"idea {idea_id} as a source of {requirement.key}")
    source.text_version = max(source.text_version, min(seen, source.idea.text_version))
    event = RequirementEvent.SOURCE_CONFIRMED
    record(session, event, requirement, by=by, at=at, idea=idea_id)


def publish_release(
    session: DbSession,
    *,
    number: int,
    seen: str,
    title: str,
    notes: str,
    by: Account,
    at: datetime,
) -> Release:
    """Publish the backlog as it is now, for good.

    Args:
        session: left uncommitted.
        number: the one the preview announced.
        seen: the `rules.content_digest` of the preview.
        title: 1 to `rules.TITLE_MAX` characters.
        notes: at most `rules.NOTES_MAX` characters; may be empty.
        by: a moderator.
        at: the moment of publishing.

    Raises:
        NotAllowedError: `by` does not moderate.
        ReleasedMeanwhileError: the number is taken, or not the next one.
        NothingToReleaseError: there is nothing to publish, or nothing new.
        PreviewOutdatedError: a requirement changed since the preview.
        ValueError: title or notes have the wrong length.
    """
    _check_may_write(by)
    _one_at_a_time(session, Release)
    if number != next_number(session, Release):
        raise ReleasedMeanwhileError(f"release {number}")
    title = tidy(title, shortest=1, longest=rules.TITLE_MAX)
    notes = tidy(notes, longest=rules.NOTES_MAX)
    requirements, last = releasable(session), latest_release(session)
    _draw_salts(session, [source.idea_id for one in requirements for source in one.sources])
    data = snapshot(session, number=number, title=title, notes=notes, published_at=at)
    if not rules.changes_between(last.snapshot if last else None, data):
        raise NothingToReleaseError(f"release {number}")
    if rules.content_digest(data) != seen:
        raise PreviewOutdatedError(f"release {number}")
    release = Release(number=number, title=title, notes=notes, snapshot=data, published_at=at)
    release.digest, release.published_by_id = rules.digest_of(data), by.id
    session.add(release)
    session.flush()
    session.add_all(
        ReleasedRequirement(release_id=release.id, requirement_id=one.id) for one in requirements
    )
    record(session, RequirementEvent.RELEASED, release, by=by, at=at, digest=release.digest)
    return release


def _check_may_write(account: Account) -> None:
    if not may_write(account):
        raise NotAllowedError(f"account {account.id} writing the backlog")


def _one_at_a_time(session: DbSession, model: type[Requirement] | type[Release]) -> None:
    """Let nobody else number a row of this table until the commit. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        table = model.__tablename__
        session.execute(text(f'LOCK TABLE "{table}" IN SHARE ROW EXCLUSIVE MODE'))


def _draw_salts(session: DbSession, idea_ids: Sequence[int]) -> None:
    """Give each contribution that has none its salt."""
    rows = [{"idea_id": idea_id, "salt": token_hex(32)} for idea_id in sorted(set(idea_ids))]
    if rows:
        statement = insert_into(session, ContributionSalt).on_conflict_do_nothing()
        session.execute(statement, rows)


def _apply(session: DbSession, requirement: Requirement, wording: Wording) -> None:
    criteria = [tidy(one, longest=rules.CRITERION_MAX) for one in wording.criteria]
    criteria = [one for one in criteria if one]
    if len(criteria) > rules.CRITERIA_MAX:
        raise ValueError(f"{len(criteria)} criteria")
    if not 1 <= len(set(wording.ideas)) <= rules.SOURCES_MAX:
        raise ValueError(f"{len(wording.ideas)} sources")
    requirement.title = tidy(wording.title, shortest=1, longest=rules.TITLE_MAX)
    requirement.story = tidy(wording.story, shortest=1, longest=rules.STORY_MAX)
    requirement.rationale = tidy(wording.rationale, longest=rules.RATIONALE_MAX)
    requirement.owner = tidy(wording.owner, longest=rules.OWNER_MAX)
    requirement.moscow = wording.moscow
    requirement.field_of_action = wording.field_of_action
    requirement.life_phase = wording.life_phase
    requirement.set_criteria(criteria)
    _set_sources(session, requirement, set(wording.ideas))


def _set_sources(session: DbSession, requirement: Requirement, idea_ids: set[int]) -> None:
    """Keep the sources that stay with the version they were read in; add new ones as they are."""
    kept = [source for source in requirement.sources if source.idea_id in idea_ids]
    wanted = idea_ids - {source.idea_id for source in kept}
    ideas = ideas_as_sources(session, wanted)
    if {idea.id for idea in ideas} != wanted:
        raise SourceGoneError(f"ideas {sorted(wanted)}")
    added = [Source(idea=idea, text_version=idea.text_version) for idea in ideas]
    requirement.sources = kept + added
