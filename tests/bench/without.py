"""The product with one thing left out, to see what that thing costs."""

from flask import Flask

from participate.commands import serve
from participate.voting import actions


def without_dots() -> Flask:
    """Build one worker's application whose ballots take every press and write none."""
    actions.place_dots = lambda *_arguments, **_named: {}
    return serve.worker()
