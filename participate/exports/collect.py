"""What a file holds is read here, for the page and for the command line alike."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, selectinload

from participate.core.db import DbSession
from participate.core.words import Piece, PieceKind
from participate.exports.sheet import EVERYBODY, Format, Row, Sheet, sheet_of
from participate.ideas.models import Idea
from participate.prioritisation.groups import OTHERS
from participate.requirements.models import Release
from participate.requirements.queries import get_release
from participate.requirements.rules import FieldChange, changes_between
from participate.voting.models import Result, Round, StandingIdea
from participate.voting.rules import RoundState, few_ballots
from participate.workshops.models import Workshop
from participate.workshops.rules import WorkshopStatus


def backlog(session: DbSession, number: int, format_: Format) -> Sheet:
    """Return the backlog of a release as it was published.

    Args:
        session: where to read.
        number: of the release.
        format_: what the sheet will be written as; votes and changes come along if it tells them.

    Raises:
        NotFoundError: there is no release with this number.
    """
    release = get_release(session, number)
    if not format_.tells_more:
        return sheet_of(release.snapshot, release.digest)
    earlier = select(Release).where(Release.number < number).order_by(Release.number.desc())
    before = session.scalar(earlier.limit(1))
    return sheet_of(
        release.snapshot,
        release.digest,
        votes=votes_behind(session, release),
        changes=changes_since(before.snapshot if before else None, release.snapshot),
    )


def changes_since(before: Mapping[str, Any] | None, now: Mapping[str, Any]) -> tuple[Row, ...]:
    """Return what `changes_between` two snapshots says, as rows of `CHANGE_COLUMNS`."""
    return tuple(
        (change.kind.value, change.key, change.title, *_field_cells(one), change.reason)
        for change in changes_between(before, now)
        for one in change.fields or (None,)
    )


def _field_cells(change: FieldChange | None) -> tuple[str | None, str | None, str | None]:
    """Return which thing reads differently, and how it read before and now."""
    if change is None:
        return (None, None, None)
    if not change.pieces:
        return (change.field, change.old, change.new)
    return (
        change.field,
        _without(change.pieces, PieceKind.ADDED),
        _without(change.pieces, PieceKind.REMOVED),
    )


def _without(pieces: Sequence[Piece], kind: PieceKind) -> str:
    return "".join(piece.text for piece in pieces if piece.kind is not kind).strip()


def votes_behind(session: DbSession, release: Release) -> tuple[Row, ...]:
    """Return how the ideas behind a release were voted on, as rows of `VOTE_COLUMNS`.

    Each vote in which one of its sources stood is there with all its ideas, as its result page
    shows it: small groups merged or left out, and the order alone when fewer than that voted.
    A vote counts that everybody can see, and that was closed for good before the release.

    The number of statements grows with neither votes nor ideas.
    """
    keys: defaultdict[int, list[str]] = defaultdict(list)
    for requirement in release.snapshot["requirements"]:
        for source in requirement["sources"]:
            keys[source["idea"]].append(requirement["key"])
    return tuple(
        row for result in _results(session, release, keys) for row in _vote_rows(result, keys)
    )


def _results(
    session: DbSession, release: Release, ideas: Mapping[int, list[str]]
) -> Sequence[Result]:
    """Return the standing results of the votes in which these ideas stood, the oldest first."""
    last = select(func.max(Result.id)).group_by(Result.round_id)
    asked = select(StandingIdea.round_id).where(StandingIdea.idea_id.in_(ideas))
    return session.scalars(
        select(Result)
        .join(Result.round)
        .join(Round.workshop)
        .where(
            Result.id.in_(last),
            Result.round_id.in_(asked),
            Result.frozen_at <= release.published_at,
            Round.state == RoundState.CLOSED,
            Workshop.status == WorkshopStatus.PUBLISHED,
        )
        .options(
            contains_eager(Result.round).options(
                contains_eager(Round.workshop).lazyload(Workshop.steps),
                selectinload(Round.ideas),
            )
        )
        .order_by(Result.frozen_at, Result.id)
    ).all()


def _vote_rows(result: Result, keys: Mapping[int, list[str]]) -> list[Row]:
    """Return a result's rows: for each idea what all gave it, then each published group."""
    round_, figures = result.round, result.figures
    ideas: dict[int, Idea] = {idea.id: idea for idea in round_.ideas}
    few = few_ballots(figures)
    everybody = {} if few else {name: figures[name] for name in ("points", "ballots")}
    groups: dict[tuple[str, ...], Mapping[str, Any]] = {(EVERYBODY,): everybody}
    if not few:
        groups |= {_members(one): one for one in figures["groups"]}
    rows: list[Row] = []
    for line in figures["ideas"]:
        idea = ideas[line["idea"]]
        about: Row = (
            tuple(keys.get(idea.id, ())),
            idea.id,
            None if idea.hidden_at else idea.title,
            round_.workshop.title,
            round_.question,
            result.frozen_at,
            line["rank"],
        )
        for members, group in groups.items():
            points = None if few else line["by_group"].get(group.get("label"), line["points"])
            rows.append((*about, members, points, group.get("points"), group.get("ballots")))
    return rows


def _members(group: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what a published group is called: its key, or `OTHERS` and those put together."""
    together = (OTHERS, *group["members"])
    return together if group["label"] == OTHERS else (group["label"],)
