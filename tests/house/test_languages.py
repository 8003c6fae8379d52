"""Every language says all that the pages it is meant for can say, and says it well-formed."""

import re

import pytest
from babel.messages.catalog import Catalog
from babel.support import NullTranslations
from flask_babel import get_domain

from participate.web.language import LANGUAGES, PAGES
from tests.languages import figures, key_of, read_catalogue
from tests.messages import messages_of
from tests.world import browser_of, build_world

SOME = [code for code, language in LANGUAGES.items() if language.groups is not None]
#: Names that WTForms makes up for hidden fields, and what it says of those a button brings along.
NEVER_SHOWN = {"Back", "Key", "Once", "This field is required."}
PLACES = re.compile(r"%\((\w+)\)[sd]")


@pytest.fixture(scope="module")
def catalogues():
    return {code: [entry for entry in read_catalogue(code) if entry.id] for code in SOME}


def forms_of(entry):
    return entry.string if isinstance(entry.string, (tuple, list)) else (entry.string,)


def test_every_view_it_is_about_exists(app):
    views = [view for group in PAGES.values() for view in group]
    assert set(views) <= set(app.view_functions)
    assert len(views) == len(set(views))


def test_every_language_says_all_that_its_pages_can_say(one_app):
    missing = [
        f"{one.code}, {one.group}: {text}"
        for one in figures(one_app)
        for _context, text in one.missing
    ]
    assert missing == [], "run `make translate`, then fill the gaps in translations/"


@pytest.mark.parametrize("code", SOME)
def test_nothing_is_translated_that_none_of_its_pages_says(app, catalogues, code):
    views = [view for group in LANGUAGES[code].groups for view in PAGES[group]]
    left_over = {key_of(entry) for entry in catalogues[code]} - set(messages_of(app, views))
    assert left_over == set(), "`make translate` takes these out"


@pytest.mark.parametrize("code", SOME)
def test_a_sentence_keeps_what_is_filled_in(catalogues, code):
    for entry in catalogues[code]:
        if isinstance(entry.id, str):
            assert sorted(PLACES.findall(entry.string)) == sorted(PLACES.findall(entry.id)), (
                entry.id
            )
            continue
        wanted = set(PLACES.findall(" ".join(entry.id)))
        *rare, usual = forms_of(entry)
        assert set(PLACES.findall(usual)) == wanted, entry.id
        assert all(set(PLACES.findall(form)) <= wanted for form in rare), entry.id


@pytest.mark.parametrize("code", SOME)
def test_a_sentence_has_as_many_plurals_as_its_language(catalogues, code):
    number = Catalog(locale=code).num_plurals
    for entry in catalogues[code]:
        if isinstance(entry.id, tuple):
            assert len(forms_of(entry)) == number, entry.id
            assert min(map(len, forms_of(entry))) > 1, f"cut into letters: {entry.id}"


@pytest.mark.parametrize("code", SOME)
def test_a_sentence_begins_and_ends_as_the_english_one(catalogues, code):
    """A full stop, a colon or a question mark that got lost, and blanks that were left over."""
    ends = {"?": "?؟", ".": "."} if code != "de@leicht" else {"?": "?.", ".": ".?"}
    for entry in catalogues[code]:
        english = entry.id if isinstance(entry.id, str) else entry.id[-1]
        for form in forms_of(entry):
            assert form == form.strip(), entry.id
            if english[-1] in "?.":
                assert form[-1] in ends[english[-1]], (entry.id, form)


class _Ear(NullTranslations):
    """Stands where German would be asked, and notes what for."""

    def __init__(self):
        super().__init__()
        self.heard = set()

    def gettext(self, message):
        self.heard.add(message)
        return message

    def ngettext(self, singular, plural, number):
        self.heard.add(singular)
        return singular if number == 1 else plural

    def pgettext(self, context, message):
        self.heard.add((context, message))
        return message

    ugettext, ungettext, upgettext = gettext, ngettext, pgettext


@pytest.fixture
def ear(app, monkeypatch):
    def ear(code):
        listening = _Ear()
        with app.test_request_context("/", headers={"Cookie": f"language={code}"}):
            monkeypatch.setattr(get_domain().get_translations(), "_fallback", listening)
        return listening

    return ear


@pytest.mark.long
@pytest.mark.once
@pytest.mark.parametrize("code", SOME)
@pytest.mark.parametrize("visitor", ["public", "participant", "moderator"])
def test_no_page_falls_back_to_german(app, session, ear, code, visitor):
    world = build_world(session)
    browser = browser_of(app, session, world, visitor)
    browser.set_cookie("language", code)
    heard = ear(code)
    language = LANGUAGES[code]
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get("/join").text)[1]
    seen = 0
    for rule in app.url_map.iter_rules():
        if not any(rule.endpoint in PAGES[group] for group in language.groups):
            continue
        for method in sorted(rule.methods & {"GET", "POST"}, reverse=rule.endpoint != "pages.mine"):
            data = {"csrf_token": token} if method == "POST" else None
            answer = browser.open(world.path(rule), method=method, data=data)
            if answer.status_code != 303 and "<!doctype html>" in answer.text:
                head = f'<html lang="{language.tag}" dir="{language.direction}">'
                assert head in answer.text, rule.endpoint
                seen += 1
    assert seen > 5
    assert heard.heard - NEVER_SHOWN == set()


def test_what_a_catalogue_lacks_is_said_in_german_and_never_in_english(app):
    with app.test_request_context("/", headers={"Cookie": "language=uk"}):
        words = get_domain().get_translations()
        assert words.ugettext("Imprint") == "Вихідні дані"
        assert words.ugettext("The server") == "Der Server"


@pytest.mark.parametrize(
    ("code", "number", "said"),
    [
        ("ar", 0, "لا تعليقات"),
        ("ar", 1, "تعليق واحد"),
        ("ar", 2, "تعليقان"),
        ("ar", 3, "3 تعليقات"),
        ("ar", 11, "11 تعليقًا"),
        ("ar", 100, "100 تعليق"),
        ("uk", 1, "1 коментар"),
        ("uk", 2, "2 коментарі"),
        ("uk", 5, "5 коментарів"),
        ("uk", 11, "11 коментарів"),
        ("uk", 21, "21 коментар"),
        ("tr", 1, "1 yorum"),
        ("tr", 7, "7 yorum"),
    ],
)
def test_things_are_counted_as_each_language_counts(app, code, number, said):
    with app.test_request_context("/", headers={"Cookie": f"language={code}"}):
        assert get_domain().ngettext("%(num)d comment", "%(num)d comments", number) == said
