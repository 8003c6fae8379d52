"""Publishing the backlog."""

from collections.abc import Sequence
from datetime import datetime
from secrets import token_hex

from participate.accounts.models import Account
from participate.core.audit import record
from participate.core.db import DbSession, insert_into
from participate.core.text import tidy
from participate.requirements import rules
from participate.requirements.actions.ground import check_may_write, one_at_a_time
from participate.requirements.models import (
    ContributionSalt,
    Release,
    ReleasedRequirement,
)
from participate.requirements.queries import (
    latest_release,
    next_number,
    releasable,
    snapshot,
)
from participate.requirements.rules import (
    NothingToReleaseError,
    PreviewOutdatedError,
    ReleasedMeanwhileError,
    RequirementEvent,
)


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
    check_may_write(by)
    one_at_a_time(session, Release)
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


def _draw_salts(session: DbSession, idea_ids: Sequence[int]) -> None:
    """Give each contribution that has none its salt."""
    rows = [{"idea_id": idea_id, "salt": token_hex(32)} for idea_id in sorted(set(idea_ids))]
    if rows:
        statement = insert_into(session, ContributionSalt).on_conflict_do_nothing()
        session.execute(statement, rows)
