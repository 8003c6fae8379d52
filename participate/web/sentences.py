"""Where the sentences of a page come from."""

from weakref import WeakSet

from babel.support import NullTranslations
from flask_babel import Domain, force_locale, get_locale

from participate.web.language import FIRST, LANGUAGES


class Sentences(Domain):
    """The catalogues. What one lacks is said in German, never in the English of the code."""

    def __init__(self) -> None:
        super().__init__()
        self._ready: WeakSet[NullTranslations] = WeakSet()

    def get_translations(self) -> NullTranslations:
        """Return the catalogue of the language that is spoken now. Each sentence asks for it."""
        catalogue: NullTranslations = super().get_translations()
        if catalogue not in self._ready:
            language = LANGUAGES.get(str(get_locale() or FIRST), LANGUAGES[FIRST])
            if language.groups is not None:
                with force_locale(FIRST):
                    # Not `add_fallback`: of two threads at once it would hang German behind German.
                    catalogue._fallback = super().get_translations()
            self._ready.add(catalogue)
        return catalogue
