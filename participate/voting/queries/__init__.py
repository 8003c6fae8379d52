"""Reading rounds, ballots and results."""

from participate.voting.queries.ballots import (
    Line,
    Paper,
    ballots_in,
    marks_of,
    paper_of,
    part_of,
    spent_in,
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
    newest_rounds,
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
    "newest_rounds",
    "outcome_of",
    "paper_of",
    "part_of",
    "reopenings_of",
    "rounds_in",
    "spent_in",
    "standing_result",
    "tally_of",
    "topics_in",
]
