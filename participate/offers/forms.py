"""What people may type about offers. Only the shape is checked here."""

import re
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, SelectField, ValidationError
from wtforms.fields import SelectChoice

from participate.core.taxonomy import LifePhase
from participate.core.text import searched
from participate.offers import labels as _labels  # noqa: F401 (names the choices)
from participate.offers.rules import (
    AGE_MAX,
    EMAIL_SHAPE,
    HOURS_MAX,
    LINE_MAX,
    PHONE_MAX,
    PHONE_SHAPE,
    TEXT_MAX,
    TITLE_MAX,
    CostKind,
    Details,
    Lack,
    Wanted,
    is_web_address,
)
from participate.web.forms import Form, ManyChoices, ids_in, line, paragraphs
from participate.web.labels import choices, label

#: The field at which each lack is mended.
FIELD_OF = {
    Lack.TITLE: "title",
    Lack.DESCRIPTION: "description",
    Lack.LIFE_PHASE: "life_phases",
    Lack.WAY_IN: "how_to_apply",
}


def age_name(age: int) -> str:
    """Return a child's age in words, in whole years."""
    if age == 0:
        return str(gettext("under 1 year"))
    return str(ngettext("%(num)d year", "%(num)d years", age))


def ages() -> list[SelectChoice]:
    """Return the ages to choose from, and no age at all."""
    years = [SelectChoice(str(age), age_name(age)) for age in range(AGE_MAX + 1)]
    return [SelectChoice("", gettext("Any age")), *years]


def as_age(value: Any) -> int | None:
    """Return a chosen age; None when none was chosen."""
    return None if value in ("", None) else int(value)


def wanted_from(arguments: MultiDict[str, str]) -> Wanted:
    """Read what somebody looks for out of an address; what makes no sense is left aside."""
    phase, age = arguments.get("phase"), arguments.get("age", type=int)
    return Wanted(
        phase=LifePhase(phase) if phase in set(LifePhase) else None,
        search=searched(arguments.get("search", "")),
        age=age if age is not None and 0 <= age <= AGE_MAX else None,
        only_free="free" in arguments,
    )


class OfferForm(Form):
    """An offer, as its provider describes it."""

    title = line(
        _("Name of the offer"),
        most=TITLE_MAX,
        required=_("Write down what the offer is called."),
    )
    description = paragraphs(
        _("Description"), most=TEXT_MAX, hint=_("Who helps with what? Short sentences, no jargon.")
    )
    life_phases = ManyChoices(_("For which life phases?"), choices=choices(LifePhase))
    age_from = SelectField(_("Youngest age"), choices=ages, coerce=as_age, default="")
    age_to = SelectField(_("Oldest age"), choices=ages, coerce=as_age, default="")
    cost_kind = SelectField(_("Costs"), choices=choices(CostKind), default=CostKind.FREE)
    cost_note = line(
        _("More about the costs"), most=LINE_MAX, hint=_("For example: 3 euros an hour")
    )
    place = line(_("Place"), most=LINE_MAX, hint=_("Name, street and number"))
    opening_hours = paragraphs(
        _("Opening hours"), most=HOURS_MAX, hint=_("One day in each line: Mon 9:00 to 12:00")
    )
    how_to_apply = paragraphs(
        _("How to apply"), most=TEXT_MAX, hint=_("What should families do first?")
    )
    contact = line(
        _("Who answers"), most=LINE_MAX, hint=_("A function, such as: office, first floor")
    )
    responsible_for = line(
        _("What they answer for"), most=LINE_MAX, hint=_("For example: questions about places")
    )
    phone = line(_("Telephone"), most=PHONE_MAX)
    email = line(_("E-mail"), most=LINE_MAX)

    #: The `text_version` that was there when the form was opened.
    seen = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("description", "life_phases", "how_to_apply", "contact", "cost_kind"):
            self[name].flags.silent = True  # "optional" would be wrong: families need them

    def validate_phone(self, field: Any) -> None:
        """Refuse what no telephone could dial."""
        if field.data and not re.match(PHONE_SHAPE, field.data):
            raise ValidationError(_("Write the number with digits only, such as 07532 1234-56."))

    def validate_email(self, field: Any) -> None:
        """Refuse what is no e-mail address."""
        if field.data and not re.match(EMAIL_SHAPE, field.data):
            raise ValidationError(_("Write the whole address, such as kita@example.org."))

    def validate_age_to(self, field: SelectField) -> None:
        """Refuse ages the wrong way round."""
        youngest = self.age_from.data
        if field.data is not None and youngest is not None and field.data < youngest:
            raise ValidationError(_("The oldest age must not be below the youngest."))

    @property
    def seen_version(self) -> int:
        """The `text_version` this form was opened on; 0 when it was forged."""
        return next(iter(ids_in([self.seen.data or ""])), 0)

    @property
    def details(self) -> Details:
        """What was typed, once it has the right shape."""
        texts = {name: self[name].data or "" for name in _TEXTS}
        return Details(
            life_phases=tuple(LifePhase(phase) for phase in self.life_phases.data or ()),
            age_from=self.age_from.data,
            age_to=self.age_to.data,
            cost_kind=CostKind(self.cost_kind.data),
            **texts,
        )

    def point_out(self, lacks: list[Lack]) -> None:
        """Say at each field what families still need there."""
        for lack in lacks:
            field = self[FIELD_OF[lack]]
            field.errors = [*field.errors, label(lack)]


_TEXTS = sorted(set(Details.__slots__) - {"life_phases", "age_from", "age_to", "cost_kind"})


class NewOfferForm(OfferForm):
    """A new offer, of one of the providers that this account keeps offers for."""

    provider = SelectField(_("Provider"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.provider.flags.silent = True  # one is chosen already


class ProviderForm(Form):
    """A provider's name and website."""

    name = line(
        _("Name of the provider"), most=TITLE_MAX, required=_("Write down the provider's name.")
    )
    website = line(
        _("Website"), most=LINE_MAX, hint=_("The whole address, such as https://www.example.org")
    )

    def validate_website(self, field: Any) -> None:
        """Refuse what no browser could open."""
        if field.data and not is_web_address(field.data):
            raise ValidationError(
                _("Write the whole address, beginning with https://, without spaces.")
            )


class MembersForm(ProviderForm):
    """A provider with the accounts that keep its offers."""

    members = ManyChoices(_("Who keeps its offers?"), coerce=int)
