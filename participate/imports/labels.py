"""What the directory says of an offer that came from a list, in the language of the directory."""

import re

from flask_babel import gettext as _

from participate.core.taxonomy import LifePhase
from participate.imports.found import FoundOffer
from participate.offers.rules import PHONE_SHAPE, CostKind, Details


def details_of(found: FoundOffer) -> Details:
    """Return what families read about an offer. What the source leaves open is said to be open."""
    ages = [span for span, groups in found.groups.items() if groups]
    dialable = re.match(PHONE_SHAPE, found.phone) is not None
    return Details(
        title=found.title,
        description="\n".join(_sentences(found)),
        life_phases=tuple(phase for phase in LifePhase if phase in _phases(ages)),
        age_from=min((youngest for youngest, _oldest in ages), default=None),
        age_to=max((oldest for _youngest, oldest in ages), default=None),
        cost_kind=CostKind.DEPENDS,
        cost_note=_("The source says nothing about costs."),
        place=", ".join(filter(None, (found.address, found.postal_code, found.district))),
        opening_hours=_hours(found),
        how_to_apply=_("Who can get a place: %(rules)s", rules=found.criteria)
        if found.criteria
        else "",
        contact="" if dialable else found.phone,
        phone=found.phone if dialable else "",
    )


def _sentences(found: FoundOffer) -> list[str]:
    said = [_("Kindergarten in %(district)s, %(places)d places.", **_numbers(found))]
    for (youngest, oldest), groups in found.groups.items():
        if groups:
            ages = {"youngest": youngest, "oldest": oldest, "groups": groups}
            said.append(_("Groups for %(youngest)d to %(oldest)d years: %(groups)d.", **ages))
    lunch = {"X": _("There is lunch."), "Nein": _("There is no lunch."), "": ""}
    said.append(lunch.get(found.lunch) or found.lunch)
    return [sentence for sentence in (*said, found.comments) if sentence]


def _numbers(found: FoundOffer) -> dict[str, str | int]:
    return {"district": found.district, "places": found.places}


def _hours(found: FoundOffer) -> str:
    if not found.hours:
        return ""
    if found.span is None:
        return str(_("The source says “%(hours)s”. Please ask for the hours.", hours=found.hours))
    opens, closes = found.span
    span = _("Mon to Fri, %(opens)s to %(closes)s", opens=opens, closes=closes)
    guess = _("The source names no weekdays; we have taken the hours as Monday to Friday.")
    return f"{span}\n{guess}"


def _phases(ages: list[tuple[int, int]]) -> set[LifePhase]:
    """Return the life phases that ages belong to: a list of kindergartens is for small children."""
    phases = {LifePhase.EARLY_CHILDHOOD} if any(span[0] < 6 for span in ages) or not ages else set()
    if any(youngest < 1 for youngest, _oldest in ages):
        phases.add(LifePhase.FIRST_YEAR)
    if any(oldest > 6 for _youngest, oldest in ages):
        phases |= {LifePhase.PRIMARY_SCHOOL, LifePhase.SECONDARY_SCHOOL}
    return phases
