"""What people may type about the way of a wish. Only the shape is checked here."""

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from participate.core.taxonomy import LifePhase
from participate.trace import labels as _labels  # noqa: F401 (names the kinds and stages)
from participate.trace.rules import NOTE_MAX, Kind
from participate.web.forms import Form, Ticked, line

NOTE_HINT = _("For example: in the afternoon, not yet in the holidays")


class NoteForm(Form):
    """How far an offer fulfils one requirement."""

    note = line(_("How far does it fulfil it?"), most=NOTE_MAX, hint=NOTE_HINT)


class FulfilForm(Form):
    """Requirements that an offer fulfils."""

    requirements = Ticked(_("Which requirements does this offer fulfil?"))
    note = line(_("How far does it fulfil them?"), most=NOTE_MAX, hint=NOTE_HINT)

    def validate_requirements(self, field: Ticked) -> None:
        """Refuse a form in which nothing was chosen."""
        field.need_one(_("Tick at least one requirement."))


def chosen_gaps(arguments: MultiDict[str, str]) -> tuple[Kind | None, LifePhase | None]:
    """Read which gaps somebody wants to see; what makes no sense is left aside."""
    kind, phase = arguments.get("show"), arguments.get("phase")
    return (
        Kind(kind) if kind in {Kind.NEED, Kind.REQUIREMENT, Kind.OFFER} else None,
        LifePhase(phase) if phase in set(LifePhase) else None,
    )
