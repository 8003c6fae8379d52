"""What people can do with needs, and what they cannot."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from participate.accounts.rules import Role
from participate.core.audit import AuditEntry
from participate.core.errors import NotAllowedError
from participate.core.taxonomy import LifePhase
from participate.needs.actions import (
    AlreadyHiddenError,
    DissolvedError,
    NothingChosenError,
    StepNotOpenError,
    create_cluster,
    dissolve_cluster,
    edit_need,
    hide_need,
    move_needs,
    rename_cluster,
    show_need,
    submit_need,
    wording_of,
)
from participate.needs.models import Need
from participate.needs.rules import I_NEED_MAX, Wording
from participate.workshops.models import StakeholderGroup
from participate.workshops.rules import Channel, StepKind
from tests.factories import (
    NOON,
    make_account,
    make_cluster,
    make_need,
    make_participant,
    make_workshop,
    open_only,
)

SHADE = Wording("Mutter", "Schatten am Spielplatz", "wir länger bleiben", LifePhase.FIRST_YEAR)


@pytest.fixture
def workshop(session):
    return make_workshop(session, step=StepKind.COLLECT_NEEDS)


@pytest.fixture
def moderator(session):
    return make_account(session, Role.MODERATOR)


def events(session):
    return session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)).all()


class TestSubmit:
    def test_takes_the_words_and_the_group_of_a_participant(self, session, workshop):
        pupil = make_participant(session, workshop, group_key="pupils")

        need = submit_need(session, workshop, by=pupil, wording=SHADE, at=NOON)

        assert (wording_of(need), need.group_key, need.author) == (SHADE, "pupils", pupil)
        assert need.channel is Channel.PHONE
        assert events(session) == ["need.submitted"]

    def test_a_participant_cannot_speak_for_another_group(self, session, workshop):
        pupil = make_participant(session, workshop, group_key="pupils")
        town = session.get(StakeholderGroup, "town")

        need = submit_need(
            session, workshop, by=pupil, wording=SHADE, at=NOON, group=town, channel=Channel.PAPER
        )

        assert (need.group_key, need.channel) == ("pupils", Channel.PHONE)

    def test_a_moderator_enters_a_card_for_somebody_else(self, session, workshop, moderator):
        open_only(session, workshop, StepKind.VOTE)
        group = session.get(StakeholderGroup, "institutions")

        need = submit_need(
            session,
            workshop,
            by=moderator,
            wording=SHADE,
            at=NOON,
            group=group,
            channel=Channel.PAPER,
        )

        assert (need.group_key, need.channel, need.author) == (
            "institutions",
            Channel.PAPER,
            moderator,
        )

    def test_a_moderator_has_to_say_for_whom(self, session, workshop, moderator):
        with pytest.raises(ValueError, match="whose"):
            submit_need(session, workshop, by=moderator, wording=SHADE, at=NOON)

    @pytest.mark.parametrize("step", [None, StepKind.GROUP, StepKind.BREAK])
    def test_is_over_when_another_step_is_open(self, session, workshop, step):
        participant = make_participant(session, workshop)
        open_only(session, workshop, step)

        with pytest.raises(StepNotOpenError):
            submit_need(session, workshop, by=participant, wording=SHADE, at=NOON)

    def test_is_not_for_those_who_joined_another_workshop(self, session, workshop):
        stranger = make_participant(session, make_workshop(session))

        with pytest.raises(NotAllowedError):
            submit_need(session, workshop, by=stranger, wording=SHADE, at=NOON)

    def test_is_not_for_the_board(self, session, workshop):
        with pytest.raises(NotAllowedError):
            submit_need(
                session, workshop, by=make_account(session, Role.BOARD), wording=SHADE, at=NOON
            )

    @pytest.mark.parametrize("text", ["", " \n ", "x" * (I_NEED_MAX + 1)])
    def test_refuses_what_the_form_should_have_refused(self, session, workshop, text):
        participant = make_participant(session, workshop)

        with pytest.raises(ValueError, match="allowed"):
            submit_need(session, workshop, by=participant, wording=Wording("Mutter", text), at=NOON)


class TestSubmitAgain:
    """Who presses Back and sends once more has still said it once."""

    def test_the_same_words_count_once(self, session, workshop):
        pupil = make_participant(session, workshop)
        first, again = (
            submit_need(session, workshop, by=pupil, wording=wording, at=NOON)
            for wording in (SHADE, replace(SHADE, i_need=" Schatten am Spielplatz"))
        )
        assert again is first
        assert events(session) == ["need.submitted"]

    def test_other_words_and_other_people_count(self, session, workshop):
        pupil, friend = make_participant(session, workshop), make_participant(session, workshop)
        said = [(pupil, SHADE), (pupil, replace(SHADE, place="Nord")), (friend, SHADE)]
        needs = {submit_need(session, workshop, by=by, wording=w, at=NOON) for by, w in said}
        assert len(needs) == 3

    def test_what_was_hidden_may_be_said_again(self, session, workshop, moderator):
        pupil = make_participant(session, workshop)
        first = submit_need(session, workshop, by=pupil, wording=SHADE, at=NOON)
        hide_need(session, first, by=moderator, reason="Spam", at=NOON)
        assert submit_need(session, workshop, by=pupil, wording=SHADE, at=NOON) is not first

    def test_two_cards_from_the_hall_may_say_the_same(self, session, workshop, moderator):
        group = session.get(StakeholderGroup, "pupils")
        card = {"by": moderator, "group": group, "channel": Channel.PAPER, "at": NOON}
        cards = [submit_need(session, workshop, wording=SHADE, **card) for _ in range(2)]
        assert cards[0] is not cards[1]


class TestEdit:
    def test_counts_the_version_up(self, session, workshop):
        author = make_participant(session, workshop)
        need = make_need(session, workshop, participant=author)

        assert edit_need(session, need, by=author, wording=SHADE, at=NOON)

        assert (need.i_need, need.text_version, need.edited_at) == (SHADE.i_need, 2, NOON)

    def test_the_same_words_are_the_same_version(self, session, workshop):
        author = make_participant(session, workshop)
        need = make_need(session, workshop, participant=author)

        assert not edit_need(session, need, by=author, wording=wording_of(need), at=NOON)

        assert (need.text_version, need.edited_at, events(session)) == (1, None, [])

    def test_is_for_its_author_alone(self, session, workshop, moderator):
        need = make_need(session, workshop, participant=make_participant(session, workshop))

        for other in (make_participant(session, workshop), moderator):
            with pytest.raises(NotAllowedError):
                edit_need(session, need, by=other, wording=SHADE, at=NOON)

    def test_is_over_with_the_step(self, session, workshop):
        author = make_participant(session, workshop)
        need = make_need(session, workshop, participant=author)
        open_only(session, workshop, StepKind.GROUP)

        with pytest.raises(StepNotOpenError):
            edit_need(session, need, by=author, wording=SHADE, at=NOON)

    def test_is_over_once_it_is_hidden(self, session, workshop):
        author = make_participant(session, workshop)
        need = make_need(
            session, workshop, participant=author, hidden_at=NOON, hidden_reason="A name."
        )

        with pytest.raises(NotAllowedError):
            edit_need(session, need, by=author, wording=SHADE, at=NOON)

    def test_a_moderator_mends_what_they_typed_themselves(self, session, workshop, moderator):
        need = make_need(session, workshop, account=moderator, channel=Channel.PAPER)
        open_only(session, workshop, StepKind.VOTE)

        assert edit_need(session, need, by=moderator, wording=SHADE, at=NOON)


class TestHide:
    def test_keeps_reason_and_comes_back(self, session, workshop, moderator):
        need = make_need(session, workshop)

        hide_need(session, need, by=moderator, reason=" A phone number. ", at=NOON)
        assert (need.hidden_at, need.hidden_reason) == (NOON, "A phone number.")

        show_need(session, need, by=moderator, at=NOON)
        assert (need.hidden_at, need.hidden_reason) == (None, None)
        assert events(session) == ["need.hidden", "need.shown"]

    def test_the_first_reason_stays(self, session, workshop, moderator):
        need = make_need(session, workshop)
        hide_need(session, need, by=moderator, reason="First.", at=NOON)

        with pytest.raises(AlreadyHiddenError):
            hide_need(session, need, by=moderator, reason="Second.", at=NOON)

        assert need.hidden_reason == "First."

    def test_the_first_of_two_moderators_at_once_says_why(self, session, workshop, moderator):
        need = make_need(session, workshop)
        first = update(Need).values(hidden_at=NOON, hidden_reason="First.")
        session.execute(first, execution_options={"synchronize_session": False})
        assert need.hidden_at is None, "the second moderator looked before"

        with pytest.raises(AlreadyHiddenError):
            hide_need(session, need, by=moderator, reason="Second.", at=NOON)
        assert need.hidden_reason == "First."

        second = update(Need).values(hidden_at=None, hidden_reason=None)
        session.execute(second, execution_options={"synchronize_session": False})
        show_need(session, need, by=moderator, at=NOON)
        assert events(session) == []

    def test_is_for_moderators(self, session, workshop):
        need, member = make_need(session, workshop), make_account(session, Role.BOARD)

        with pytest.raises(NotAllowedError):
            hide_need(session, need, by=member, reason="No.", at=NOON)
        with pytest.raises(NotAllowedError):
            show_need(session, need, by=member, at=NOON)


class TestClusters:
    def test_gather_needs_and_leave_their_words(self, session, workshop, moderator):
        first, second = make_need(session, workshop), make_need(session, workshop)
        words = wording_of(first)

        cluster = create_cluster(session, workshop, by=moderator, headline="Schatten", at=NOON)
        move_needs(session, [first, second], cluster, by=moderator, at=NOON)

        assert (first.cluster, second.cluster, first.clustered_at) == (cluster, cluster, NOON)
        assert (wording_of(first), first.text_version) == (words, 1)
        assert events(session) == ["cluster.created", "need.clustered", "need.clustered"]

    def test_the_later_move_holds_and_both_are_on_the_record(self, session, workshop, moderator):
        need = make_need(session, workshop)
        one, two = make_cluster(session, workshop), make_cluster(session, workshop)

        move_needs(session, [need], one, by=moderator, at=NOON)
        move_needs(session, [need], two, by=make_account(session, Role.MODERATOR), at=NOON)

        details = session.scalars(select(AuditEntry.details).order_by(AuditEntry.id)).all()
        assert need.cluster == two
        assert details == [
            {"before": None, "into": one.id},
            {"before": one.id, "into": two.id},
        ]

    def test_dissolving_keeps_the_notes(self, session, workshop, moderator):
        cluster = make_cluster(session, workshop)
        need = make_need(session, workshop, cluster=cluster)

        dissolve_cluster(session, cluster, by=moderator, at=NOON)
        dissolve_cluster(session, cluster, by=moderator, at=NOON)

        assert (need.cluster, need.clustered_at, cluster.dissolved_at) == (None, None, NOON)
        assert events(session) == ["need.clustered", "cluster.dissolved"]

    def test_nothing_hangs_in_a_dissolved_cluster(self, session, workshop, moderator):
        cluster = make_cluster(session, workshop, dissolved_at=NOON)
        need = make_need(session, workshop)

        with pytest.raises(DissolvedError):
            move_needs(session, [need], cluster, by=moderator, at=NOON)

    def test_a_note_stays_in_its_workshop(self, session, workshop, moderator):
        need, elsewhere = (
            make_need(session, workshop),
            make_cluster(session, make_workshop(session)),
        )

        with pytest.raises(ValueError, match="workshop"):
            move_needs(session, [need], elsewhere, by=moderator, at=NOON)

    def test_moving_nothing_is_a_mistake(self, session, workshop, moderator):
        with pytest.raises(NothingChosenError):
            move_needs(session, [], make_cluster(session, workshop), by=moderator, at=NOON)

    def test_get_another_headline(self, session, workshop, moderator):
        cluster = make_cluster(session, workshop)

        rename_cluster(session, cluster, by=moderator, headline=" Rad ", at=NOON)

        assert cluster.headline == "Rad"

    def test_are_for_moderators(self, session, workshop):
        member, cluster = make_account(session, Role.BOARD), make_cluster(session, workshop)
        need = make_need(session, workshop)

        for act in (
            lambda: create_cluster(session, workshop, by=member, headline="Rad", at=NOON),
            lambda: rename_cluster(session, cluster, by=member, headline="Rad", at=NOON),
            lambda: dissolve_cluster(session, cluster, by=member, at=NOON),
            lambda: move_needs(session, [need], cluster, by=member, at=NOON),
        ):
            with pytest.raises(NotAllowedError):
                act()
