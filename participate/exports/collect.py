"""What a file holds is read here, for the page and for the command line alike."""

from participate.core.db import DbSession
from participate.exports.sheet import Sheet, sheet_of
from participate.requirements.queries import get_release


def backlog(session: DbSession, number: int) -> Sheet:
    """Return the backlog of a release, as it was published.

    Raises:
        NotFoundError: there is no release with this number.
    """
    release = get_release(session, number)
    return sheet_of(release.snapshot, release.digest)
