"""What this visitor may see of a way."""

from collections.abc import Sequence

from participate.accounts.visitor import find_account
from participate.core.errors import NotFoundError
from participate.extensions import db
from participate.ideas.models import Idea
from participate.needs.models import Need
from participate.offers.access import may_see as may_see_offer
from participate.offers.models import Offer
from participate.offers.queries import get_offer
from participate.requirements.access import may_see as may_see_requirement
from participate.requirements.access import sees_proposals
from participate.requirements.models import Requirement
from participate.requirements.queries import get_requirement
from participate.trace.access import eyes_of
from participate.trace.queries.fulfilments import requirements_of
from participate.trace.queries.links import visible_ids
from participate.trace.rules import ID_MAX, Kind, Node
from participate.workshops.visitor import find_participant

Thing = Need | Idea | Requirement | Offer


def seen_thing(kind: str, ref: str) -> tuple[Node, Thing]:
    """Return the thing that an address names.

    Args:
        kind: one of `rules.Kind`.
        ref: the key of a requirement, the id of anything else.

    Raises:
        NotFoundError: there is no such thing, or this visitor may not know of it.
    """
    if kind not in set(Kind):
        raise NotFoundError(f"nothing is called {kind!r}")
    thing = _find(Kind(kind), ref)
    node = Node(Kind(kind), thing.id if thing else 0)
    if thing is None or not _sees(node, thing):
        raise NotFoundError(f"{kind} {ref}")
    return node, thing


def seen_requirement(key: str) -> Requirement:
    """Return a requirement that this visitor may see.

    Raises:
        NotFoundError: there is none, or it is a proposal: the two look the same.
    """
    requirement = get_requirement(db.session, key)
    if not may_see_requirement(find_account(), requirement):
        raise NotFoundError(f"{key} is a proposal")
    return requirement


def _find(kind: Kind, ref: str) -> Thing | None:
    if kind is Kind.REQUIREMENT:
        return get_requirement(db.session, ref)
    number = int(ref) if ref.isascii() and ref.isdecimal() and len(ref) < 20 else 0
    if not 0 < number <= ID_MAX:
        return None
    if kind is Kind.OFFER:
        return get_offer(db.session, number)
    return db.session.get(Need, number) if kind is Kind.NEED else db.session.get(Idea, number)


def _sees(node: Node, thing: Thing) -> bool:
    """Authors see the way of what they wrote even when it is hidden."""
    account = find_account()
    if isinstance(thing, Requirement):
        return may_see_requirement(account, thing)
    if isinstance(thing, Offer):
        return may_see_offer(account, thing)
    if visible_ids(db.session, node.kind, [node], eyes_of(account)):
        return True
    author = find_participant(thing.workshop_id)
    return author is not None and author.id == thing.participant_id


def fulfilled_by(offer: Offer) -> Sequence[Requirement]:
    """Return the requirements an offer fulfils, as far as this visitor may see them, by number."""
    return requirements_of(db.session, offer, proposals=sees_proposals(find_account()))
