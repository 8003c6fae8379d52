"""Who may do what with a need. Each answer is a plain yes or no, so templates can ask too."""

from participate.accounts.models import Account
from participate.accounts.rules import Role
from participate.needs.models import Need
from participate.workshops.models import Actor, Participant, Workshop
from participate.workshops.rules import StepKind


def may_submit(actor: Actor, workshop: Workshop) -> bool:
    """Those who joined this workshop, and moderators, who type for somebody else."""
    if isinstance(actor, Participant):
        return actor.workshop_id == workshop.id
    return moderates(actor)


def takes_needs(workshop: Workshop, actor: Actor | None) -> bool:
    """Whether needs can be written now: while they are collected; for moderators, at any time."""
    return moderates(actor) or workshop.step is StepKind.COLLECT_NEEDS


def takes_ideas(workshop: Workshop, actor: Actor | None) -> bool:
    """Whether ideas can be proposed now: in that step; for moderators, at any time."""
    return moderates(actor) or workshop.step is StepKind.PROPOSE_IDEAS


def may_read(actor: Actor | None, need: Need) -> bool:
    """Everybody; what is hidden only its author and moderators."""
    return need.hidden_at is None or wrote(actor, need) or moderates(actor)


def may_edit(actor: Actor | None, need: Need) -> bool:
    """Its author alone, as long as it is not hidden. Moderators never change others' words."""
    return wrote(actor, need) and need.hidden_at is None


def wrote(actor: Actor | None, need: Need) -> bool:
    """Whether this actor typed the need."""
    if isinstance(actor, Participant):
        return need.participant_id == actor.id
    return actor is not None and need.account_id == actor.id


def moderates(actor: Actor | None) -> bool:
    """Whether this actor leads workshops."""
    return isinstance(actor, Account) and actor.has(Role.MODERATOR)
