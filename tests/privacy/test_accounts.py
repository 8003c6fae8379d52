"""An account can become nobody's; what the town decided stays, and somebody always looks after."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from participate.accounts.actions import WrongPasswordError, change_account, sign_in
from participate.accounts.models import (
    Account,
    AccountSession,
    HeldRole,
    MailedLink,
    RecoveryCode,
    SecondFactor,
)
from participate.accounts.queries import all_accounts, get_account
from participate.accounts.rules import Role
from participate.board.models import Assignment, Review
from participate.core.db import Base
from participate.core.errors import NotAllowedError, NotFoundError
from participate.core.passwords import password_hash
from participate.offers.models import ProviderMember
from participate.privacy.actions.accounts import (
    LastAdministratorError,
    erase_account,
    forget_accounts,
)
from participate.privacy.rules import ACCOUNT_DAYS, NAMELESS, WITHDRAWN, Texts
from participate.workshops.rules import Channel
from tests.factories import (
    NOON,
    make_account,
    make_comment,
    make_idea,
    make_mailed_link,
    make_need,
    make_resolution,
    make_session,
)
from tests.privacy.canary import busy_account, rows_with_canary

EVERYWHERE = {
    "account.display_name",
    "account.email",
    "account.language",
    "account.password_hash",
    "comment.body",
    "earlier_text.body",
    "earlier_text.title",
    "feedback.contact",
    "idea.body",
    "idea.title",
    "outgoing_mail.recipient",
    "outgoing_mail.subject",
    "passkey.name",
    "review.note",
}


def rows(session, model):
    return session.scalar(select(func.count()).select_from(model))


class TestErase:
    def test_no_word_of_theirs_is_left_in_any_column_of_any_table(self, session, engine, workshop):
        me, other = busy_account(session, workshop), make_account(session, Role.ADMINISTRATOR)
        session.commit()
        assert set(rows_with_canary(engine)) == EVERYWHERE

        erase_account(session, me, by=other, texts=Texts.WITHDRAWN, at=NOON)
        session.commit()

        assert rows_with_canary(engine) == []
        assert (me.display_name, me.active, me.erased_at) == (NAMELESS, False, NOON)
        assert session.scalars(select(HeldRole).filter_by(account_id=me.id)).all() == []
        assert rows(session, ProviderMember) == 0
        # what the board was told stays, without its note; what nobody answered goes
        assert [review.benefit for review in session.scalars(select(Review))] == [4]
        assert rows(session, Assignment) == 1

    def test_no_row_speaks_of_it_any_more_but_those_that_say_what_was_decided(
        self, session, workshop
    ):
        me = busy_account(session, workshop)
        make_account(session, Role.ADMINISTRATOR)
        make_session(session, me)
        make_mailed_link(session, me, token="t")  # noqa: S106
        session.add(SecondFactor(account_id=me.id, secret="s", last_step=0, added_at=NOON))  # noqa: S106
        session.flush()
        session.add(RecoveryCode(account_id=me.id, code_hash="c"))
        erase_account(session, me, by=me, texts=Texts.KEPT, at=NOON)

        speaks = {
            f"{table.name}.{key.parent.name}"
            for table in Base.metadata.sorted_tables
            for key in table.foreign_keys
            if key.references(Account.__table__)
            and session.execute(select(table).where(key.parent == me.id)).first()
        }
        assert speaks == {"assignment.account_id", "review.account_id"}

    def test_what_it_typed_for_others_stays_in_their_words(self, session, workshop):
        me = make_account(session, Role.MODERATOR)
        card = make_need(session, workshop, account=me, channel=Channel.PAPER, i_need="Schatten")
        own = make_idea(session, workshop, account=me, title="Sonnensegel")
        said = make_comment(session, own, account=me)
        erase_account(session, me, by=me, texts=Texts.WITHDRAWN, at=NOON)

        assert (card.i_need, card.account_id) == ("Schatten", None)
        assert (own.title, own.account_id) == (WITHDRAWN, None)
        assert (said.body, said.account_id) == (WITHDRAWN, None)

    def test_what_it_decided_for_the_town_stays_without_a_name(self, session, workshop):
        me = make_account(session, Role.CHAIR)
        idea = make_idea(session, workshop, answer="Wir bauen es.", answered_by=me)
        resolution = make_resolution(session, idea, recorded_by=me)
        erase_account(session, me, by=me, texts=Texts.WITHDRAWN, at=NOON)

        assert idea.answer == "Wir bauen es."
        assert idea.answered_by.display_name == resolution.recorded_by.display_name == NAMELESS

    def test_nobody_signs_in_with_it_and_no_page_finds_it(self, session):
        me = make_account(session, Role.MODERATOR, password_hash=password_hash("correct horse 1"))
        email = me.email
        make_session(session, me)
        sealed = {"secret": "sealed", "last_step": 1, "added_at": NOON}
        session.add(SecondFactor(account_id=me.id, **sealed))
        session.flush()
        session.add(RecoveryCode(account_id=me.id, code_hash="hash"))
        make_mailed_link(session, me, token="t")  # noqa: S106
        erase_account(session, me, by=me, texts=Texts.KEPT, at=NOON)

        for address in (email, me.email):
            given = {"email": address, "password": "correct horse 1", "email_hash": "x"}
            with pytest.raises(WrongPasswordError):
                sign_in(session, **given, at=NOON)
        assert rows(session, AccountSession) == rows(session, MailedLink) == 0
        assert rows(session, SecondFactor) == rows(session, RecoveryCode) == 0
        assert session.scalars(all_accounts()).all() == []
        with pytest.raises(NotFoundError):
            get_account(session, me.id)

    def test_the_last_administrator_stays(self, session):
        me, idle = (
            make_account(session, Role.ADMINISTRATOR),
            make_account(session, Role.ADMINISTRATOR, active=False),
        )
        with pytest.raises(LastAdministratorError):
            erase_account(session, me, by=me, texts=Texts.KEPT, at=NOON)
        assert me.erased_at is None

        assert erase_account(session, idle, by=me, texts=Texts.KEPT, at=NOON) is True
        make_account(session, Role.ADMINISTRATOR)
        assert erase_account(session, me, by=me, texts=Texts.KEPT, at=NOON) is True
        assert erase_account(session, me, by=None, texts=Texts.KEPT, at=NOON) is False

    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
    def test_only_its_holder_and_administrators_may(self, session, role):
        me = make_account(session, Role.BOARD)
        with pytest.raises(NotAllowedError):
            erase_account(session, me, by=make_account(session, role), texts=Texts.KEPT, at=NOON)
        assert erase_account(session, me, by=me, texts=Texts.KEPT, at=NOON) is True


class TestForget:
    def test_an_account_is_erased_long_after_it_was_switched_off_for_the_last_time(self, session):
        admin = make_account(session, Role.ADMINISTRATOR)
        off, again, back = (make_account(session, Role.BOARD) for _ in range(3))

        def switch(account, active, days):
            at = NOON + timedelta(days=days)
            same = {"name": account.display_name, "roles": [Role.BOARD]}
            change_account(session, account, by=admin, **same, active=active, at=at)

        for account in (off, again, back):
            switch(account, False, 0)
        switch(back, True, 10)
        switch(again, True, 10)
        switch(again, False, 20)
        later = NOON + timedelta(days=ACCOUNT_DAYS, seconds=1)

        assert forget_accounts(session, at=later) == 1
        assert forget_accounts(session, at=later) == 0
        names = {one.id: one.display_name for one in session.scalars(select(Account))}
        assert [name == NAMELESS for _id, name in sorted(names.items())] == [
            False,
            True,
            False,
            False,
        ]
        assert forget_accounts(session, at=later + timedelta(days=20)) == 1
