"""The product with one thing left out, to see what that thing costs."""

from flask import Flask

from participate.commands import serve
from participate.voting import writer
from participate.voting.actions import Press, Slip
from participate.voting.models import Round


def taken(press: Press) -> Slip:
    """Return a ballot as if the press had been written."""
    terms = {"id": press.round_id, "workshop_id": press.workshop_id, "budget": 5}
    round_ = Round(**terms, most_per_idea=3)
    return Slip("", round_, {press.idea_id: "Schatten"}, {press.idea_id: press.points})


def without_dots() -> Flask:
    """Build one worker's application whose ballots take every press and write none."""
    writer.take = taken
    return serve.worker()
