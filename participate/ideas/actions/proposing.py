"""What authors do: hand in an idea and change it while the step is open."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from participate.core.audit import record
from participate.core.db import DbSession
from participate.core.errors import ConflictError, NotAllowedError
from participate.core.taxonomy import FieldOfAction, LifePhase
from participate.core.text import tidy
from participate.ideas.access import may_edit, may_submit, takes_part, wrote
from participate.ideas.models import EarlierText, Idea
from participate.ideas.rules import BODY_MAX, TITLE_MAX, IdeaEvent
from participate.needs.models import Cluster, Need
from participate.workshops.models import Actor, Participant, Workshop
from participate.workshops.rules import Channel


class StepNotOpenError(ConflictError):
    """Ideas are handed in and changed only while the workshop proposes them."""


class IdeaHiddenError(ConflictError):
    """What is hidden is neither changed nor talked about until it is shown again."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an author types.

    `title` has 1 to `rules.TITLE_MAX` characters, `body` at most `rules.BODY_MAX`; both are plain
    text, and spaces around them are dropped.
    """

    title: str
    body: str = ""
    life_phase: LifePhase | None = None
    field_of_action: FieldOfAction | None = None

    def put_into(self, idea: Idea) -> None:
        """Copy the cleaned text.

        Raises:
            ValueError: title or body has the wrong length, which the form should have caught.
        """
        idea.title = tidy(self.title, shortest=1, longest=TITLE_MAX)
        idea.body = tidy(self.body, longest=BODY_MAX)
        idea.life_phase, idea.field_of_action = self.life_phase, self.field_of_action


def submit_idea(
    session: DbSession,
    workshop: Workshop,
    proposal: Proposal,
    *,
    by: Actor,
    at: datetime,
    need: Need | None = None,
    cluster: Cluster | None = None,
    channel: Channel = Channel.PHONE,
) -> Idea:
    """Hand in an idea at a workshop and return it, with its id.

    A participant who goes back and sends the same text again is given the idea they have.

    Args:
        session: left uncommitted.
        workshop: must have the step `PROPOSE_IDEAS` open, unless a moderator types.
        proposal: what was typed.
        by: the author, a participant of this workshop or a moderator.
        at: the moment of handing in, with a time zone.
        need: the need it answers, of the same workshop.
        cluster: the cluster it answers, of the same workshop.
        channel: how it came in.

    Raises:
        NotAllowedError: `by` joined another workshop, or is an account that does not moderate.
        StepNotOpenError: another step is open, or none.
        ValueError: the need or the cluster is another workshop's, or a text has a wrong length.
    """
    if not takes_part(by, workshop):
        raise NotAllowedError(f"{by.__tablename__} {by.id} in workshop {workshop.id}")
    if not may_submit(by, workshop):
        raise StepNotOpenError(f"workshop {workshop.id} has {workshop.step} open")
    if any(one is not None and one.workshop_id != workshop.id for one in (need, cluster)):
        raise ValueError(f"a need or cluster from outside workshop {workshop.id}")
    idea = Idea(workshop=workshop, author=by, submitted_at=at, cluster=cluster, channel=channel)
    proposal.put_into(idea)
    idea.needs = [need] if need is not None else []
    if (sent := _sent_before(session, idea)) is not None:
        return sent
    session.add(idea)
    record(session, IdeaEvent.SUBMITTED, idea, by=by, at=at, channel=channel.value)
    return idea


def _sent_before(session: DbSession, new: Idea) -> Idea | None:
    if not isinstance(new.author, Participant):
        return None  # two cards from the hall may say the same
    same = select(Idea).where(
        Idea.participant_id == new.author.id,
        Idea.title == new.title,
        Idea.body == new.body,
        Idea.hidden_at.is_(None),
    )
    for idea in session.scalars(same):
        if (idea.cluster, idea.needs) == (new.cluster, new.needs):
            return idea
    return None


def edit_idea(
    session: DbSession, idea: Idea, proposal: Proposal, *, by: Actor, at: datetime
) -> bool:
    """Change one's own idea; a changed title or body raises its `text_version` by one.

    What it said before is kept as `EarlierText`.

    Returns:
        Whether anything changed. If nothing did, nothing is recorded.

    Raises:
        NotAllowedError: somebody else wrote it.
        IdeaHiddenError: it is hidden.
        StepNotOpenError: the workshop no longer proposes ideas.
        ValueError: a text has a wrong length.
    """
    if not wrote(by, idea):
        raise NotAllowedError(f"{by.__tablename__} {by.id} changing idea {idea.id}")
    session.refresh(idea, with_for_update={"of": Idea})  # the later of two sees the earlier
    if idea.hidden_at is not None:
        raise IdeaHiddenError(f"idea {idea.id}")
    if not may_edit(by, idea):
        raise StepNotOpenError(f"workshop {idea.workshop_id} has {idea.workshop.step} open")
    before = Proposal(idea.title, idea.body, idea.life_phase, idea.field_of_action)
    proposal.put_into(idea)
    after = Proposal(idea.title, idea.body, idea.life_phase, idea.field_of_action)
    if after == before:
        return False
    if (after.title, after.body) != (before.title, before.body):
        session.add(
            EarlierText(
                idea_id=idea.id,
                text_version=idea.text_version,
                title=before.title,
                body=before.body,
            )
        )
        idea.text_version += 1
        idea.edited_at = at
    record(session, IdeaEvent.EDITED, idea, by=by, at=at, text_version=idea.text_version)
    return True
