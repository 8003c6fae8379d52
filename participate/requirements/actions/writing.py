"""Writing requirements: what they say, and what they come from."""

from datetime import datetime

from participate.accounts.models import Account
from participate.core.audit import record
from participate.core.db import DbSession
from participate.core.errors import NotFoundError
from participate.core.text import tidy
from participate.requirements import rules
from participate.requirements.actions.ground import check_may_write, one_at_a_time
from participate.requirements.models import (
    Requirement,
    Source,
    StatusChange,
)
from participate.requirements.queries import (
    ideas_as_sources,
    next_number,
)
from participate.requirements.rules import (
    EditedMeanwhileError,
    RequirementEvent,
    RequirementStatus,
    SourceGoneError,
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
    check_may_write(by)
    one_at_a_time(session, Requirement)
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
    check_may_write(by)
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
    check_may_write(by)
    source = next((one for one in requirement.sources if one.idea_id == idea_id), None)
    if source is None:
        raise NotFoundError(f"idea {idea_id} as a source of {requirement.key}")
    source.text_version = max(source.text_version, min(seen, source.idea.text_version))
    event = RequirementEvent.SOURCE_CONFIRMED
    record(session, event, requirement, by=by, at=at, idea=idea_id)


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
