"""A town of a size that hurts: two workshops with many ideas, a round, a long directory."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from participate.core.taxonomy import LifePhase
from participate.voting.models import StandingIdea
from participate.workshops.models import Workshop
from participate.workshops.rules import StepKind, device_hash
from tests import factories as make

FEW, MANY, OFFERS, VOTERS, STANDING, COMMENTS = 236, 10_000, 1_000, 320, 12, 40
BODY = "Damit wir im Sommer länger bleiben können, brauchen wir Schatten, Wasser und Bänke. " * 4


@dataclass(frozen=True)
class Town:
    """What the load asks for."""

    few: int  #: the workshop with 236 ideas
    many: int  #: the workshop with 10,000 ideas
    idea: int  #: an idea with comments, in the workshop with few
    round_: int  #: open, in the workshop with few
    standing: tuple[int, ...]
    phones: tuple[str, ...]  #: the cookie of each voter


def fill(session: Session) -> Town:
    """Make the town. The caller commits."""
    few, many = (make.make_workshop(session, step=StepKind.VOTE) for _ in range(2))
    ideas = [_idea(session, few, number) for number in range(FEW)]
    for number in range(MANY):
        _idea(session, many, number)
    for number in range(COMMENTS):
        author = make.make_participant(session, few)
        make.make_comment(session, ideas[0], participant=author, body=f"{BODY[:200]} {number}")
    standing = ideas[:STANDING]
    round_ = make.make_round(session, few)
    session.add_all(StandingIdea(round_id=round_.id, idea_id=idea.id) for idea in standing)
    phones = tuple(f"phone-{number}" for number in range(VOTERS))
    for phone in phones:
        hashed = device_hash(make.SECRET, few.id, phone)
        make.make_participant(session, few, device_hash=hashed)
    provider = make.make_provider(session)
    phases = list(LifePhase)
    for number in range(OFFERS):
        kind = "Ferienbetreuung" if number % 50 == 0 else "Beratung"
        make.make_offer(
            session,
            provider,
            title=f"{kind} {number}",
            description=BODY[:300],
            life_phases=[phases[number % len(phases)]],
        )
    return Town(
        few.id, many.id, ideas[0].id, round_.id, tuple(idea.id for idea in standing), phones
    )


def _idea(session: Session, workshop: Workshop, number: int):
    author = make.make_participant(session, workshop)
    return make.make_idea(
        session, workshop, participant=author, title=f"Schatten {number}", body=BODY[:300]
    )
