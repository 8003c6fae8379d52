"""What a browser is told about a style sheet, a script, a font."""

import pytest
from flask import Response

from participate.core.audience import Audience
from participate.web.assets import asset
from participate.web.guard import open_to


@pytest.fixture
def address(app):
    def address(name):
        with app.test_request_context():
            return asset(name)

    return address


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("kern.min.css", "text/css; charset=utf-8"),
        ("familienwerkstatt.css", "text/css; charset=utf-8"),
        ("htmx-2.min.js", "text/javascript; charset=utf-8"),
        ("symbols.svg", "image/svg+xml"),
        ("FiraSans-SemiBold.woff2", "font/woff2"),
    ],
)
def test_a_file_comes_with_its_type_and_stays_for_a_year(client, address, name, content_type):
    answer = client.get(address(name))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == content_type
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_it_comes_compressed_and_says_so(client, address):
    answer = client.get(address("kern.min.css"), headers={"Accept-Encoding": "gzip, br"})
    assert answer.headers["Content-Encoding"] == "br"
    plain = client.get(address("kern.min.css"))
    assert "Content-Encoding" not in plain.headers
    assert len(answer.data) < len(plain.data) / 5


def test_caches_may_share_it_because_nobody_looked_at_a_session(client, address):
    answer = client.get(address("symbols.svg"))
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("name", ["manifest.json", "kern.min.css", "..%2Fsecret", "x.css"])
def test_nothing_else_in_the_folder_can_be_fetched(client, name):
    assert client.get(f"/assets/{name}").status_code == 404


def test_what_is_not_stored_compressed_is_compressed_when_asked_for(app, client):
    listed = open_to(Audience.EVERYONE)(lambda: Response("town;need\n" * 500, mimetype="text/csv"))
    app.add_url_rule("/listed", "listed", listed)

    answer = client.get("/listed", headers={"Accept-Encoding": "gzip, br"})
    assert answer.headers["Content-Encoding"] == "br"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert "Content-Encoding" not in client.get("/listed").headers
