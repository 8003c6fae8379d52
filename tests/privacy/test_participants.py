"""Whoever took part can become nobody; what the hall decided stays as it was."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from participate.accounts.rules import Role
from participate.core.audit import AuditEntry
from participate.core.errors import NotAllowedError
from participate.ideas.models import Comment, EarlierText, Idea, Report
from participate.needs.models import Need
from participate.privacy.actions.participants import erase_participant, forget_participants
from participate.privacy.rules import NAMELESS, PARTICIPANT_DAYS, WITHDRAWN, Texts
from participate.requirements.models import ContributionSalt
from participate.voting.actions import cast_ballot, close_round
from participate.voting.models import Ballot, Mark, Round
from participate.voting.queries import tally_of
from participate.workshops.models import Participant
from tests.factories import (
    NOON,
    make_account,
    make_comment,
    make_idea,
    make_need,
    make_participant,
    make_round,
    make_workshop,
)
from tests.privacy.canary import busy_participant, rows_with_canary

#: Where the word stands before somebody is erased: everywhere that a participant can write.
EVERYWHERE = {
    "comment.body",
    "comment.hidden_reason",
    "earlier_text.body",
    "earlier_text.title",
    "idea.body",
    "idea.title",
    "need.as_a",
    "need.i_need",
    "need.place",
    "need.so_that",
    "participant.device_hash",
    "participant.language",
    "participant.pseudonym",
    "participant.resume_hash",
    "report.note",
}


def counts(session):
    models = (Participant, Need, Idea, Comment, Report)
    return [session.scalar(select(func.count()).select_from(model)) for model in models]


class TestErase:
    def test_no_word_of_theirs_is_left_in_any_column_of_any_table(self, session, engine, workshop):
        me = busy_participant(session, workshop)
        assert set(rows_with_canary(engine)) == EVERYWHERE
        before = counts(session)

        erase_participant(session, me, by=me, texts=Texts.WITHDRAWN, at=NOON)
        session.commit()

        assert rows_with_canary(engine) == []
        assert counts(session) == before

    def test_texts_can_stay_without_a_name(self, session, engine, workshop):
        me = busy_participant(session, workshop)
        erase_participant(session, me, by=me, texts=Texts.KEPT, at=NOON)
        session.commit()

        left = {"comment.body", "comment.hidden_reason", "idea.body", "idea.title"}
        assert set(rows_with_canary(engine)) == left | {
            name for name in EVERYWHERE if name.startswith("need.")
        }
        assert session.scalars(select(EarlierText)).all() == []
        for model in (Need, Idea, Comment, Report):
            assert session.scalars(select(model).where(model.participant_id == me.id)).all() == []

    def test_a_thread_stays_readable(self, session, workshop):
        me = make_participant(session, workshop)
        need = make_need(session, workshop, participant=me)
        idea = make_idea(session, workshop, participant=me)
        session.add(ContributionSalt(idea_id=idea.id, salt="s" * 64))
        mine = make_comment(session, idea, participant=me)
        answer = make_comment(session, idea, parent_id=mine.id, body="Das sehe ich auch so.")
        versions = [need.text_version, idea.text_version]
        erase_participant(session, me, by=me, texts=Texts.WITHDRAWN, at=NOON)

        assert (need.as_a, need.i_need, need.so_that) == ("", WITHDRAWN, "")
        assert (idea.title, idea.body, mine.body) == (WITHDRAWN, "", WITHDRAWN)
        assert (answer.body, answer.parent_id) == ("Das sehe ich auch so.", mine.id)
        assert [need.author, idea.author, mine.author] == [None, None, None]
        assert idea.comment_count == 2
        # requirements written from it see that it changed, and no release can be linked to it
        assert [need.text_version, idea.text_version] == [one + 1 for one in versions]
        assert session.scalars(select(ContributionSalt)).all() == []

    def test_the_words_of_others_stay(self, session, workshop):
        me, other = make_participant(session, workshop), make_participant(session, workshop)
        theirs = make_idea(session, workshop, participant=other, title="Mehr Schatten")
        session.add(ContributionSalt(idea_id=theirs.id, salt="s" * 64))
        session.add(EarlierText(idea_id=theirs.id, text_version=1, title="Schatten"))
        pseudonym = other.pseudonym
        erase_participant(session, me, by=me, texts=Texts.WITHDRAWN, at=NOON)

        assert (theirs.title, theirs.participant_id) == ("Mehr Schatten", other.id)
        assert (other.pseudonym, other.erased_at) == (pseudonym, None)
        assert len(session.scalars(select(ContributionSalt)).all()) == 1
        assert len(session.scalars(select(EarlierText)).all()) == 1

    def test_ballots_leave_open_rounds_and_stay_in_closed_ones(self, session, workshop):
        me, other = make_participant(session, workshop), make_participant(session, workshop)
        ideas = [make_idea(session, workshop), make_idea(session, workshop)]
        closed, still_open = (make_round(session, workshop, ideas=ideas) for _ in range(2))
        for round_ in (closed, still_open):
            for voter in (me, other):
                cast_ballot(session, round_, by=voter, marks={ideas[0].id: 3})
        moderator = make_account(session, Role.MODERATOR)
        result = close_round(session, closed, by=moderator, at=NOON)
        figures, digest = dict(result.figures), result.ballots_digest

        erase_participant(session, me, by=me, texts=Texts.WITHDRAWN, at=NOON)

        assert tally_of(session, session.get_one(Round, still_open.id)).figures["ballots"] == 1
        assert (result.figures, result.ballots_digest) == (figures, digest)
        again = tally_of(session, session.get_one(Round, closed.id))
        assert (again.figures["ballots"], again.digest) == (2, digest)
        assert session.scalar(select(func.count()).select_from(Mark)) == 3
        assert session.scalar(select(func.count()).select_from(Ballot)) == 3

    def test_the_row_stays_without_anything_personal(self, session, workshop):
        me = make_participant(session, workshop, resume_hash="r" * 64)
        erase_participant(session, me, by=me, texts=Texts.KEPT, at=NOON)
        session.commit()

        assert (me.pseudonym, me.resume_hash, me.erased_at) == (NAMELESS, None, NOON)
        assert make_participant(session, workshop).id > me.id

    def test_twice_is_once_and_the_log_says_it_without_words(self, session, workshop):
        me = busy_participant(session, workshop)
        assert erase_participant(session, me, by=me, texts=Texts.WITHDRAWN, at=NOON) is True
        later = NOON + timedelta(days=1)
        assert erase_participant(session, me, by=None, texts=Texts.KEPT, at=later) is False

        [entry] = session.scalars(select(AuditEntry).filter_by(event="participant.erased"))
        assert (entry.subject_id, entry.details) == (me.id, {"texts": "withdrawn"})
        assert me.erased_at == NOON

    @pytest.mark.parametrize("role", [*Role, None])
    def test_only_they_themselves_and_administrators_may(self, session, workshop, role):
        me = make_participant(session, workshop)
        by = make_account(session, role) if role else make_participant(session, workshop)
        if role is Role.ADMINISTRATOR:
            assert erase_participant(session, me, by=by, texts=Texts.KEPT, at=NOON)
            return
        with pytest.raises(NotAllowedError):
            erase_participant(session, me, by=by, texts=Texts.KEPT, at=NOON)
        assert me.erased_at is None


class TestForget:
    def test_nobody_is_known_long_after_the_workshop_and_their_texts_stay(self, session):
        old, new = make_workshop(session), make_workshop(session, ends_at=NOON + timedelta(days=9))
        past = [make_participant(session, old) for _ in range(2)]
        recent = make_participant(session, new)
        idea = make_idea(session, old, participant=past[0], title="Mehr Schatten")
        at = old.ends_at + timedelta(days=PARTICIPANT_DAYS, seconds=1)

        assert forget_participants(session, at=at) == 2
        assert [one.pseudonym for one in past] == [NAMELESS] * 2
        assert (idea.title, idea.participant_id) == ("Mehr Schatten", None)
        assert recent.erased_at is None
        [entry] = session.scalars(
            select(AuditEntry).filter_by(event="workshop.participants_forgotten")
        )
        assert (entry.subject_id, entry.details) == (old.id, {"people": 2})

        assert forget_participants(session, at=at) == 0
