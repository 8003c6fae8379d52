"""The command as an administrator types it."""

import json
from hashlib import sha256

import pytest
from click.testing import CliRunner
from flask.cli import ScriptInfo
from sqlalchemy import select

from participate.core.db import Base
from participate.ideas.models import Idea
from participate.imports.cli import import_
from participate.workshops.models import Workshop
from tests.imports.thf import REAL, a_comment, a_file, a_proposal, needs_real_data


@pytest.fixture
def run(app, session):
    """Run `import ideas` on the database of `session`."""

    def run(file, workshop="Tempelhofer Feld"):
        session.commit()
        arguments = ["ideas", str(file), "--format", "thf", "--workshop", workshop]
        done = CliRunner().invoke(import_, arguments, obj=ScriptInfo(create_app=lambda: app))
        session.rollback()
        return done

    return run


def digest(session):
    """Everything that is stored, as one number."""
    rows = [
        (table.name, sorted(repr(row) for row in session.execute(select(table))))
        for table in Base.metadata.sorted_tables
    ]
    session.rollback()
    return sha256(repr(rows).encode()).hexdigest()


@needs_real_data
def test_the_real_dump_arrives_whole_and_only_once(run, session, client):
    first = run(REAL / "proposals.json")
    assert first.exit_code == 0, first.stderr
    report = json.loads(first.stdout)
    expected = json.loads((REAL / "expected.json").read_text())
    assert {name: report[name] for name in expected} == expected
    made = {"workshops": 1, "ideas": 236, "comments": 869, "imported_counts": 1105}
    assert report["made"] == made
    noted = {note["place"] for note in report["notes"]}
    assert "proposals[130].comments.186.comments.208.text" in noted, "the empty comment"
    assert {"proposals[128].title", "proposals[366].description"} <= noted, "long texts"
    assert "2210 of 2210 rows" in first.stderr

    before = digest(session)
    again = run(REAL / "proposals.json")
    assert set(json.loads(again.stdout)["made"].values()) == {0}
    assert digest(session) == before

    [workshop] = session.scalars(select(Workshop))
    page = client.get(f"/workshops/{workshop.id}/ideas?sort=most_commented").text
    assert "236 Ideen" in page
    assert "Aus Tempelhofer Feld übernommen" in page


@needs_real_data
def test_real_ideas_have_pages_that_hold_their_whole_text(run, session, client):
    run(REAL / "proposals.json")
    longest = session.scalars(select(Idea).order_by(Idea.comment_count.desc()).limit(8)).all()
    [long_text] = session.scalars(select(Idea).where(Idea.source_id == "thf:proposal:366"))
    for idea in [*longest, long_text]:
        page = client.get(f"/workshops/{idea.workshop_id}/ideas/{idea.id}")
        assert page.status_code == 200
        assert f"{idea.comment_count} Kommentare" in page.text or idea.comment_count < 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"instance":\n {"feld": }}', "line 2, column 11: this is not JSON"),
        (b'{"a":\n "\xff"}', "line 2, byte 8: this is not UTF-8"),
        (
            a_file({"3": a_proposal(comments={"17": a_comment(text=None)})}),
            "proposals[3].comments.17.text: a text is expected here",
        ),
        (
            a_file({"1": a_proposal(), "2": a_proposal(comments={"4": {}})}),
            "proposals[2].comments.4.sentiment: this is missing",
        ),
    ],
    ids=range(4),
)
def test_a_broken_file_is_refused_whole(run, session, tmp_path, content, said):
    before = digest(session)
    (tmp_path / "dump.json").write_bytes(content)
    done = run(tmp_path / "dump.json")
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""
    assert digest(session) == before


def test_a_file_that_is_not_there_is_exit_code_2(run, tmp_path):
    done = run(tmp_path / "nowhere.json")
    assert done.exit_code == 2
    assert "does not exist" in done.stderr


def test_a_workshop_needs_a_name_that_fits(run, tmp_path):
    (tmp_path / "dump.json").write_bytes(a_file({}))
    for name in (" ", "x" * 121):
        done = run(tmp_path / "dump.json", workshop=name)
        assert done.exit_code == 2
        assert "write 1 to 120 characters" in done.stderr


def test_what_is_in_another_workshop_is_refused_with_what_to_do(run, session, tmp_path):
    (tmp_path / "dump.json").write_bytes(a_file({"1": a_proposal()}))
    assert run(tmp_path / "dump.json", workshop="Erste").exit_code == 0
    before = digest(session)
    done = run(tmp_path / "dump.json", workshop="Zweite")
    assert done.exit_code == 2
    assert "in another workshop already" in done.stderr
    assert digest(session) == before
