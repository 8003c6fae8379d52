"""What stands around a release: the votes behind it, and what changed since the one before."""

import pytest

from participate.exports.collect import backlog
from participate.exports.formats import FORMATS
from participate.exports.sheet import CHANGE_COLUMNS, VOTE_COLUMNS
from participate.requirements.models import Release
from participate.requirements.queries import snapshot
from participate.requirements.rules import RequirementStatus, digest_of
from participate.voting.models import Ballot, Mark
from participate.voting.models import Result as Frozen
from participate.voting.queries import tally_of
from participate.voting.rules import RoundState
from participate.workshops.rules import WorkshopStatus
from tests.factories import NOON, make_idea, make_requirement, make_round, make_workshop
from tests.statements import statements

XLSX = FORMATS["xlsx"]
CAST = ["parents"] * 7 + ["pupils"] * 3 + ["companies"] * 3


@pytest.fixture
def idea(session):
    return make_idea(session, make_workshop(session), title="Schatten")


def publish(session, number=1):
    said = {"number": number, "title": "Fassung", "notes": "", "published_at": NOON}
    data = snapshot(session, **said)
    session.add(Release(**said, snapshot=data, digest=digest_of(data)))
    session.flush()


def vote(session, idea, groups=CAST, frozen_at=NOON):
    """A closed vote in which everybody gave the idea two dots and another one a dot."""
    other = make_idea(session, idea.workshop, title="Sonne")
    round_ = make_round(session, idea.workshop, ideas=[idea, other])
    for number, group in enumerate(groups):
        ballot = Ballot(round_id=round_.id, voter_key=f"voter {number}", group_key=group)
        session.add(ballot)
        session.flush()
        session.add(Mark(ballot_id=ballot.id, idea_id=idea.id, points=2))
        session.add(Mark(ballot_id=ballot.id, idea_id=other.id, points=1))
    session.flush()
    tally = tally_of(session, round_)
    frozen = {"figures": tally.figures, "ballots_digest": tally.digest, "frozen_at": frozen_at}
    session.add(Frozen(round_id=round_.id, number=1, **frozen))
    round_.state, round_.closed_at = RoundState.CLOSED, frozen_at
    session.flush()
    return round_


def votes(session):
    names = [column.name for column in VOTE_COLUMNS]
    return [dict(zip(names, row, strict=True)) for row in backlog(session, 1, XLSX).votes]


def test_votes_are_merged_as_the_result_page_merges_them(session, idea):
    key = make_requirement(session, idea, status=RequirementStatus.ADOPTED).key
    vote(session, idea)
    publish(session)
    session.commit()
    mine = [row for row in votes(session) if row["idea_title"] == "Schatten"]

    assert {row["requirements"] for row in mine} == {(key,)}
    assert [(row["group"], row["points"], row["group_points"], row["ballots"]) for row in mine] == [
        (("_all",), 26, 39, 13),
        (("parents",), 14, 21, 7),
        (("_others", "companies", "pupils"), 12, 18, 6),
    ]
    assert {row["requirements"] for row in votes(session) if row["idea_title"] == "Sonne"} == {()}


@pytest.mark.parametrize("groups", [["parents"] * 7 + ["pupils"] * 3, ["pupils"] * 4])
def test_what_would_give_people_away_is_left_out(session, idea, groups):
    make_requirement(session, idea, status=RequirementStatus.ADOPTED)
    vote(session, idea, groups)
    publish(session)
    session.commit()

    assert {row["group"] for row in votes(session)} == {("_all",)}
    assert {row["ballots"] for row in votes(session)} == {10 if len(groups) == 10 else None}
    assert [row["rank"] for row in votes(session)] == [1, 2]
    dots = {row[name] for row in votes(session) for name in ("points", "group_points")}
    assert (dots == {None}) == (len(groups) < 5)


def test_no_vote_that_is_open_withdrawn_or_later_is_told(session, idea):
    make_requirement(session, idea, status=RequirementStatus.ADOPTED)
    round_ = vote(session, idea)
    publish(session)
    session.commit()
    assert votes(session)

    round_.state = RoundState.OPEN
    assert votes(session) == []
    round_.state = RoundState.CLOSED
    idea.workshop.status = WorkshopStatus.DRAFT
    assert votes(session) == []
    idea.workshop.status = WorkshopStatus.PUBLISHED
    idea.hidden_at, idea.hidden_reason = NOON, "Beleidigend"
    assert {row["idea_title"] for row in votes(session)} == {None, "Sonne"}
    session.rollback()


def test_many_votes_cost_as_many_statements_as_one(session, idea):
    make_requirement(session, idea, status=RequirementStatus.ADOPTED)
    vote(session, idea)
    publish(session)
    session.commit()

    def cost():
        session.expire_all()
        with statements() as asked:
            backlog(session, 1, XLSX)
        return len(asked)

    one = cost()
    for _more in range(8):
        vote(session, idea)
    session.commit()
    assert cost() == one


@pytest.mark.parametrize("key", ["csv", "json"])
def test_formats_that_tell_neither_votes_nor_changes_read_the_release_alone(session, idea, key):
    make_requirement(session, idea, status=RequirementStatus.ADOPTED)
    vote(session, idea)
    publish(session)
    session.commit()

    with statements() as asked:
        sheet = backlog(session, 1, FORMATS[key])

    assert len(asked) == 1
    assert (len(sheet.rows), sheet.votes, sheet.changes) == (1, (), ())
    assert backlog(session, 1, XLSX).votes


def test_what_changed_is_a_row_for_each_thing(session, idea):
    one = make_requirement(session, idea, status=RequirementStatus.ADOPTED, title="Kurz")
    publish(session)
    one.title, one.owner = "Kurz und gut", "Jugendamt"
    publish(session, 2)
    names = [column.name for column in CHANGE_COLUMNS]
    rows = [dict(zip(names, row, strict=True)) for row in backlog(session, 2, XLSX).changes]

    assert [(row["field"], row["old"], row["new"]) for row in rows] == [
        ("title", "Kurz", "Kurz und gut"),
        ("owner", "", "Jugendamt"),
    ]
    assert {row["kind"] for row in rows} == {"changed"}
    assert [row[0] for row in backlog(session, 1, XLSX).changes] == ["new"]
