"""What must hold of every ballot at every moment, whatever ran at the same time."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participate.voting.models import Ballot, IdeaRank, Mark, Result, Round, StandingIdea
from participate.voting.rules import RoundState


def findings(session: Session) -> list[str]:
    """Say what does not fit, one sentence each; [] when every ballot may be counted as it is."""
    return [
        *_doubled(session),
        *_over_the_dots(session),
        *_empty(session),
        *_not_standing(session),
        *_tally_differs_from_fold(session),
    ]


def _doubled(session):
    key = (Ballot.round_id, Ballot.voter_key)
    doubled = select(*key, func.count()).group_by(*key).having(func.count() > 1)
    for round_id, _voter, count in session.execute(doubled):
        yield f"A voter has {count} ballots in round {round_id}."


def _over_the_dots(session):
    spent = select(Mark.ballot_id, func.sum(Mark.points).label("dots"), func.max(Mark.points))
    per_ballot = spent.group_by(Mark.ballot_id).subquery()
    rows = session.execute(
        select(Round, per_ballot.c.dots, per_ballot.c.max)
        .join(Ballot, Ballot.round_id == Round.id)
        .join(per_ballot, per_ballot.c.ballot_id == Ballot.id)
    )
    for round_, dots, most in rows:
        if dots > round_.budget or most > round_.most_per_idea:
            yield f"A ballot in round {round_.id} gives {dots} dots, {most} of them to one idea."


def _empty(session):
    without = select(Ballot).where(~select(Mark).where(Mark.ballot_id == Ballot.id).exists())
    for ballot in session.scalars(without):
        yield f"A ballot in round {ballot.round_id} gives nothing, yet would count as a voter."


def _not_standing(session):
    stray = (
        select(Ballot.round_id, Mark.idea_id)
        .join(Mark)
        .outerjoin(
            StandingIdea,
            (StandingIdea.round_id == Ballot.round_id) & (StandingIdea.idea_id == Mark.idea_id),
        )
        .where(StandingIdea.idea_id.is_(None))
    )
    for round_id, idea_id in session.execute(stray):
        yield f"Idea {idea_id} has dots in round {round_id} and does not stand there."


def _tally_differs_from_fold(session):
    """Fold the ballots one by one, as a person with paper would, and compare with the result."""
    for round_ in session.scalars(select(Round).where(Round.state == RoundState.CLOSED)):
        folded = {idea.id: 0 for idea in round_.ideas}
        ballots = session.scalars(select(Ballot).where(Ballot.round_id == round_.id)).all()
        for ballot in ballots:
            for mark in session.scalars(select(Mark).where(Mark.ballot_id == ballot.id)):
                folded[mark.idea_id] += mark.points
        latest = select(Result).where(Result.round_id == round_.id).order_by(Result.number.desc())
        figures = session.scalars(latest).first().figures
        counted = {line["idea"]: line["points"] for line in figures["ideas"]}
        ranked = select(IdeaRank).where(IdeaRank.round_id == round_.id)
        listed = {one.idea_id: one.points for one in session.scalars(ranked)}
        if not folded == counted == listed or figures["ballots"] != len(ballots):
            yield f"The result of round {round_.id} is not what its ballots say."
