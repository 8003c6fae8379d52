"""German, unless somebody chose another language."""

import re
from datetime import UTC, datetime

import pytest

from participate.web.moments import clock, moment
from tests.languages import read_catalogue
from tests.pages import soup


@pytest.mark.parametrize(
    ("cookie", "language"),
    [(None, "de"), ("de", "de"), ("en", "en"), ("tlh", "de"), ("", "de"), ("../en", "de")],
)
def test_the_cookie_decides(client, cookie, language):
    if cookie is not None:
        client.set_cookie("language", cookie)
    page = soup(client.get("/imprint"))
    assert page.select_one("html")["lang"] == language
    assert page.select_one("h1").text == {"de": "Impressum", "en": "Imprint"}[language]


def test_what_a_browser_prefers_does_not(client):
    page = soup(client.get("/imprint", headers={"Accept-Language": "en"}))
    assert page.select_one("html")["lang"] == "de"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client):
    set_cookie = client.submit("/language", {"language": "en"}).headers["Set-Cookie"]
    assert "HttpOnly" in set_cookie
    assert "SameSite=Lax" in set_cookie


@pytest.mark.parametrize(
    ("code", "head"),
    [
        ("uk", 'lang="uk" dir="ltr"'),
        ("tr", 'lang="tr" dir="ltr"'),
        ("ar", 'lang="ar" dir="rtl"'),
        ("de@leicht", 'lang="de-simple" dir="ltr"'),
    ],
)
def test_a_page_is_in_the_chosen_language_where_it_is_there(client, code, head):
    client.set_cookie("language", code)
    assert f"<html {head}>" in client.get("/").text
    assert f"<html {head}>" in client.get("/nowhere").text


def test_a_page_that_is_not_there_is_german_as_a_whole_and_says_so_in_the_chosen_one(client):
    client.set_cookie("language", "ar")
    page = soup(client.get("/imprint"))
    assert (page.html["lang"], page.html["dir"]) == ("de", "ltr")
    assert page.select_one("h1").text == "Impressum"
    regret = page.select_one("body > [lang=ar]")
    assert regret["dir"] == "rtl"
    assert regret.text == "هذه الصفحة غير متوفرة بلغتكم بعد. إنها بالألمانية."


@pytest.mark.parametrize("code", ["de", "en"])
def test_a_whole_language_has_nothing_to_regret(client, code):
    client.set_cookie("language", code)
    assert soup(client.get("/imprint")).select("body > .fw-regret") == []


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("de", "Do., 9. Juli 2026, 18:05 Uhr"),
        ("en", "Thu, 9 July 2026, 18:05"),
        ("uk", "чт, 9 липня 2026, 18:05"),
        ("tr", "9 Temmuz 2026, Per, 18:05"),
        ("ar", "الخميس، 9 يوليو 2026، 18:05"),
        ("de@leicht", "Donnerstag, 9. Juli 2026, 18:05 Uhr"),
    ],
)
def test_each_language_has_its_days_and_times(app, code, said):
    evening = datetime(2026, 7, 9, 16, 5, tzinfo=UTC)
    with app.test_request_context("/", headers={"Cookie": f"language={code}"}):
        assert moment(evening).replace("\u00a0", " ") == said
        assert clock(evening) == "18:05"


@pytest.mark.parametrize(("code", "said"), [("en", "Pupils"), ("uk", "Учениці та учні")])
def test_a_group_has_its_name_in_every_language(client, workshop, code, said):
    client.set_cookie("language", code)
    assert said in client.get("/join").text


def test_easy_german_is_for_the_first_pages_and_the_others_say_that_they_are_not(client, workshop):
    client.set_cookie("language", "de@leicht")
    here = f"/workshops/{workshop.id}"
    for path in ("/", "/join", "/accessibility", f"{here}/now"):
        assert soup(client.get(path)).html["lang"] == "de-simple", path
    other = soup(client.get(f"{here}/ideas"))
    assert other.html["lang"] == "de"
    assert "nicht in Leichter Sprache" in other.select_one(".fw-regret").text


def test_easy_german_has_short_sentences():
    """At most 15 words; longer ones would have to be two."""
    for entry in read_catalogue("de@leicht"):
        forms = entry.string if isinstance(entry.string, (tuple, list)) else (entry.string,)
        for form in forms if entry.id else ():
            for sentence in re.split(r"[.?!:]\s", form):
                assert len(sentence.split()) <= 15, sentence
