"""Where the sentences of a page come from."""

from typing import Any
from weakref import WeakSet

from babel.support import NullTranslations
from flask import Flask, g, has_app_context
from flask_babel import Domain, force_locale, get_locale
from markupsafe import Markup

from participate.web.language import FIRST, LANGUAGES

#: Where Flask-Babel notes which language is spoken; we note its catalogue beside it.
_NOTED = "_flask_babel"


class Sentences(Domain):
    """The catalogues. What one lacks is said in German, never in the English of the code."""

    def __init__(self) -> None:
        super().__init__()
        self._ready: WeakSet[NullTranslations] = WeakSet()

    def get_translations(self) -> NullTranslations:
        """Return the catalogue of the language that is spoken now. Each sentence asks for it."""
        noted = g.get(_NOTED) if has_app_context() else None
        known: tuple[object, NullTranslations] | None = getattr(noted, "catalogue", None)
        if known is not None and known[0] is getattr(noted, "babel_locale", None):
            return known[1]
        locale = get_locale()
        if locale is None:  # nobody asks for a page, and no command runs
            return super().get_translations()  # type: ignore[no-any-return]
        catalogue = self._made_ready(str(locale))
        g.get(_NOTED).catalogue = locale, catalogue
        return catalogue

    def _made_ready(self, code: str) -> NullTranslations:
        catalogue: NullTranslations = super().get_translations()
        if catalogue not in self._ready:
            if LANGUAGES.get(code, LANGUAGES[FIRST]).groups is not None:
                with force_locale(FIRST):
                    # Not `add_fallback`: of two threads at once it would hang German behind German.
                    catalogue._fallback = super().get_translations()
            self._ready.add(catalogue)
        return catalogue


#: Those of this installation.
SENTENCES = Sentences()


def sentence(text: str, /, **values: Any) -> Markup:
    """Return a sentence of ours in the visitor's language; the values become text, not markup."""
    return _filled(words().ugettext(text), values)


def sentence_of(singular: str, plural: str, number: int, /, **values: Any) -> Markup:
    """Return a sentence that hangs on a number, which it may call `num`."""
    said = words().ungettext(singular, plural, number)
    return _filled(said, {"num": number} | values)


def sentence_as(context: str, text: str, /, **values: Any) -> Markup:
    """Return a sentence that means something else elsewhere."""
    return _filled(words().upgettext(context, text), {"context": context} | values)


def words() -> Any:
    """Return the catalogue of the language that is spoken now."""
    return SENTENCES.get_translations()


def _filled(text: str, values: dict[str, Any]) -> Markup:
    return Markup(text) % values  # noqa: S704 (written by us; what is filled in is escaped)


def speak_in_templates(app: Flask) -> None:
    """Let templates say sentences as before, without the detours of Jinja's own functions.

    Call it when Flask-Babel has put its own there. A list of ideas says a hundred sentences.
    """
    words = {"_": sentence, "gettext": sentence, "ngettext": sentence_of, "pgettext": sentence_as}
    app.jinja_env.globals.update(words)
