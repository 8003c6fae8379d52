"""Which language a page is in. German, unless somebody chose another one."""

from flask import Response, request

LANGUAGES = {"de": "Deutsch", "en": "English"}
LANGUAGE_COOKIE = "language"
COOKIE_DAYS = 365


def chosen_language() -> str:
    """Return the language this visitor chose, `de` if none."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    return chosen if chosen in LANGUAGES else "de"


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
