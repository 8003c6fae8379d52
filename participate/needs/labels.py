"""Words for what the domain of needs calls by key, and for what can go wrong."""

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

import participate.workshops.labels  # noqa: F401 (names the channels)
from participate.needs.actions import AlreadyHiddenError, DissolvedError
from participate.needs.models import Cluster

AlreadyHiddenError.explanation = _(
    "Someone has already hidden this need, with a reason. Look at it before you change anything."
)
DissolvedError.explanation = _(
    "This cluster has been dissolved in the meantime. Load the wall again and choose another one."
)


def where_it_hangs(number: int, cluster: Cluster | None) -> str:
    """Return what to say after notes were moved.

    Args:
        number: how many.
        cluster: where they hang now; None: among the free ones.
    """
    if cluster is None:
        return str(gettext("The note is free again."))
    said = ngettext(
        "%(num)d note now hangs in “%(cluster)s”.",
        "%(num)d notes now hang in “%(cluster)s”.",
        number,
        cluster=cluster.headline,
    )
    return str(said)
