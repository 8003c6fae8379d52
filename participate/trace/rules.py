"""The words of the Spur: kinds of things that have a way, and how far a station is."""

from enum import StrEnum

from participate.requirements.rules import RequirementStatus

#: Statuses in which everybody may know of a requirement.
PUBLIC_STATUSES = tuple(set(RequirementStatus) - {RequirementStatus.PROPOSED})
NOTE_MAX = 500  #: characters


class Kind(StrEnum):
    """What has a way of its own."""

    NEED = "need"
    IDEA = "idea"
    REQUIREMENT = "requirement"
    OFFER = "offer"


class TraceEvent(StrEnum):
    """What the audit log can say about fulfilments."""

    FULFILMENT_RECORDED = "fulfilment.recorded"
    FULFILMENT_WITHDRAWN = "fulfilment.withdrawn"
