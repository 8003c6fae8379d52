"""What all forms share."""

import re
from collections.abc import Iterable, Iterator
from secrets import token_urlsafe
from typing import Any

from flask import request
from flask_babel import LazyString, get_domain, gettext, lazy_gettext, lazy_ngettext
from flask_wtf import FlaskForm
from flask_wtf.csrf import _FlaskFormCSRF
from flask_wtf.form import _Auto
from werkzeug.datastructures import MultiDict
from wtforms import (
    Field,
    FieldList,
    HiddenField,
    PasswordField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from participate.core.text import clean, showable


class _BabelTranslations:
    """WTForms' own few sentences, in the visitor's language."""

    def gettext(self, string: str) -> str:
        return str(gettext(string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        translations = get_domain().get_translations()  # WTForms fills in the values itself
        return str(translations.ungettext(singular, plural, n))


#: What WTForms says by itself. Named here, so that `make translate` finds it.
WTFORMS_SAYS = (
    lazy_ngettext(
        "'%(value)s' is not a valid choice for this field.",
        "'%(value)s' are not valid choices for this field.",
        1,
    ),
    lazy_gettext("Invalid Choice: could not coerce."),
    lazy_gettext("Invalid choice(s): one or more data inputs could not be coerced."),
    lazy_gettext("Not a valid choice."),
    lazy_gettext("Not a valid date value."),
    lazy_gettext("Not a valid integer value."),
)


#: Lines that hold no words of somebody's own.
NOT_WORDS = {"code", "one_time_code", "email"}


def cleaned(value: Any) -> Any:
    """Clean typed text before anything judges its length."""
    return clean(value) if isinstance(value, str) else value


def line(label: Any, *, most: int, required: Any = None, hint: Any = "") -> StringField:
    """Return a field for one line of text.

    Args:
        label: what is asked.
        most: characters that fit.
        required: the sentence to show when it is left empty; None lets it be empty.
        hint: shown under the label.
    """
    return StringField(
        label, _text_checks(most, required), filters=[cleaned], default="", description=hint
    )


def paragraphs(label: Any, *, most: int, required: Any = None, hint: Any = "") -> TextAreaField:
    """Return a field for a longer text; the arguments are those of `line`."""
    return TextAreaField(
        label, _text_checks(most, required), filters=[cleaned], default="", description=hint
    )


def _text_checks(most: int, required: Any) -> list[Any]:
    too_long = lazy_gettext("This is too long: %(max)d characters fit. Please shorten it.")
    checks: list[Any] = [Length(max=most, message=too_long)]
    return [Filled(required), *checks] if required is not None else checks


class Filled(InputRequired):
    """Refuses what is empty, or empty once the spaces are gone."""

    def __call__(self, form: Any, field: Any) -> None:
        """Raise when nothing is left."""
        if not field.data:
            field.errors = []
            raise StopValidation(self.message)  # nothing more to say about nothing


def ids_in(texts: Iterable[str]) -> list[int]:
    """Return the ids among texts that came from outside, each once; the rest is passed over."""
    ids = [int(text) for text in texts if re.fullmatch("[0-9]{1,9}", text)]
    return list(dict.fromkeys(ids))


class Ticked(Field):
    """The ids of the things that were ticked in a list; what is no id is passed over.

    The template draws the checkboxes, whose name is the field's.
    """

    data: list[int]

    def process_data(self, value: Any) -> None:
        """Take what is ticked before anybody chose."""
        self.data = list(value or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was sent, each id once; nothing ticked is an answer, too."""
        self.data = ids_in(valuelist)

    def need_one(self, message: Any) -> None:
        """Raise a mistake when nothing is ticked."""
        if not self.data:
            raise ValidationError(message)


class Rows(FieldList):
    """Several lines of text, in the fields `NAME-0`, `NAME-1` and so on, up to `NAME-999`."""

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterator[int]:
        # WTForms reads any digits of any script as a number, and stumbles over some of them.
        for name in formdata:
            if found := re.fullmatch(rf"{re.escape(prefix)}-([0-9]{{1,3}})", name):
                yield int(found[1])


class ManyChoices(SelectMultipleField):
    """Several of a few things to choose from, each with a box of its own."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def once_key() -> str:
    """Return a new key, one for each form that is shown, see `transactions.take_writes_once`."""
    return token_urlsafe(16)


class _LateToken(_FlaskFormCSRF):
    """Draws a form's token when a page shows it: a form nobody sees gives nobody a cookie."""

    def generate_csrf_token(self, _field: Any) -> LazyString:
        return LazyString(super().generate_csrf_token, _field)


class Form(FlaskForm):
    """The base of all forms: protected against forgery, and taken once however often it is sent."""

    once = HiddenField()
    #: Names of fields that the page shows before the others, where a form adds to another one.
    leading: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.once.data:
            self.once.data = once_key()

    class Meta(FlaskForm.Meta):
        """Translate through Flask-Babel, and read nothing but the texts that were typed."""

        csrf_class = _LateToken

        def wrap_formdata(self, _form: Any, formdata: Any) -> Any:
            """Take no files and no JSON, which have no length, and nothing that breaks a page."""
            if formdata is not _Auto:
                return formdata
            if request.method != "POST":
                return None
            return MultiDict(
                (name, showable(value)) for name, value in request.form.items(multi=True)
            )

        def get_translations(self, _form: Any) -> _BabelTranslations:
            """Return the visitor's language."""
            return _BabelTranslations()

    @property
    def keeps_text(self) -> bool:
        """Whether it holds words that somebody may fear for: no password, code or choice."""
        return any(_is_text(field) and field.data for field in self)

    @property
    def mistakes(self) -> list[tuple[str, str]]:
        """Return (field id, sentence) for each mistake, in the order of the page."""
        fields = sorted(self, key=lambda field: field.name not in self.leading)
        found = [(field.id, str(text)) for field in fields for text in _flat(field.errors)]
        return found + [("", str(text)) for text in self.form_errors]


def _is_text(field: Field) -> bool:
    """Say whether somebody writes words of their own there."""
    if isinstance(field, FieldList):
        return any(_is_text(entry) for entry in field)
    return isinstance(field, StringField) and not (
        isinstance(field, (HiddenField, PasswordField)) or field.name in NOT_WORDS
    )


def _flat(errors: Any) -> list[Any]:
    """Return the sentences of a field, also when it is a list of fields."""
    if isinstance(errors, dict):
        return [text for inner in errors.values() for text in _flat(inner)]
    flat: list[Any] = []
    for one in errors:
        flat += _flat(one) if isinstance(one, (list, tuple, dict)) else [one]
    return flat
