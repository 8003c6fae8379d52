"""German, unless somebody chose another language."""

import pytest

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
