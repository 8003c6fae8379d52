"""Everybody can take along what is stored about them: all of it, and nothing of anybody else."""

import json
from pathlib import Path

import pytest
from flask_babel import force_locale
from sqlalchemy import Enum, String, select

from participate.accounts.actions import change_account
from participate.accounts.models import MailedLink, RecoveryCode, SecondFactor
from participate.accounts.rules import AccountEvent, Role
from participate.core.audit import record
from participate.core.db import Base
from participate.ideas.actions.discussing import submit_comment
from participate.ideas.rules import CommentKind
from participate.pages.actions import give_feedback
from participate.privacy.labels.own_data import FIELDS, SECTIONS
from participate.privacy.queries.own_data import ACCOUNT, PARTICIPANT, own_data
from participate.privacy.rules import OWN_DATA_FORMAT
from participate.requirements.models import Release, StatusChange
from participate.requirements.rules import RequirementStatus
from participate.voting.actions import close_round
from participate.voting.jobs import KEY_HOURS, destroy_old_keys
from participate.voting.models import Reopening, Result, Round
from participate.workshops.rules import WorkshopEvent
from tests import factories as make
from tests.pages import soup
from tests.privacy.canary import EMAIL, busy_account, take_part
from tests.statements import statements

DOCUMENT = Path(__file__).parents[2] / "docs/own-data.md"
#: Columns of a person's rows that are not handed out, and why.
LEFT_OUT = {
    "account.erased_at": "whoever can ask is not erased",
    "account.password_hash": "a secret: whoever has it can guess at the password",
    "account_session.token_hash": "a secret: it stands for the cookie of a device",
    "comment.source_author": "only of what was imported, which no account here wrote",
    "comment.source_id": "only of what was imported",
    "idea.source_author": "only of what was imported",
    "idea.source_id": "only of what was imported",
    "mailed_link.token_hash": "a secret: it stands for a link that signs in",
    "outgoing_mail.body": "a secret: it may hold a link that signs in; it is in the mail itself",
    "outgoing_mail.claim": "which sender of ours has it just now",
    "outgoing_mail.claimed_until": "which sender of ours has it just now",
    "outgoing_mail.key": "names the mail to mail servers; it stands in the mail itself",
    "passkey.credential_id": "a random number by which the device alone finds its key",
    "passkey.public_key": "a random number that belongs to it",
    "participant.device_hash": "a secret: it stands for the cookie of a device",
    "participant.erased_at": "whoever can ask is not erased",
    "participant.resume_hash": "a secret: it stands for the code to come back",
    "release.digest": "public: made from the snapshot",
    "release.snapshot": "public: the release itself, which is not about anybody",
    "second_factor.secret": "a secret: it makes the codes",
}
#: Tables that say nothing about a person, or nothing that can be told to be theirs.
OTHERS = {
    "acceptance_criterion": "the town's words",
    "answered_need": "public: which need an idea answers",
    "audit_seal": "check sums of the log",
    "cluster": "headlines for many needs",
    "contribution_salt": "a secret: hides an idea in releases",
    "done_write": "check sums of forms, gone after two days, with nobody's number",
    "fulfilment": "the town's words about offers",
    "idea_rank": "public: the result of a vote",
    "imported_count": "totals from elsewhere",
    "link_request": "sealed; gone when the mail is written, which is in the list of mails",
    "offer": "what a provider says to the public",
    "offer_phase": "what a provider says to the public",
    "provider": "what a provider says to the public",
    "recovery_code": "a secret: check sums of the codes on paper",
    "released_requirement": "public",
    "requirement": "the town's words",
    "requirement_source": "public: what a requirement comes from",
    "result": "figures of all",
    "sign_in_attempts": "a count under a check sum of address and device, gone after a day",
    "stakeholder_group": "names of groups",
    "standing_idea": "public: which ideas stand in a vote",
    "step": "the agenda of all",
    "voting_round": "the vote of all",
    "wrong_codes": "a count under a check sum, gone after minutes",
}
#: Read apart, see `own_data`.
BALLOTS = {"ballot", "mark"}
BALLOT_FIELDS = {"round_id", "question", "group_key", "idea_id", "points"}
NEIGHBOUR = "Nachbarwort"
KINDS = {"participant": PARTICIPANT, "account": ACCOUNT}


PEOPLE = {"participant", "account"}
#: Their rows are about more than one person: only part of their columns concerns whoever asks.
SHARED = {"workshop", "audit_entry"}


def tables(sections):
    return {section.model.__table__ for section in sections}


def points_to(column, kinds):
    return any(key.column.table.name in kinds for key in column.foreign_keys)


def test_every_table_is_handed_out_or_says_nothing_about_anybody():
    known = {table.name for table in tables(PARTICIPANT + ACCOUNT)} | BALLOTS
    there = set(Base.metadata.tables)
    assert there - known - set(OTHERS) == set(), "hand it out, or say in OTHERS why not"
    assert (known | set(OTHERS)) - there == set()
    assert known & set(OTHERS) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_every_table_that_refers_to_people_is_handed_out_to_them(kind):
    refer = {
        table.name
        for table in Base.metadata.sorted_tables
        if any(points_to(column, {kind}) for column in table.columns)
    }
    assert refer - {table.name for table in tables(KINDS[kind])} == set()


def test_every_column_of_theirs_is_handed_out_or_left_out_for_a_reason():
    left = set()
    for sections in KINDS.values():
        handed_out = {
            f"{section.model.__tablename__}.{field}"
            for section in sections
            for field in section.fields.split()
        }
        left |= {
            f"{table.name}.{column.name}"
            for table in tables(sections)
            if table.name not in SHARED
            for column in table.columns
            if not points_to(column, PEOPLE)  # says whose it is; of others nothing is said
        } - handed_out
    assert left == set(LEFT_OUT), "hand it out, or say in LEFT_OUT why not"


#: Columns with a text that the way to the file itself hangs on.
NEEDED = {
    "account.email",
    "account_session.token_hash",
    "feedback.contact",
    "outgoing_mail.recipient",
    "participant.device_hash",
}


def plant(session, me, sections):
    """Put a text of its own into each text of somebody's rows; return column by text."""
    planted = {}
    for section in sections:
        model = section.model
        if model.__tablename__ in SHARED or model is Release:  # a release lets nothing be changed
            continue
        rows = session.scalars(select(model).where(section.mine(me))).all()
        rows = [row for row in rows if not is_neighbours(row)]
        assert rows, f"nobody made anything for {section.key}"
        for column in model.__table__.columns:
            name = f"{model.__tablename__}.{column.name}"
            if (
                not is_text(column)
                or name in NEEDED
                or (section.key == "answers") != (column.name == "answer")
            ):
                continue
            for row in rows:
                text = f"Kanari{len(planted):04}"
                setattr(row, column.key, text)
                if column.name == "hidden_reason":
                    row.hidden_at = make.NOON
                planted[text] = name
    session.commit()
    return planted


def is_neighbours(row):
    texts = [str(getattr(row, column.key)) for column in row.__table__.columns]
    return any(NEIGHBOUR.lower() in text.lower() for text in texts)


def is_text(column):
    return (
        isinstance(column.type, String)
        and not isinstance(column.type, Enum)
        and not column.foreign_keys
        and not column.primary_key
    )


def check_canaries(planted, text):
    """Each planted text is in the file unless its column is left out."""
    left_out = {name for name in planted.values() if name in LEFT_OUT}
    assert {name for canary, name in planted.items() if canary not in text} == left_out


@pytest.fixture
def busy_town(session, workshop):
    """Neighbours who have done all there is to do, and typed one word everywhere."""
    other = make.make_participant(session, workshop, pseudonym=NEIGHBOUR)
    take_part(session, workshop, other, NEIGHBOUR)
    busy_account(session, workshop, NEIGHBOUR, f"{NEIGHBOUR.lower()}-{EMAIL}")
    return other


def talk_to(session, idea, neighbour):
    """Let a neighbour answer somebody's idea."""
    said = {"kind": CommentKind.CONTRA, "body": NEIGHBOUR}
    submit_comment(session, idea, by=neighbour, **said, at=make.NOON)


class TestParticipant:
    def test_finds_every_word_in_the_file_and_none_of_others(
        self, client, session, workshop, participant, busy_town
    ):
        take_part(session, workshop, participant)
        record(session, WorkshopEvent.JOINED, participant, by=participant, at=make.NOON)
        for idea in session.scalars(select(make.Idea).filter_by(participant=participant)):
            talk_to(session, idea, busy_town)
        planted = plant(session, participant, PARTICIPANT)

        answer = client.get(f"/workshops/{workshop.id}/my-data.json")

        check_canaries(planted, answer.text)
        assert NEIGHBOUR not in answer.text
        assert participant.device_hash not in answer.text
        data = json.loads(answer.text)
        assert data["format"] == OWN_DATA_FORMAT
        assert [one["points"] for one in data["ballots"]] == [2, 2]
        assert data["log"][-1]["event"] == "participant.joined"
        assert data["workshop"][0]["title"] == workshop.title
        assert data["cookies"] == ["device"]

    def test_the_file_is_a_download_that_no_cache_keeps(self, client, workshop, participant):
        answer = client.get(f"/workshops/{workshop.id}/my-data.json")

        assert answer.content_type == "application/json; charset=utf-8"
        assert answer.headers["Cache-Control"] == "no-store"
        name = f"meine-daten-werkstatt-{workshop.id}.json"
        assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"

    def test_the_page_says_the_same_in_german_and_leads_to_the_file(
        self, client, session, workshop, participant, busy_town
    ):
        take_part(session, workshop, participant)
        mine = client.get(f"/workshops/{workshop.id}/mine")
        assert f"/workshops/{workshop.id}/my-data" in mine.text

        answer = client.get(f"/workshops/{workshop.id}/my-data")

        page = soup(answer)
        heads = [head.text for head in page.select("main h2")]
        assert heads[:4] == ["Wer Sie hier sind", "Ihre Werkstatt", "Bedarfe", "Ideen"]
        assert participant.pseudonym in answer.text
        assert NEIGHBOUR not in answer.text
        assert page.select_one(f'a[href="/workshops/{workshop.id}/my-data.json"]')
        assert answer.headers["Cache-Control"] == "no-store"

    def test_a_ballot_is_theirs_until_its_key_is_gone(self, session, workshop):
        me = make.make_participant(session, workshop)
        take_part(session, workshop, me)
        rounds = session.scalars(select(Round)).all()
        moderator = make.make_account(session, Role.MODERATOR)
        close_round(session, rounds[0], by=moderator, at=make.NOON)
        assert len(own_data(session, me)["ballots"]) == 2

        destroy_old_keys(session, at=make.NOON + make.timedelta(hours=KEY_HOURS, seconds=1))

        assert [one["round_id"] for one in own_data(session, me)["ballots"]] == [rounds[1].id]


class TestAccount:
    def test_finds_every_word_in_the_file_and_none_of_others(
        self, client, session, workshop, sign_in, busy_town
    ):
        me = busy_account(session, workshop)
        do_the_rest(session, workshop, me)
        sign_in(me)
        for idea in session.scalars(select(make.Idea).filter_by(account=me)):
            talk_to(session, idea, busy_town)
        planted = plant(session, me, ACCOUNT)

        answer = client.get("/account/data.json")

        check_canaries(planted, answer.text)
        assert NEIGHBOUR not in answer.text
        data = json.loads(answer.text)
        assert data["account"][0]["email"] == data["mails"][0]["recipient"] == EMAIL
        assert data["feedback"][0]["contact"] == f"An {EMAIL}"
        assert [one["role"] for one in data["roles"]] == sorted(Role)
        assert [one["notes"] for one in data["releases"]] == ["Zum Anfang"]
        assert "idea.submitted" in {one["event"] for one in data["log"]}
        others = [one["event"] for one in data["log_of_others"]]
        assert others == ["account.changed", "account.deactivated"]
        name = answer.headers["Content-Disposition"]
        assert (name, answer.headers["Cache-Control"]) == (
            "attachment; filename=meine-daten-konto.json",
            "no-store",
        )

    def test_no_secret_is_in_the_file(self, client, session, sign_in):
        me = make.make_account(session, Role.MODERATOR, password_hash="geheim 1")  # noqa: S106
        make.make_mailed_link(session, me, token="geheim 2")  # noqa: S106
        session.add(
            SecondFactor(account_id=me.id, secret="geheim 3", last_step=7, added_at=make.NOON)  # noqa: S106
        )
        session.flush()
        session.add(RecoveryCode(account_id=me.id, code_hash="geheim 4"))
        sign_in(me)
        session.commit()
        hashes = [session.scalars(select(MailedLink.token_hash)).one()]
        hashes += [one.token_hash for one in session.scalars(select(make.AccountSession))]

        text = client.get("/account/data.json").text

        assert "geheim" not in text
        assert [one for one in hashes if one in text] == []
        assert json.loads(text)["second_factor"][0]["last_step"] == 7

    def test_the_page_says_the_same_and_its_log_is_sentences(
        self, client, session, workshop, sign_in
    ):
        me = busy_account(session, workshop)
        do_the_rest(session, workshop, me)
        sign_in(me)
        assert "/account/data" in client.get("/account").text

        answer = client.get("/account/data")

        page = soup(answer)
        assert EMAIL in answer.text
        log = page.select_one("[aria-labelledby=data-log]").text
        assert f"{me.display_name} hat Idee" in log
        others = page.select_one("[aria-labelledby=data-log_of_others]").text
        assert "Jemand anderes hat Konto" in others
        assert page.select_one('a[href="/account/data.json"]')
        assert answer.headers["Cache-Control"] == "no-store"

    def test_costs_the_same_for_much_as_for_little(self, session, workshop):
        me = busy_account(session, workshop)
        own_data(session, me)  # what the session looks up once is looked up
        with statements() as few:
            own_data(session, me)
        for _number in range(30):
            make.make_review(session, make.make_idea(session, workshop, account=me), me)
        session.flush()
        with statements() as many:
            own_data(session, me)
        assert len(many) == len(few)

    @pytest.mark.parametrize(
        "contact", [f"x{EMAIL}", f"{EMAIL}.org", f"a.{EMAIL}", f"{EMAIL}-x", "nobody"]
    )
    def test_an_address_that_only_holds_theirs_is_somebody_elses(self, session, contact):
        me = make.make_account(session, Role.BOARD, email=EMAIL)
        for one in (contact, f"<{EMAIL.upper()}>."):
            give_feedback(session, body=one, page="", contact=one, at=make.NOON)

        assert [one["body"] for one in own_data(session, me)["feedback"]] == [f"<{EMAIL.upper()}>."]


def do_the_rest(session, workshop, me):
    """Let an account do what `busy_account` leaves out, and let others do something to it."""
    make.make_mailed_link(session, me, token="t")  # noqa: S106
    sealed = {"secret": "s", "last_step": 0, "added_at": make.NOON}
    session.add(SecondFactor(account_id=me.id, **sealed))
    make.make_need(session, workshop, account=me)
    idea = make.make_idea(session, workshop, answer="Wir bauen es.", answered_by=me)
    idea.answered_at = make.NOON
    make.make_resolution(session, idea, recorded_by=me)
    requirement = make.make_requirement(session, idea)
    new = {"new": RequirementStatus.ADOPTED, "changed_at": make.NOON}
    session.add(StatusChange(requirement_id=requirement.id, **new, changed_by=me))
    round_ = make.make_round(session, workshop, ideas=[idea])
    result = Result(round=round_, number=1, frozen_at=make.NOON, figures={}, ballots_digest="d")
    session.add(Reopening(result=result, reason="Zu früh", reopened_at=make.NOON, account=me))
    release = {"number": 1, "title": "Eins", "notes": "Zum Anfang", "snapshot": {}, "digest": "d"}
    session.add(Release(**release, published_at=make.NOON, published_by=me))
    admin = make.make_account(session, Role.ADMINISTRATOR)
    changed = {"name": me.display_name, "roles": [*Role], "active": True}
    change_account(session, me, by=admin, **changed | {"name": "Zora"}, at=make.NOON)
    record(session, AccountEvent.DEACTIVATED, me, by=None, at=make.NOON)
    session.commit()


def test_every_section_and_field_has_a_name_and_no_name_is_left_over():
    fields = {
        field for section in PARTICIPANT + ACCOUNT for field in section.fields.split()
    } | BALLOT_FIELDS
    assert set(FIELDS) == fields
    assert set(SECTIONS) == {section.key for section in PARTICIPANT + ACCOUNT} | {"ballots"}


def document():
    """Yield the lines that describe the file, section by section."""
    for kind, sections in KINDS.items():
        yield f"## `{kind}`"
        keys = [(section.key, section.fields.split()) for section in sections]
        if kind == "participant":
            keys.append(("ballots", sorted(BALLOT_FIELDS)))
        for key, fields in keys:
            yield f"\n### `{key}`: {SECTIONS[key]}\n"
            yield "| Schlüssel | was er sagt |\n|---|---|"
            yield from (f"| `{field}` | {FIELDS[field]} |" for field in fields)
        yield ""


def test_the_document_names_every_key(app):
    with app.test_request_context(), force_locale("de"):
        text = "\n".join(document())
    assert text in DOCUMENT.read_text("utf-8"), f"put this into {DOCUMENT.name}:\n{text}"
