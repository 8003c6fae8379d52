"""What the forms about the backlog ask for."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, SelectField, StringField, SubmitField
from wtforms.validators import InputRequired, Length, StopValidation

from participate.core.taxonomy import FieldOfAction, LifePhase
from participate.ideas.models import Idea
from participate.requirements import labels
from participate.requirements.models import Requirement
from participate.requirements.rules import (
    CRITERIA_MAX,
    CRITERION_MAX,
    NOTES_MAX,
    OWNER_MAX,
    RATIONALE_MAX,
    REASON_MAX,
    SOURCES_MAX,
    STORY_MAX,
    TITLE_MAX,
    Moscow,
    RequirementStatus,
    Wording,
)
from participate.web.forms import Form, Rows, Ticked, cleaned, line, paragraphs
from participate.web.labels import choices

Member = TypeVar("Member", bound=StrEnum)
CHOOSE_PRIORITY = _("Choose how important it is.")
CHOOSE_STATUS = _("Choose what happens to the requirement.")
CHOOSE_LISTED = _("Choose something from the list.")
TOO_LONG = _("This is too long: %(max)d characters fit. Please shorten it.")


def or_none(kind: type[Member]) -> Callable[[Any], Member | None]:
    """Return what reads a member of `kind`, or nothing, from a field."""
    return lambda value: kind(value) if value else None


def _listed(title: Any, kind: type[StrEnum], empty: Any) -> SelectField:
    return SelectField(
        title,
        choices=choices(kind, empty=empty),
        coerce=or_none(kind),
        invalid_value_message=CHOOSE_LISTED,
        invalid_choice_message=CHOOSE_LISTED,
    )


class RequirementForm(Form):
    """A requirement, and the ideas it comes from. Two of its buttons only help to fill it in."""

    ideas = Ticked(_("Sources"))
    search = StringField(_("Search for another source"), filters=[cleaned])
    find = SubmitField(_("Search"))
    title = line(_("Short title"), most=TITLE_MAX, required=_("Give it a short title."))
    story = paragraphs(
        _("What shall the town do?"),
        most=STORY_MAX,
        required=_("Write in one sentence who needs what, and what for."),
        hint=_("As … I want …, so that …"),
    )
    rationale = paragraphs(
        _("Why?"),
        most=RATIONALE_MAX,
        hint=_("Figures and reasons. The council and the press read this, too."),
    )
    criteria = Rows(
        StringField(filters=[cleaned], validators=[Length(max=CRITERION_MAX, message=TOO_LONG)])
    )
    add = SubmitField(_("Add a row"))
    moscow = RadioField(
        _("Priority"),
        [InputRequired(CHOOSE_PRIORITY)],
        choices=choices(Moscow),
        coerce=Moscow,
        invalid_value_message=CHOOSE_PRIORITY,
    )
    owner = line(_("Responsible department"), most=OWNER_MAX)
    field_of_action = _listed(_("Field of action"), FieldOfAction, _("No particular field"))
    life_phase = _listed(_("Life phase"), LifePhase, _("All life phases"))
    #: The `text_version` that was there when the form was opened.
    seen = HiddenField()

    @property
    def helps(self) -> bool:
        """Whether a button was pressed that only helps to fill in the form."""
        return self.is_submitted() and bool(self.find.data or self.add.data)

    def validate_ideas(self, field: Ticked) -> None:
        """Ask for at least one, and not for all there are."""
        field.need_one(_("Choose at least one idea that this comes from."))
        if len(field.data) > SOURCES_MAX:
            raise StopValidation(_("Choose at most %(most)d ideas.", most=SOURCES_MAX))

    def validate_criteria(self, field: Rows) -> None:
        """Keep the list short enough to be checked."""
        if len([text for text in field.data if text]) > CRITERIA_MAX:
            raise StopValidation(_("Write down at most %(most)d criteria.", most=CRITERIA_MAX))

    def start_with(self, ideas: Iterable[Idea]) -> None:
        """Fill in what the sources already say."""
        sources = list(ideas)
        self.ideas.data = [idea.id for idea in sources]
        if len(sources) == 1:
            self.title.data = sources[0].title[:TITLE_MAX]
        for name in ("field_of_action", "life_phase"):
            said = {getattr(idea, name) for idea in sources} - {None}
            self[name].data = said.pop() if len(said) == 1 else None

    def show(self, requirement: Requirement) -> None:
        """Fill in what a requirement says now."""
        for name in ("title", "story", "rationale", "moscow", "owner"):
            self[name].data = getattr(requirement, name)
        self.field_of_action.data = requirement.field_of_action
        self.life_phase.data = requirement.life_phase
        self.ideas.data = [source.idea_id for source in requirement.sources]
        self.seen.data = str(requirement.text_version)
        for criterion in requirement.criteria:
            self.criteria.append_entry(criterion.text)

    def offer_empty_row(self) -> None:
        """End the list of criteria with a row to write in; with another one when asked."""
        rows = self.criteria.entries
        if len(rows) < CRITERIA_MAX and (self.add.data or not rows or rows[-1].data):
            self.criteria.append_entry()

    @property
    def wording(self) -> Wording:
        """What was typed and chosen; only once the form is valid."""
        return Wording(
            title=self.title.data or "",
            story=self.story.data or "",
            rationale=self.rationale.data or "",
            criteria=[text or "" for text in self.criteria.data],
            moscow=self.moscow.data,
            owner=self.owner.data or "",
            field_of_action=self.field_of_action.data,
            life_phase=self.life_phase.data,
            ideas=self.ideas.data,
        )


class StatusForm(Form):
    """Where a requirement goes, and why."""

    status = RadioField(
        _("What happens to it?"),
        [InputRequired(CHOOSE_STATUS)],
        choices=choices(RequirementStatus),
        coerce=RequirementStatus,
        invalid_value_message=CHOOSE_STATUS,
    )
    reason = paragraphs(
        _("Reason"),
        most=REASON_MAX,
        hint=_("Everybody can read it. It is needed when a requirement is dropped."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reason.flags.silent = True  # whether it is optional hangs on what is chosen


class ReleaseForm(Form):
    """The name of a release, and what was seen of it."""

    title = line(_("Title"), most=TITLE_MAX, required=_("Give the release a title."))
    notes = paragraphs(
        _("Foreword"),
        most=NOTES_MAX,
        hint=_("What readers should know about this release. Two or three sentences will do."),
    )
    number = HiddenField()
    seen = HiddenField()


__all__ = ["ReleaseForm", "RequirementForm", "StatusForm", "labels"]
