"""What this visitor may see of a workshop's ideas."""

from flask import request

from participate.core.errors import NotAllowedError, NotFoundError
from participate.extensions import db
from participate.ideas.access import may_see, wrote
from participate.ideas.models import Comment, Idea
from participate.ideas.queries import get_comment_on, get_idea_in
from participate.web.numbers import id_in
from participate.workshops.visitor import find_actor, visible_workshop


def visible_idea(workshop_id: int, idea_id: int) -> Idea:
    """Return an idea this visitor may see.

    Raises:
        NotFoundError: there is none, or it is hidden from this visitor: the two look the same.
    """
    workshop = visible_workshop(workshop_id)
    idea = get_idea_in(db.session, workshop, idea_id)
    if not may_see(find_actor(workshop), idea):
        raise NotFoundError(f"idea {idea_id} is hidden")
    return idea


def own_idea(workshop_id: int, idea_id: int) -> Idea:
    """Return an idea that this visitor wrote.

    Raises:
        NotFoundError: there is none, or it is hidden from this visitor.
        NotAllowedError: somebody else wrote it.
    """
    idea = visible_idea(workshop_id, idea_id)
    if not wrote(find_actor(idea.workshop), idea):
        raise NotAllowedError(f"idea {idea_id} is somebody else's")
    return idea


def comment_meant(idea: Idea, name: str) -> Comment | None:
    """Return the comment that the address or the form names; None when it names none.

    Raises:
        NotFoundError: it names one that is not on this idea.
    """
    if not request.values.get(name):
        return None
    return get_comment_on(db.session, idea, id_in(request.values, name) or 0)
