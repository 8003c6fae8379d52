"""What a need may be. No database, no clock: everything arrives as an argument."""

from enum import StrEnum

AS_A_MAX = 80  #: characters
I_NEED_MAX = 300  #: characters; a note on the wall, not a letter
SO_THAT_MAX = 300  #: characters
PLACE_MAX = 120  #: characters
HEADLINE_MAX = 120  #: characters
REASON_MAX = 500  #: characters
NEEDS_PER_PAGE = 20


class NeedEvent(StrEnum):
    """What the audit log can say about needs and clusters."""

    SUBMITTED = "need.submitted"
    EDITED = "need.edited"
    HIDDEN = "need.hidden"
    SHOWN = "need.shown"
    CLUSTERED = "need.clustered"
    CLUSTER_CREATED = "cluster.created"
    CLUSTER_RENAMED = "cluster.renamed"
    CLUSTER_DISSOLVED = "cluster.dissolved"
