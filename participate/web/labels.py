"""Names for what the code calls by key, in the visitor's language.

Each package names its own enums in its `labels` module; templates say `{{ status | label }}`.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms.fields import SelectChoice

from participate.core.taxonomy import FieldOfAction, LifePhase

_NAMES: dict[type[StrEnum], Mapping[Any, Any]] = {}


def name_all(kind: type[StrEnum], names: Mapping[Any, Any]) -> None:
    """Give every member of an enum its name.

    Raises:
        ValueError: one has none.
    """
    missing = set(kind) - set(names)
    if missing:
        raise ValueError(f"{kind.__name__} without a name: {sorted(missing)}")
    _NAMES[kind] = names


def label(member: StrEnum | None) -> str:
    """Return the name of an enum member; an empty text for None."""
    return "" if member is None else str(_NAMES[type(member)][member])


def is_key(text: str) -> bool:
    """Say whether a text is what a form sends for a choice, rather than what somebody typed."""
    return text == "y" or any(text in set(kind) for kind in _NAMES)


def choices(kind: type[StrEnum], *, empty: Any = None) -> list[SelectChoice]:
    """Return an enum as the choices of a field, with `empty` as the name of choosing none."""
    none = [SelectChoice("", empty)] if empty is not None else []
    return none + [SelectChoice(member, _NAMES[kind][member]) for member in kind]


name_all(
    LifePhase,
    {
        LifePhase.PREGNANCY: _("Pregnancy"),
        LifePhase.FIRST_YEAR: _("Birth and first year"),
        LifePhase.EARLY_CHILDHOOD: _("Toddlers and kindergarten"),
        LifePhase.PRIMARY_SCHOOL: _("Primary school"),
        LifePhase.SECONDARY_SCHOOL: _("Secondary school"),
        LifePhase.TRANSITION: _("End of school and what follows"),
    },
)
name_all(
    FieldOfAction,
    {
        FieldOfAction.GOVERNANCE: _("Steering and networking"),
        FieldOfAction.WORK: _("Family and work"),
        FieldOfAction.EDUCATION: _("Upbringing and education"),
        FieldOfAction.COUNSELLING: _("Advice and support"),
        FieldOfAction.LIVING: _("Neighbourhood and quality of life"),
        FieldOfAction.GENERATIONS: _("Older people and generations"),
    },
)

#: The picture of each life phase in `static/symbols.svg`.
PHASE_PICTURES = {
    LifePhase.PREGNANCY: "p-pregnant",
    LifePhase.FIRST_YEAR: "p-baby",
    LifePhase.EARLY_CHILDHOOD: "p-blocks",
    LifePhase.PRIMARY_SCHOOL: "p-pupils",
    LifePhase.SECONDARY_SCHOOL: "p-book",
    LifePhase.TRANSITION: "p-cap",
}
