"""What is asked about a need and about a cluster."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Self

from flask_babel import lazy_gettext as _
from wtforms import Field, RadioField, SelectField, SelectMultipleField, StringField
from wtforms import Form as PlainForm
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

import participate.needs.labels  # noqa: F401 (names what the pages show)
from participate.core.taxonomy import FieldOfAction, LifePhase
from participate.core.text import searched
from participate.needs.actions import wording_of
from participate.needs.models import Cluster, Need
from participate.needs.rules import (
    AS_A_MAX,
    HEADLINE_MAX,
    I_NEED_MAX,
    PLACE_MAX,
    REASON_MAX,
    SO_THAT_MAX,
    NeedFilter,
    Wording,
)
from participate.web.forms import Form, line, paragraphs
from participate.web.labels import choices, label
from participate.workshops.labels import group_name
from participate.workshops.models import StakeholderGroup
from participate.workshops.rules import Channel

#: In the list of clusters: a new one, or none at all.
NEW, FREE = "", "free"


def _number(value: Any) -> int:
    """Return an id out of a form; 0, which names nothing, for anything else."""
    return int(value) if str(value).isdecimal() and len(str(value)) < 10 else 0


def needed(required: Any) -> Field:
    """Return the middle part of the sentence; `required` is said when it is empty."""
    hint = _("For example: a quiet place for homework.")
    return paragraphs(_("I need …"), most=I_NEED_MAX, required=required, hint=hint)


class NeedForm(Form):
    """One sentence in three parts, and what it is about."""

    as_a = line(
        _("As a …"),
        most=AS_A_MAX,
        required=_("Please write who needs it, for example: father of two."),
        hint=_("For example: father of two schoolchildren. Please no name."),
    )
    i_need = needed(_("Please write down what you lack."))
    so_that = line(_("so that …"), most=SO_THAT_MAX)
    life_phase = RadioField(
        _("Which stage of life is it about?"),
        choices=choices(LifePhase, empty=_("None in particular")),
        default="",
    )
    field_of_action = SelectField(
        _("Field of action"), choices=choices(FieldOfAction, empty=_("I do not know")), default=""
    )
    place = line(
        _("Place"), most=PLACE_MAX, hint=_("A street, a district or a school, if it is about one.")
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.life_phase.flags.silent = True  # "None in particular" says that it is optional

    @classmethod
    def of(cls, need: Need) -> Self:
        """Return the form that changes a need, filled with what it says."""
        return cls(data={name: value or "" for name, value in asdict(wording_of(need)).items()})

    @property
    def wording(self) -> Wording:
        """What was typed."""
        phase, field = self.life_phase.data, self.field_of_action.data
        return Wording(
            as_a=self.as_a.data or "",
            i_need=self.i_need.data or "",
            so_that=self.so_that.data or "",
            life_phase=LifePhase(phase) if phase else None,
            field_of_action=FieldOfAction(field) if field else None,
            place=self.place.data or "",
        )


class HelperForm(NeedForm):
    """What a moderator types in for somebody else."""

    leading = ("channel", "group")
    i_need = needed(_("Please write down what this person lacks."))
    channel = RadioField(
        _("Where does the sentence come from?"),
        choices=[
            SelectChoice(Channel.HELPER, _("Conversation")),
            SelectChoice(Channel.PAPER, _("Paper card")),
        ],
        default=Channel.HELPER,
        validators=[InputRequired(_("Please choose where the sentence comes from."))],
    )
    group = RadioField(
        _("Who is speaking?"), validators=[InputRequired(_("Please choose who is speaking."))]
    )

    def __init__(self, groups: Sequence[StakeholderGroup], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.group.choices = [SelectChoice(group.key, group_name(group)) for group in groups]


class HideForm(Form):
    """Why a need goes off the list."""

    reason = paragraphs(
        _("Reason"),
        most=REASON_MAX,
        required=_("Please write down why. The author will read it."),
        hint=_("The author and other moderators will read it."),
    )


class FilterForm(PlainForm):
    """What to list. It has an address instead of a token: such a list can be sent to others."""

    search = StringField(_("Search the needs"), filters=[lambda typed: searched(typed or "")])
    life_phase = SelectField(_("Stage of life"), choices=choices(LifePhase, empty=_("All")))
    field_of_action = SelectField(
        _("Field of action"), choices=choices(FieldOfAction, empty=_("All"))
    )
    cluster = SelectField(_("Cluster"))
    group = SelectField(_("Group"))

    def __init__(
        self, arguments: Any, clusters: Sequence[Cluster], groups: Sequence[StakeholderGroup]
    ) -> None:
        super().__init__(arguments)
        kinds = [SelectChoice(group.key, group_name(group)) for group in groups]
        self.group.choices = [SelectChoice("", _("All groups")), *kinds]
        named = [SelectChoice(str(cluster.id), cluster.headline) for cluster in clusters]
        self.cluster.choices = [SelectChoice("", _("All")), *named]
        for field in self:
            field.flags.silent = True

    def chosen(self) -> NeedFilter:
        """Return what was asked for; what does not exist narrows nothing down."""
        self.validate()
        for field in self:
            if field.errors:
                field.data, field.errors = "", ()
        phase, field_of_action = self.life_phase.data, self.field_of_action.data
        return NeedFilter(
            search=self.search.data or "",
            life_phase=LifePhase(phase) if phase else None,
            field_of_action=FieldOfAction(field_of_action) if field_of_action else None,
            group_key=self.group.data or "",
            cluster_id=int(self.cluster.data) if self.cluster.data else None,
        )

    def described(self, chosen: NeedFilter) -> str:
        """Return what narrows the list down, for the sentence that nothing was found."""
        names = {choice.value: choice.label for choice in self.cluster.choices}
        parts = [
            chosen.search and f"„{chosen.search}“",
            label(chosen.life_phase),
            label(chosen.field_of_action),
            chosen.cluster_id and names[str(chosen.cluster_id)],
        ]
        return ", ".join(str(part) for part in parts if part)


class HeadlineForm(Form):
    """The headline of a cluster that is there."""

    headline = line(
        _("Headline"), most=HEADLINE_MAX, required=_("Please give the cluster a headline.")
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.headline.id = "new-headline"  # the wall asks for the headline of a new cluster, too


class MoveForm(Form):
    """Where one note shall hang."""

    into = SelectField(_("Hang it into"))

    def __init__(self, clusters: Sequence[Cluster], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        named = [SelectChoice(str(cluster.id), cluster.headline) for cluster in clusters]
        self.into.choices = [*named, SelectChoice(FREE, _("Not in a cluster"))]
        self.into.flags.silent, self.into.id = True, "move-into"  # beside the other one on the wall


class GatherForm(Form):
    """Notes that were ticked, and the cluster they shall hang in, be it new or old."""

    needs = SelectMultipleField(_("Notes"), coerce=_number, validate_choice=False, choices=[])
    into = SelectField(_("Hang the ticked notes into"))
    headline = line(_("Headline of the new cluster"), most=HEADLINE_MAX)

    def __init__(self, clusters: Sequence[Cluster], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        named = [SelectChoice(str(cluster.id), cluster.headline) for cluster in clusters]
        self.into.choices = [SelectChoice(NEW, _("A new cluster")), *named]
        self.into.flags.silent = self.headline.flags.silent = True

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for a headline where there is none yet, and for notes."""
        fits = bool(super().validate(extra_validators))
        if self.into.data == NEW and not self.headline.data:
            self.headline.errors = [_("Please give the new cluster a headline.")]
            fits = False
        if not self.needs.data:
            self.needs.errors = [_("Please tick at least one note.")]
            fits = False
        return fits
