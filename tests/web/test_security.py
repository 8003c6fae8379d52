"""Headers of every answer, and where a visitor may be sent."""

import re

import pytest

from participate.accounts.rules import Role
from participate.web.security import local_path
from tests.factories import make_account
from tests.pages import soup


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nowhere", "/assets/nothing.css", "/desk"])
def test_every_answer_keeps_to_itself(client, path):
    headers = client.get(path).headers
    policy = dict(
        part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["style-src"] == "'self'"
    assert policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert re.fullmatch(r"'nonce-[\w-]{20,}'", policy["script-src"])
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_each_page_has_a_nonce_of_its_own_and_its_scripts_carry_it(client):
    nonces = set()
    for _ in range(2):
        answer = client.get("/")
        [nonce] = re.findall(r"'nonce-([\w-]+)'", answer.headers["Content-Security-Policy"])
        assert {tag["nonce"] for tag in soup(answer).select("script")} == {nonce}
        nonces.add(nonce)
    assert len(nonces) == 2


@pytest.mark.parametrize("path", ["/", "/sign-in", "/privacy", "/nowhere"])
def test_a_page_asks_no_other_host_for_anything(client, path):
    page = soup(client.get(path))
    asked = [tag.get("src") or tag.get("href") for tag in page.select("script, link, img, use")]
    assert asked
    assert all(address.startswith("/") for address in asked)


def test_somebody_who_only_reads_gets_no_cookie(client):
    assert "Set-Cookie" not in client.get("/privacy").headers


@pytest.mark.parametrize("path", ["/", "/desk", "/workshops/3?page=2&x=%C3%A4", "/#way", "/a//b"])
def test_a_path_of_our_own_is_followed(path):
    assert local_path(path, "/home") == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "desk",
        "//evil.example",
        "///evil.example",
        "////evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\\/evil.example",
        "/desk\\..\\..",
        "\t//evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\r\n/evil.example",
        "/ /evil.example",
        "/\x00/evil.example",
        "/\u2028/evil.example",
        "/\uff0f/evil.example",
        "/\u200b/evil.example",
        "https://evil.example",
        "https:evil.example",
        "HTTPS://evil.example",
        "http:///evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:a@b.de",
        "@evil.example",
        ".evil.example",
        "/desk\r\nSet-Cookie: x=1",
        "/" + "a" * 2_000,
    ],
)
def test_a_hostile_goal_is_not(path):
    assert local_path(path, "/home") == "/home"


def test_a_file_that_caches_may_keep_carries_nobodys_cookie(app, client, session, sign_in):
    sign_in(make_account(session, Role.MODERATOR))
    with client.session_transaction() as cookie:
        cookie.permanent = True
    link = soup(client.get("/")).select_one("link[rel=stylesheet]")["href"]
    answer = client.get(link)
    assert answer.cache_control.public
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.vary
    assert "Set-Cookie" in client.get("/desk").headers


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/desk",
        "/join/",
        "/w/ABC",
        "/workshops//1",
        "//workshops//1",
        "/language?back=//evil.example",
        "/workshops/1/needs/new",
        "/.well-known/security.txt",
    ],
)
def test_nobody_is_led_to_the_host_that_a_request_claims(client, path):
    answer = client.get(path, base_url="http://evil.example")
    assert "evil.example" not in answer.headers.get("Location", "/")
    assert "evil.example" not in answer.text
