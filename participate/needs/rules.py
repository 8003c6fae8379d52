"""What a need may be. No database, no clock: everything arrives as an argument."""

from dataclasses import dataclass
from enum import StrEnum

from participate.core.taxonomy import FieldOfAction, LifePhase

AS_A_MAX = 80  #: characters
I_NEED_MAX = 300  #: characters; a note on the wall, not a letter
SO_THAT_MAX = 300  #: characters
PLACE_MAX = 120  #: characters
HEADLINE_MAX = 120  #: characters
REASON_MAX = 500  #: characters
NEEDS_PER_PAGE = 20
CLUSTER_PER_PAGE = 60  #: needs on one page of a cluster
FREE_ON_WALL = 60  #: notes; the next ones move up as soon as some are clustered
CLUSTER_ON_WALL = 12  #: notes; the cluster's own page shows the others
OWN_SHOWN = 5  #: of a person's own needs, below the form
SEARCH_WORDS = 10  #: more words narrow nothing down


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


@dataclass(frozen=True, slots=True)
class Wording:
    """What a need says. Its parts have the lengths above once they are tidied."""

    as_a: str
    i_need: str
    so_that: str = ""
    life_phase: LifePhase | None = None
    field_of_action: FieldOfAction | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class NeedFilter:
    """Which needs to list. What is empty narrows nothing down."""

    search: str = ""
    life_phase: LifePhase | None = None
    field_of_action: FieldOfAction | None = None
    group_key: str = ""
    cluster_id: int | None = None

    @property
    def words(self) -> list[str]:
        """The words that a need has to contain, all of them, in any of its parts."""
        return self.search.split()[:SEARCH_WORDS]

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out."""
        return self != NeedFilter()
