"""Reading a dump: what it holds, and where it is broken."""

from datetime import UTC, datetime

import pytest

from participate.ideas.rules import IMPORTED_TITLE_MAX
from participate.imports.formats import from_thf
from participate.imports.found import BrokenFileError, notes_on
from tests.imports.thf import a_comment, a_file, a_proposal

DEEP = a_comment(comments={"2": a_comment(sentiment=-1, comments={"3": a_comment(sentiment=0)})})


def refused(content):
    with pytest.raises(BrokenFileError) as error:
        from_thf.read(content)
    return error.value.place, error.value.reason


def test_reads_proposals_with_comments_at_every_depth():
    [idea] = from_thf.read(a_file({"392": a_proposal(comments={"1": DEEP})})).ideas
    assert (idea.source_id, idea.title, idea.topic) == ("thf:proposal:392", "Wippe", "Freizeit")
    assert (idea.votes.pro, idea.votes.contra, idea.votes.neutral) == (12, 3, 1)
    assert idea.said_at == datetime(2015, 2, 21, 8, 46, 2, tzinfo=UTC)
    assert [(one.source_id, one.parent, one.sentiment) for one in idea.comments] == [
        ("thf:comment:1", None, 1),
        ("thf:comment:2", "thf:comment:1", -1),
        ("thf:comment:3", "thf:comment:2", 0),
    ]


def test_a_proposal_without_category_has_no_topic():
    assert from_thf.read(a_file({"1": a_proposal(category=None)})).ideas[0].topic == ""


def test_texts_are_kept_as_they_are():
    text = "a &amp; b <b>c</b>"
    assert from_thf.read(a_file({"1": a_proposal(description=text)})).ideas[0].body == text


def test_a_byte_order_mark_is_no_fault():
    assert from_thf.read(b"\xef\xbb\xbf" + a_file({})).ideas == []


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("title", None, "a text is expected here"),
        ("title", "  ", "this is empty"),
        ("title", "x" * (IMPORTED_TITLE_MAX + 1), "can be kept at most"),
        ("description", 5, "a text is expected here"),
        ("category", 5, "a text is expected here"),
        ("creator", 5, "a text is expected here"),
        ("rate_pro", "12", "a whole number is expected here"),
        ("rate_pro", True, "a whole number is expected here"),
        ("rate_contra", -1, "is no number of votes"),
        ("rate_neutral", 2**31, "is no number of votes"),
        ("create_time", "yesterday", "is no moment"),
        ("create_time", "0001-01-01T00:00:00+14:00", "is no moment"),
        ("comments", [], "an object is expected here"),
        ("id", 7, "stands under the id 392"),
    ],
)
def test_names_the_member_that_is_wrong(name, value, reason):
    place, said = refused(a_file({"392": a_proposal(**{name: value})}))
    assert place == f"proposals[392].{name}"
    assert reason in said


@pytest.mark.parametrize("name", ["title", "description", "creator", "create_time", "comments"])
def test_names_the_member_that_is_missing(name):
    proposal = a_proposal()
    del proposal[name]
    assert refused(a_file({"3": proposal})) == (f"proposals[3].{name}", "this is missing")


def test_names_the_place_within_comments():
    broken = a_comment()
    del broken["text"]
    above = a_comment(comments={"17": broken})
    content = a_file({"3": a_proposal(comments={"16": above})})
    assert refused(content) == ("proposals[3].comments.16.comments.17.text", "this is missing")
    content = a_file({"3": a_proposal(comments={"17": a_comment(sentiment=2)})})
    assert refused(content) == ("proposals[3].comments.17.sentiment", "2 is none of -1, 0 and 1")
    content = a_file({"3": a_proposal(comments={"x": a_comment()})})
    assert refused(content)[0] == "proposals[3].comments.x"


def test_an_id_that_stands_at_two_places_is_refused():
    same = {"9": a_comment()}
    place, reason = refused(
        a_file({"1": a_proposal(comments=same), "2": a_proposal(comments=same)})
    )
    assert place == "proposals[2].comments.9"
    assert reason == "the same id stands at proposals[1].comments.9"


def test_an_id_that_stands_twice_in_one_object_is_refused():
    content = a_file({"392": a_proposal(), "393": a_proposal()}).replace(b'"393"', b'"392"')
    assert refused(content) == ("proposals.392", "this name or id stands here twice")


@pytest.mark.parametrize(
    ("content", "place", "reason"),
    [
        (b'{"instance":\n {"feld": }}', "line 2, column 11", "this is not JSON"),
        (b"", "line 1, column 1", "this is not JSON"),
        (b'{"a":\n "\xff"}', "line 2, byte 8", "this is not UTF-8"),
        (b'{"instance": NaN}', "file", "NaN is no number"),
        (b'{"instance": ' + b"9" * 5000 + b"}", "file", "this is not JSON"),
        (b"[" * 100_000, "file", "nested too deeply"),
        (b"[]", "file", "an object is expected here"),
        (b"{}", "file.instance", "this is missing"),
        (b'{"instance": {}}', "instance", "one instance is expected, 0 are there"),
        (b'{"instance": {"feld": {}}}', "instance.feld.proposals", "this is missing"),
        (b'{"instance": {"feld": {"proposals": {"1": null}}}}', "proposals[1]", "an object"),
    ],
    ids=range(11),
)
def test_what_is_no_dump_is_refused_with_its_place(content, place, reason):
    where, said = refused(content)
    assert where == place
    assert reason in said


def test_a_thread_may_be_as_deep_as_json_can_be_read():
    comment = a_comment()
    for number in range(2, 151):
        comment = a_comment(comments={str(number): comment})
    [idea] = from_thf.read(a_file({"1": a_proposal(comments={"151": comment})})).ideas
    assert len(idea.comments) == 150


def test_the_report_names_long_and_empty_texts_and_what_is_left_out():
    long = a_proposal(
        title="T" * 121,
        description="D" * 4001,
        tags=["a"],
        comments={"1": a_comment(text=" \r\n"), "2": a_comment(text="C" * 2001)},
    )
    fine = a_proposal(title="  Umlaute: äöü\r\n", description="\r\nD" * 10)
    odd = a_proposal(description="eins\x00zwei")
    notes = notes_on(from_thf.read(a_file({"1": long, "2": fine, "3": odd})))
    assert [note.place for note in notes] == [
        "proposals[…].tags",
        "proposals[1].title",
        "proposals[1].description",
        "proposals[1].comments.1.text",
        "proposals[1].comments.2.text",
        "proposals[3].description",
    ]
