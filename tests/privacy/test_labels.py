"""The table that people read says what the clock does; the document says the same as the page."""

from pathlib import Path

from flask_babel import force_locale

from participate.privacy.labels import retention_table
from tests.pages import soup

DOCUMENT = Path(__file__).parents[2] / "docs/retention.md"


def lines():
    yield "| was | wozu | wie lange |"
    yield "|---|---|---|"
    for row in retention_table():
        yield "| " + " | ".join(row) + " |"


def test_the_page_shows_the_whole_table(client):
    page = soup(client.get("/privacy"))
    shown = [
        [cell.text for cell in row.select("th, td")]
        for row in page.select("[aria-labelledby=periods] tbody tr")
    ]
    with client.application.test_request_context():
        assert shown == [list(row) for row in retention_table()]
    assert [row[0] for row in shown if row[2] == "1 Tag nach dem Ende der Abstimmung"] == [
        "Schlüssel, der sagt, wem ein Stimmzettel gehört"
    ]


def test_the_document_says_the_same(app):
    with app.test_request_context(), force_locale("de"):
        table = "\n".join(lines())
    assert table in DOCUMENT.read_text("utf-8"), f"put this into {DOCUMENT.name}:\n{table}"
