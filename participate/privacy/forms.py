"""What is asked before somebody is erased."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField

from participate.accounts.forms import ProofForm, password_field
from participate.privacy import labels  # noqa: F401 (names of the choices)
from participate.privacy.rules import Texts
from participate.web.forms import Filled, Form, line
from participate.web.labels import choices
from participate.workshops.rules import RESUME_LENGTH


class EraseForm(Form):
    """What becomes of the texts, and a tick that nobody sets by mistake."""

    texts = RadioField(
        _("What shall become of the texts?"),
        [Filled(_("Choose what becomes of the texts."))],
        choices=lambda: choices(Texts),
        coerce=lambda value: Texts(value) if value in set(Texts) else None,
    )
    sure = BooleanField(
        _("Yes, erase this for good. It cannot be undone."),
        [Filled(_("Tick this if you are sure. Nothing has been erased so far."))],
    )


class EraseAccountForm(EraseForm, ProofForm):
    """An account goes only when whoever sits there knows the password, too."""

    password = password_field(_("Your password"), _("Write down your password."))

    def wrong(self) -> None:
        """Say that the password is another one."""
        self.password.errors = [_("This is not your password. Nothing has been erased.")]

    def last_administrator(self) -> None:
        """Say that somebody has to stay."""
        self.form_errors.append(
            _("This is the last account of an administrator. Make another one first.")
        )


class EraseByCodeForm(EraseForm):
    """Somebody wrote to the town, and named their code."""

    leading = ("code",)
    code = line(
        _("Code to come back"),
        most=4 * RESUME_LENGTH,
        required=_("Write down the code this person named."),
        hint=_("Ten letters and digits. It stands on the page “My contributions”."),
    )

    def unknown(self) -> None:
        """Say that nobody has this code."""
        self.code.errors = [_("Nobody has this code. Look at it once more; nothing was erased.")]
