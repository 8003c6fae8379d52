"""Names for what accounts call by key."""

from flask_babel import lazy_gettext as _

from participate.accounts.actions import OwnAccountError, TooManyPasskeysError
from participate.accounts.rules import Browser, LinkPurpose, News, Role, System
from participate.web.labels import name_all

name_all(
    Role,
    {
        Role.PROVIDER: _("Provider"),
        Role.BOARD: _("Board member"),
        Role.CHAIR: _("Chair of the board"),
        Role.MODERATOR: _("Moderator"),
        Role.ADMINISTRATOR: _("Administrator"),
    },
)
name_all(
    Browser,
    {
        Browser.FIREFOX: "Firefox",
        Browser.EDGE: "Edge",
        Browser.OPERA: "Opera",
        Browser.SAMSUNG: "Samsung Internet",
        Browser.CHROME: "Chrome",
        Browser.SAFARI: "Safari",
        Browser.OTHER: _("Another browser"),
    },
)
name_all(
    System,
    {
        System.ANDROID: "Android",
        System.IOS: "iOS",
        System.WINDOWS: "Windows",
        System.MACOS: "macOS",
        System.LINUX: "Linux",
        System.OTHER: _("another device"),
    },
)
OwnAccountError.explanation = _(
    "This is your own account. Change your password under “My account”, so that you stay signed in."
)
TooManyPasskeysError.explanation = _(
    "Your account has ten passkeys, and more do not fit. Remove one that you do not use."
)
name_all(
    LinkPurpose,
    {
        LinkPurpose.SIGN_IN: _("to sign in"),
        LinkPurpose.PASSWORD: _("for a new password"),
        LinkPurpose.INVITATION: _("an invitation"),
    },
)

#: Subject and first sentence of the mail that brings a link.
LINK_MAILS = {
    LinkPurpose.SIGN_IN: (
        _("Sign in to Familienwerkstatt %(town)s"),
        _("with this link you sign in to Familienwerkstatt %(town)s:"),
    ),
    LinkPurpose.PASSWORD: (
        _("New password for Familienwerkstatt %(town)s"),
        _("with this link you choose a new password for Familienwerkstatt %(town)s:"),
    ),
    LinkPurpose.INVITATION: (
        _("Invitation to Familienwerkstatt %(town)s"),
        _("you have an account at Familienwerkstatt %(town)s now. Choose your password here:"),
    ),
}

#: Subject and first sentence of the mail that tells of a change.
NEWS_MAILS = {
    News.PASSWORD_CHANGED: (
        _("Your password for Familienwerkstatt %(town)s was changed"),
        _(
            "the password of your account at Familienwerkstatt %(town)s was changed just now. All "
            "devices were signed out. Passkeys still sign in."
        ),
    ),
    News.PASSKEY_ADDED: (
        _("A passkey was added to your account at Familienwerkstatt %(town)s"),
        _(
            "a passkey was added to your account at Familienwerkstatt %(town)s just now. It signs "
            "in without a password."
        ),
    ),
    News.SECOND_FACTOR_ADDED: (
        _("A code is asked for from now on at Familienwerkstatt %(town)s"),
        _(
            "a second factor was added to your account at Familienwerkstatt %(town)s just now. "
            "Whoever signs in with the password needs a code as well."
        ),
    ),
    News.SECOND_FACTOR_REMOVED: (
        _("No code is asked for any more at Familienwerkstatt %(town)s"),
        _(
            "the second factor of your account at Familienwerkstatt %(town)s was switched off just "
            "now. The password alone signs in."
        ),
    ),
}
