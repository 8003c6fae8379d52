"""Keys, digests, and how one release differs from another: pure functions, tried on many inputs."""

import json
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participate.core.words import PieceKind, pieces_between
from participate.requirements.rules import (
    NEXT,
    ChangeKind,
    RequirementStatus,
    changes_between,
    content_digest,
    contribution_digest,
    digest_of,
    key_of,
    number_of,
)

texts = st.text(st.sampled_from("ab ä\n."), max_size=30)


@st.composite
def requirement_data(draw, key):
    return {
        "key": key,
        "title": draw(texts),
        "story": draw(texts),
        "rationale": draw(texts),
        "criteria": draw(st.lists(texts.filter(bool), max_size=3)),
        "moscow": draw(st.sampled_from(["must", "could"])),
        "owner": draw(texts),
        "field_of_action": draw(st.sampled_from([None, "work"])),
        "life_phase": draw(st.sampled_from([None, "pregnancy"])),
        "status": draw(st.sampled_from(["adopted", "in_progress", "delivered", "dropped"])),
        "status_reason": draw(texts),
        "sources": [
            {"idea": idea, "workshop": 1, "workshop_title": "Anger", "digest": draw(texts)}
            for idea in sorted(draw(st.sets(st.integers(1, 4))))
        ],
    }


@st.composite
def snapshots(draw):
    keys = [key_of(number) for number in sorted(draw(st.sets(st.integers(1, 6))))]
    return {
        "release": 1,
        "title": "Release",
        "notes": "",
        "published_at": "2026-05-04T12:00:00+00:00",
        "requirements": [draw(requirement_data(key)) for key in keys],
    }


@given(st.integers(1, 999_999_999))
def test_a_key_leads_back_to_its_number(number):
    assert number_of(key_of(number)) == number


@given(texts, texts)
def test_pieces_read_as_both_texts(old, new):
    pieces = pieces_between(old, new)

    assert "".join(one.text for one in pieces if one.kind is not PieceKind.ADDED) == old
    assert "".join(one.text for one in pieces if one.kind is not PieceKind.REMOVED) == new


def test_pieces_are_words():
    pieces = pieces_between("open from 8 to 14", "open from 8 to 16, with a meal")

    assert [(one.kind.value, one.text) for one in pieces] == [
        ("kept", "open from 8 to"),
        ("removed", " 14"),
        ("added", " 16, with a meal"),
    ]


@given(snapshots())
def test_nothing_changes_between_a_release_and_itself(snapshot):
    assert changes_between(snapshot, deepcopy(snapshot)) == ()


@given(snapshots())
def test_everything_is_new_in_the_first_release(snapshot):
    changes = changes_between(None, snapshot)

    assert [one.kind for one in changes] == [ChangeKind.NEW] * len(snapshot["requirements"])


@given(snapshots(), snapshots())
def test_each_requirement_changes_at_most_once_and_none_is_passed_over(old, new):
    before = {one["key"]: one for one in old["requirements"]}
    after = {one["key"]: one for one in new["requirements"]}

    changes = changes_between(old, new)

    keys = [one.key for one in changes]
    assert len(keys) == len(set(keys))
    assert {one.key for one in changes if one.kind is ChangeKind.NEW} == after.keys() - before
    assert {one.key for one in changes if one.kind is ChangeKind.WITHDRAWN} == before.keys() - after
    for key in before.keys() & after.keys():
        said = [
            {name: one[name] for name in one.keys() - {"sources", "status_reason"}}
            | {"sources": [source["idea"] for source in one["sources"]]}
            for one in (before[key], after[key])
        ]
        assert (key in keys) == (said[0] != said[1])


def one_requirement(**values):
    return {
        "release": 1,
        "title": "",
        "notes": "",
        "published_at": "",
        "requirements": [
            {
                "key": "ANF-0001",
                "title": "Shade",
                "story": "",
                "rationale": "",
                "criteria": ["Ten trees."],
                "moscow": "must",
                "owner": "",
                "field_of_action": None,
                "life_phase": None,
                "status": "adopted",
                "status_reason": "",
                "sources": [],
            }
            | values
        ],
    }


@pytest.mark.parametrize(
    ("status", "kind"),
    [("in_progress", "changed"), ("delivered", "delivered"), ("dropped", "dropped")],
)
def test_a_new_status_says_why(status, kind):
    new = one_requirement(status=status, status_reason="The council said so.")

    [change] = changes_between(one_requirement(), new)

    assert (change.kind, change.reason) == (kind, "The council said so.")


def test_what_was_dropped_before_and_is_reworded_is_changed_not_dropped_again():
    [change] = changes_between(
        one_requirement(status="dropped"), one_requirement(status="dropped", title="Trees")
    )

    assert change.kind is ChangeKind.CHANGED


def test_an_added_criterion_is_told_apart_from_an_edited_one():
    new = one_requirement(criteria=["Twelve trees.", "A bench."])

    [change] = changes_between(one_requirement(), new)

    assert [[(piece.kind.value, piece.text) for piece in one.pieces] for one in change.fields] == [
        [("removed", "Ten"), ("added", "Twelve"), ("kept", " trees.")],
        [("added", "A bench.")],
    ]


@given(snapshots())
def test_a_digest_does_not_depend_on_the_order_of_keys(snapshot):
    turned = json.loads(json.dumps(dict(reversed(snapshot.items()))))

    assert digest_of(turned) == digest_of(snapshot)


@given(snapshots(), st.sampled_from(["title", "story", "owner", "status_reason"]))
def test_a_digest_notices_one_changed_letter(snapshot, field):
    for one in snapshot["requirements"]:
        changed = deepcopy(snapshot)
        at = snapshot["requirements"].index(one)
        changed["requirements"][at][field] += "x"
        assert digest_of(changed) != digest_of(snapshot)
        assert content_digest(changed) != content_digest(snapshot)


def test_what_a_preview_shows_does_not_hang_on_salts_and_dates():
    seen = one_requirement(sources=[{"idea": 1, "digest": ""}])
    published = one_requirement(sources=[{"idea": 1, "digest": "abc"}]) | {"title": "Release"}

    assert content_digest(seen) == content_digest(published)


def test_a_contribution_is_not_recognised_without_its_salt():
    assert contribution_digest("a" * 64, "Shade", "") != contribution_digest("b" * 64, "Shade", "")
    assert contribution_digest("a", "Sha", "de") != contribution_digest("a", "Shade", "")


def test_every_status_leads_somewhere():
    assert set(NEXT) == set(RequirementStatus)
    assert all(NEXT.values())
