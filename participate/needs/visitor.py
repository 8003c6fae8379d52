"""Who is asking about needs, and what they may read."""

from participate.accounts.visitor import current_account
from participate.core.errors import NotAllowedError, NotFoundError
from participate.extensions import db
from participate.needs.access import may_edit, may_read
from participate.needs.models import Need
from participate.needs.queries import get_need
from participate.workshops.models import Actor, Workshop
from participate.workshops.visitor import current_participant, facilitates, find_participant


def viewer_of(workshop: Workshop) -> Actor | None:
    """Return who reads: a moderator first, for whom the page is another one."""
    return current_account() if facilitates() else find_participant(workshop.id)


def author_in(workshop: Workshop) -> Actor:
    """Return who writes: a moderator, for somebody else, or a participant.

    Raises:
        NotAllowedError: neither.
    """
    return current_account() if facilitates() else current_participant(workshop.id)


def readable_need(workshop: Workshop, need_id: int) -> Need:
    """Return a need that this visitor may read.

    Raises:
        NotFoundError: there is none, or it is hidden: to the public the two look the same.
    """
    need = get_need(db.session, workshop, need_id)
    if not may_read(viewer_of(workshop), need):
        raise NotFoundError(f"need {need_id} is hidden")
    return need


def editable_need(workshop: Workshop, need_id: int) -> Need:
    """Return a need that this visitor may change, once needs are collected.

    Raises:
        NotFoundError: as for `readable_need`.
        NotAllowedError: somebody else wrote it, or it is hidden.
    """
    need = readable_need(workshop, need_id)
    if not may_edit(viewer_of(workshop), need):
        raise NotAllowedError(f"need {need_id} is not theirs")
    return need
