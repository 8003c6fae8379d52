"""Where the sentences of a page come from."""

from babel.support import NullTranslations
from flask_babel import Domain, force_locale, get_locale

from participate.web.language import FIRST, LANGUAGES


class Sentences(Domain):
    """The catalogues. What one lacks is said in German, never in the English of the code."""

    def get_translations(self) -> NullTranslations:
        """Return the catalogue of the language that is spoken now."""
        catalogue: NullTranslations = super().get_translations()
        language = LANGUAGES.get(str(get_locale() or FIRST), LANGUAGES[FIRST])
        if language.groups is not None and catalogue._fallback is None:
            with force_locale(FIRST):
                catalogue.add_fallback(super().get_translations())
        return catalogue
