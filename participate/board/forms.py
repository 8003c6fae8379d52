"""What the board's forms ask for."""

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _
from wtforms import DateField, IntegerField, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, StopValidation

from participate.board.labels import CRITERION_WORDS
from participate.board.rules import CRITERIA, NOTE_MAX, RATING_MAX, REASON_MAX, VOTES_MAX, Outcome
from participate.web.forms import Form, Ticked, paragraphs
from participate.web.labels import choices

CHOOSE = _("Choose what the board resolved.")
ENTER_DAY = _("Enter the day of the meeting.")


def _scale(criterion: str) -> RadioField:
    name = CRITERION_WORDS[criterion][0]
    steps = [SelectChoice(str(value), str(value)) for value in range(RATING_MAX + 1)]
    missing = _("Choose a value from 0 to 5 for “%(criterion)s”.", criterion=name)
    return RadioField(name, [InputRequired(missing)], choices=steps, invalid_choice_message=missing)


class Votes:
    """Refuses what is no number of votes, in one sentence whatever is wrong with it."""

    field_flags: ClassVar = {"required": True, "min": 0, "max": VOTES_MAX}

    def __call__(self, _form: Any, field: IntegerField) -> None:
        """Raise unless it is a whole number within bounds."""
        if field.data is None or not 0 <= field.data <= VOTES_MAX:
            field.errors = []
            raise StopValidation(
                _(
                    "Enter a number from 0 to %(most)d for “%(label)s”.",
                    most=VOTES_MAX,
                    label=field.label.text,
                )
            )


class AssignForm(Form):
    """Which ideas go to which members."""

    ideas = Ticked(_("Ideas"))
    members = Ticked(_("Members of the board"))

    def validate_ideas(self, field: Ticked) -> None:
        """Ask for at least one."""
        field.need_one(_("Tick at least one idea."))

    def validate_members(self, field: Ticked) -> None:
        """Ask for at least one."""
        field.need_one(_("Tick at least one member."))


class ReviewForm(Form):
    """Four values and a note."""

    benefit = _scale("benefit")
    feasibility = _scale("feasibility")
    reach = _scale("reach")
    urgency = _scale("urgency")
    note = paragraphs(_("Note, for you alone"), most=NOTE_MAX)

    @property
    def ratings(self) -> dict[str, int]:
        """The chosen values; only once the form is valid."""
        return {name: int(self[name].data) for name in CRITERIA}


class ResolutionForm(Form):
    """What was resolved, why, and by how many."""

    outcome = RadioField(
        _("What did the board resolve?"),
        choices=choices(Outcome),
        coerce=Outcome,
        validators=[InputRequired(CHOOSE)],
        invalid_value_message=CHOOSE,
    )
    reason = paragraphs(
        _("Reason"),
        most=REASON_MAX,
        required=_("Write down the reason. Everybody can read it."),
        hint=_("Families, the council and the press read this. Two or three sentences will do."),
    )
    yes = IntegerField(_("Yes"), [Votes()])
    no = IntegerField(_("No"), [Votes()])
    abstained = IntegerField(_("Abstained"), [Votes()])
    dissent = paragraphs(
        _("What those outvoted want on record"),
        most=REASON_MAX,
        hint=_("Without names. It is shown with the resolution."),
    )
    decided_on = DateField(
        _("Day of the meeting"), [InputRequired(ENTER_DAY)], invalid_value_message=ENTER_DAY
    )

    @property
    def votes(self) -> tuple[int, int, int]:
        """Yes, no, abstained; only once the form is valid."""
        return self.yes.data, self.no.data, self.abstained.data
