"""The forms that every page's footer leads to."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField
from wtforms.fields import SelectChoice

from participate.pages.rules import CONTACT_MAX, PAGE_MAX, TEXT_MAX
from participate.web.forms import Form, line, paragraphs
from participate.web.language import LANGUAGES


class FeedbackForm(Form):
    """A barrier that somebody met."""

    body = paragraphs(
        _("What does not work?"),
        most=TEXT_MAX,
        required=_("Describe in a sentence what does not work."),
        hint=_("If you like, also with which device or which aid."),
    )
    page = line(_("On which page?"), most=PAGE_MAX)
    contact = line(
        _("How can we reach you?"),
        most=CONTACT_MAX,
        hint=_("E-mail address or telephone number, only if you would like an answer."),
    )


class LanguageForm(Form):
    """The switch. The template draws each choice as a button."""

    language = RadioField(
        choices=[SelectChoice(code, language.name) for code, language in LANGUAGES.items()],
        invalid_choice_message=_("Choose one of the languages."),
    )
    back = HiddenField(default="")
