"""Reading rounds, ballots and results."""

from participate.voting.queries.ballots import (
    Line,
    Paper,
    ballots_in,
    marks_of,
    paper_of,
)
from participate.voting.queries.results import (
    Outcome,
    PublishedGroup,
    Tally,
    outcome_of,
    reopenings_of,
    standing_result,
    tally_of,
)
from participate.voting.queries.rounds import (
    ballot_counts,
    clusters_with_ideas,
    get_round,
    ideas_to_choose,
    rounds_in,
    topics_in,
)

__all__ = [
    "Line",
    "Outcome",
    "Paper",
    "PublishedGroup",
    "Tally",
    "ballot_counts",
    "ballots_in",
    "clusters_with_ideas",
    "get_round",
    "ideas_to_choose",
    "marks_of",
    "outcome_of",
    "paper_of",
    "reopenings_of",
    "rounds_in",
    "standing_result",
    "tally_of",
    "topics_in",
]
