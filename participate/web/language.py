"""Which languages there are, which pages exist in them, and which one a page is in.

A page is in the language somebody chose on this device. Where it does not exist in that language it
is in German as a whole, and says so in theirs; see docs/decisions/0150-one-language-per-page.md.
With people it is kept so that the next device speaks it, too, as record 0144 says.
"""

from dataclasses import dataclass

from flask import Response, after_this_request, request
from flask_babel import force_locale, gettext
from werkzeug.urls import iri_to_uri

LANGUAGE_COOKIE = "language"
COOKIE_DAYS = 365

#: What those who take part see, by what they do there; the names of its views.
PAGES: dict[str, tuple[str, ...]] = {
    "home": ("pages.home", "pages.language", "workshops.index", "workshops.show"),
    "join": ("workshops.join", "workshops.join_by_code", "workshops.enter", "workshops.resume"),
    "steps": ("workshops.now", "workshops.state"),
    "needs": ("needs.index", "needs.show", "needs.new", "needs.edit", "needs.cluster"),
    "ideas": ("ideas.index", "ideas.show", "ideas.new", "ideas.edit"),
    "comments": ("ideas.comment", "ideas.report"),
    "votes": ("voting.index", "voting.ballot", "voting.result"),
    "mine": ("pages.mine", "pages.forget_device", "privacy.erase_me"),
    "way": ("trace.show",),
    "statement": ("pages.accessibility",),
}


@dataclass(frozen=True, slots=True)
class Language:
    """One language to choose.

    Its code, the key in `LANGUAGES`, is what Babel calls it and what the cookie says.
    """

    name: str  #: what it calls itself
    tag: str  #: for `lang`, see https://www.rfc-editor.org/info/bcp47
    day: str  #: how a day is written, as a pattern of Unicode's (UTS 35)
    time: str = "HH:mm"
    direction: str = "ltr"
    groups: tuple[str, ...] | None = None  #: of `PAGES`; None is every page there is

    def has(self, endpoint: str | None) -> bool:
        """Say whether a page is there in this language; what is no page at all has an answer."""
        if self.groups is None or endpoint is None:
            return True
        return any(endpoint in PAGES[group] for group in self.groups)


#: The first is spoken when nobody chose, and wherever another one ends.
LANGUAGES = {
    "de": Language("Deutsch", "de", day="EEE, d. MMMM y", time="H:mm 'Uhr'"),
    "en": Language("English", "en", day="EEE, d MMMM y"),
    "uk": Language("Українська", "uk", day="EEE, d MMMM y", groups=tuple(PAGES)),
    "tr": Language("Türkçe", "tr", day="d MMMM y, EEE", groups=tuple(PAGES)),
    "ar": Language("العربية", "ar", day="EEE، d MMMM y", direction="rtl", groups=tuple(PAGES)),
    "de@leicht": Language(
        "Leichte Sprache",
        "de-simple",  # a variant that the registry of subtags knows; `easy German` has no other
        day="EEEE, d. MMMM y",
        time="H:mm 'Uhr'",
        groups=("home", "join", "steps", "statement"),
    ),
}
FIRST = next(iter(LANGUAGES))
#: The languages that every page and every file is there in.
WHOLE = tuple(code for code, language in LANGUAGES.items() if language.groups is None)


def device_language() -> str | None:
    """Return the code of the language that was chosen on this device, if one was."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    return chosen if chosen in LANGUAGES else None


def chosen_language() -> str:
    """Return the code of the language this visitor chose, `de` if none."""
    return device_language() or FIRST


def page_language() -> str:
    """Return the code of the language this page is in: the chosen one wherever it is there."""
    chosen = chosen_language()
    return chosen if LANGUAGES[chosen].has(request.endpoint) else FIRST


def spoken() -> Language:
    """Return the language this page is in."""
    return LANGUAGES[page_language()]


@dataclass(frozen=True, slots=True)
class Regret:
    """A sentence in the language somebody chose, on a page that does not exist in it."""

    language: Language
    sentence: str


def find_regret() -> Regret | None:
    """Return what to say when this page is not in the language somebody chose."""
    chosen = chosen_language()
    if chosen == page_language():
        return None
    with force_locale(chosen):
        sentence = gettext("This page is not there in your language yet. It is in German.")
    return Regret(LANGUAGES[chosen], sentence)


def way_back() -> str:
    """Return where the switch leads back to: this page, or the first one where it shows none."""
    if request.method == "GET":
        return iri_to_uri(request.full_path.rstrip("?"))
    shown = request.url_rule is not None and "GET" in (request.url_rule.methods or ())
    return request.path if shown else "/"


def bring_language(language: str | None) -> None:
    """Let this device speak what a person chose on another one; the answer takes it along."""
    if language is not None:
        after_this_request(lambda response: remember_language(response, language))


def remember_language(response: Response, language: str) -> Response:
    """Keep the choice on the device; anything but one of `LANGUAGES` is left aside."""
    if language in LANGUAGES:
        response.set_cookie(
            LANGUAGE_COOKIE,
            language,
            max_age=COOKIE_DAYS * 86_400,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )
    return response
