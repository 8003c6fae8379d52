"""The accessibility statement says what the last look at all pages found, and nothing else."""

import json
from datetime import date

from participate.pages.accessibility import RUN_FILE, Finding, Run, last_run
from tests.pages import soup


def section(client, name):
    page = soup(client.get("/accessibility"))
    return " ".join(page.select_one(f"section[aria-labelledby={name}]").get_text(" ").split())


def test_the_statement_says_what_the_file_says(client):
    said = json.loads(RUN_FILE.read_text("utf-8"))

    made, barriers = section(client, "made"), section(client, "barriers")

    assert f"hat axe {said['axe']} {said['pages']} Seiten einer Demo-Stadt angesehen" in made
    assert f"{date.fromisoformat(said['on']).day}. " in made
    assert ("keine Barriere gefunden" in made) == (said["findings"] == [])
    for finding in said["findings"]:
        assert f"auf {finding['pages']} Seite" in barriers
        assert finding["rule"] in barriers


def test_what_was_found_is_named_and_not_called_nothing(client, monkeypatch):
    run = Run(date(2026, 3, 2), "9.9.9", 12, 48, (Finding("color-contrast", 3),))
    monkeypatch.setattr("participate.pages.views.last_run", lambda: run)

    made, barriers = section(client, "made"), section(client, "barriers")

    assert "Am Mo., 2. März 2026 hat axe 9.9.9 12 Seiten" in made
    assert "keine Barriere" not in made
    assert "findet auf 3 Seiten eine Barriere (Regel „color-contrast“)." in barriers


def test_the_file_tells_of_pages_and_of_no_machine():
    assert set(json.loads(RUN_FILE.read_text("utf-8"))) == {
        "on",
        "axe",
        "pages",
        "looks",
        "findings",
    }
    run = last_run()
    assert run.looks == 4 * run.pages
    assert run.pages > 300
