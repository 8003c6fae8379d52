"""The forms of accounts."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from wtforms import BooleanField, HiddenField, PasswordField, SelectMultipleField
from wtforms.validators import EqualTo, Length, ValidationError
from wtforms.widgets import CheckboxInput

from participate.accounts import labels  # noqa: F401 (gives roles their names)
from participate.accounts.rules import (
    ANSWER_MAX,
    CODE_MAX,
    EMAIL_MAX,
    NAME_MAX,
    PASSKEY_NAME_MAX,
    PASSWORD_MAX,
    PASSWORD_MIN,
    Role,
    is_email,
    plain_email,
)
from participate.web.forms import Filled, Form, line
from participate.web.labels import choices


def name_field() -> Any:
    """Return the field for the name that others read."""
    return line(
        _("Name"),
        most=NAME_MAX,
        required=_("Write down a name that others know."),
        hint=_("It is shown beside what this account writes, for example “Facilitation team”."),
    )


def password_field(label: Any, required: Any, *checks: Any, hint: Any = "") -> PasswordField:
    """Return a field for a password. Nothing is taken off: spaces may belong to it."""
    return PasswordField(label, [Filled(required), *checks], description=hint)


def check_email(field: Any) -> None:
    """Raise a mistake for what cannot be an address."""
    if field.data and not is_email(plain_email(field.data)):
        raise ValidationError(_("Write down a complete address, for example name@town.example."))


class SignInForm(Form):
    """Address and password."""

    email = line(_("E-mail address"), most=EMAIL_MAX, required=_("Write down your e-mail address."))
    password = password_field(_("Password"), _("Write down your password."))

    def wrong(self) -> None:
        """Say that they do not belong together, and not which of the two is wrong."""
        self.form_errors.append(
            _(
                "E-mail address and password do not belong together. Look for typing errors, or ask"
                " your administrator for a new password."
            )
        )


class OwnNameForm(Form):
    """What people may change about themselves."""

    name = name_field()


class ChosenPasswordForm(Form):
    """A new password, for whoever came by a mailed link."""

    new_password = password_field(
        _("New password"),
        _("Choose a new password."),
        Length(
            min=PASSWORD_MIN,
            max=PASSWORD_MAX,
            message=_("Choose a password of %(min)d to %(max)d characters."),
        ),
        hint=_("At least 12 characters. Several words in a row are easy to remember."),
    )
    new_password_again = password_field(
        _("New password once more"),
        _("Write down the new password once more."),
        EqualTo("new_password", _("This is not the same as above. Write both once more.")),
    )


def please_wait(seconds: int) -> str:
    """Say how long to wait after several wrong ones."""
    said: str = ngettext("Please wait %(num)d second.", "Please wait %(num)d seconds.", seconds)
    return said


class ProofForm(Form):
    """Proof that the owner of the account sits there."""

    password = password_field(_("Your password"), _("Write down your password."))

    def wrong(self) -> None:
        """Say that the present password is another one."""
        self.password.errors = [_("This is not your password. Please try again.")]

    def too_fast(self, seconds: int) -> None:
        """Say how long to wait after several wrong passwords."""
        self.password.errors = [please_wait(seconds)]


class PasswordForm(ChosenPasswordForm, ProofForm):
    """A new password, and proof of the old one."""

    password = password_field(_("Present password"), _("Write down your present password."))


class LinkForm(Form):
    """Where a link shall be mailed to."""

    email = line(_("E-mail address"), most=EMAIL_MAX, required=_("Write down your e-mail address."))

    def validate_email(self, field: Any) -> None:
        """Refuse what cannot be an address."""
        check_email(field)


class CodeForm(Form):
    """A code of the second factor."""

    one_time_code = line(
        _("Code"),
        most=CODE_MAX,
        required=_("Write down the code that your app shows."),
        hint=_("Six digits from the app, or one of your codes on paper."),
    )

    def wrong(self) -> None:
        """Say that the code is not right."""
        self.one_time_code.errors = [
            _("This code is not right, or was used already. Wait for the next one in the app.")
        ]

    def too_fast(self, seconds: int) -> None:
        """Say how long to wait after several wrong codes."""
        self.one_time_code.errors = [please_wait(seconds)]


class SetUpForm(ProofForm):
    """The first code of a new second factor, with the secret that it belongs to."""

    leading = ("one_time_code",)
    one_time_code = line(
        _("Code"), most=CODE_MAX, required=_("Write down the code that your app shows.")
    )
    key = HiddenField()

    def other_code(self) -> None:
        """Say that the app shows another code, and what may be the reason."""
        self.one_time_code.errors = [
            _("The app shows another code. Write down the new one, and check the phone's clock.")
        ]


class PasskeyForm(Form):
    """What a device answered; the page's script fills it in."""

    answer = HiddenField(validators=[Length(max=ANSWER_MAX)])

    def refused(self) -> None:
        """Say that it did not work, and what else does."""
        self.form_errors.append(
            _("That did not work. Please try again, or sign in with your password.")
        )


class NewPasskeyForm(ProofForm):
    """A name for a passkey, and proof that its owner asks for it."""

    name = line(
        _("Name of the passkey"),
        most=PASSKEY_NAME_MAX,
        required=_("Write down a name by which you know the device again."),
        hint=_("For example “My phone”. Only you see it."),
    )


class AccountForm(Form):
    """What an administrator may change about an account."""

    name = name_field()
    roles = SelectMultipleField(
        _("What this account is for"),
        [Filled(_("Choose at least one role."))],
        choices=lambda: choices(Role),
        coerce=Role,
        option_widget=CheckboxInput(),
        description=_("Whoever chairs the board is a member of it, too."),
    )
    active = BooleanField(_("May sign in"))

    def own_account(self) -> None:
        """Say that nobody shuts themselves out."""
        self.form_errors.append(
            _(
                "You cannot switch off your own account or take the role of administrator from it."
                " Ask another administrator to do it."
            )
        )


class NewAccountForm(AccountForm):
    """An account that does not exist yet."""

    leading = ("name", "email")
    email = line(
        _("E-mail address"),
        most=EMAIL_MAX,
        required=_("Write down the e-mail address this person signs in with."),
    )
    active = None

    def taken(self) -> None:
        """Say that the address has an account."""
        self.email.errors = [
            _("There is an account with this address. You find it in the list of accounts.")
        ]

    def validate_email(self, field: Any) -> None:
        """Refuse what cannot be an address."""
        check_email(field)
