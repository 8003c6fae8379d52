"""What providers may do with their offers."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from participate.accounts.rules import Role
from participate.core.audit import AuditEntry
from participate.core.errors import NotAllowedError
from participate.core.taxonomy import LifePhase
from participate.offers.actions import (
    EditedMeanwhileError,
    IncompleteError,
    NameTakenError,
    NotPublishedError,
    change_provider,
    confirm_offer,
    create_offer,
    create_provider,
    edit_offer,
    publish_offer,
    withdraw_offer,
)
from participate.offers.models import Provider
from participate.offers.rules import CostKind, Details, Lack, OfferStatus
from tests.factories import NOON, make_account, make_offer, make_provider

#: Just before midnight in UTC it is already tomorrow in the town.
LATE = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
FULL = Details(
    title="Vorlesen",
    description="Jeden Mittwoch.",
    life_phases=(LifePhase.EARLY_CHILDHOOD, LifePhase.PRIMARY_SCHOOL),
    age_from=3,
    age_to=8,
    cost_kind=CostKind.PAID,
    contact="Ausleihe",
    phone="07532 12-34",
    email="lesen@example.org",
)


@pytest.fixture
def keeper(session):
    return make_account(session, Role.PROVIDER)


@pytest.fixture
def provider(session, keeper):
    return make_provider(session, keeper)


def events(session):
    return session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)).all()


def test_an_offer_begins_as_a_draft_and_is_published_when_complete(session, provider, keeper):
    offer = create_offer(session, provider, Details(title=" Vorlesen "), by=keeper, at=NOON)
    assert (offer.title, offer.status) == ("Vorlesen", OfferStatus.DRAFT)
    with pytest.raises(IncompleteError) as refused:
        publish_offer(session, offer, by=keeper, at=NOON)
    assert refused.value.lacks == [Lack.DESCRIPTION, Lack.LIFE_PHASE, Lack.WAY_IN]
    assert offer.status is OfferStatus.DRAFT

    edit_offer(session, offer, FULL, seen=1, by=keeper, at=NOON)
    publish_offer(session, offer, by=keeper, at=LATE)
    publish_offer(session, offer, by=keeper, at=LATE)

    assert offer.details == FULL
    assert (offer.status, offer.confirmed_on) == (OfferStatus.PUBLISHED, date(2026, 11, 25))
    assert events(session) == ["offer.created", "offer.edited", "offer.published"]


def test_what_families_see_stays_complete(session, provider, keeper):
    offer = make_offer(session, provider, how_to_apply="Come.", title="Turnen")

    with pytest.raises(IncompleteError):
        edit_offer(session, offer, Details(title="Tanzen"), seen=1, by=keeper, at=NOON)

    assert offer.title == "Turnen"


def test_of_two_who_edit_at_once_the_second_is_told(session, provider, keeper):
    offer = create_offer(session, provider, FULL, by=keeper, at=NOON)
    session.flush()
    seen = offer.text_version
    edit_offer(session, offer, FULL, seen=seen, by=keeper, at=NOON)

    with pytest.raises(EditedMeanwhileError):
        edit_offer(session, offer, Details(title="Tanzen"), seen=seen, by=keeper, at=NOON)

    assert offer.title == "Vorlesen"


def test_saving_what_families_see_confirms_it(session, provider, keeper):
    offer = make_offer(session, provider, confirmed_on=date(2020, 1, 1))

    edit_offer(session, offer, FULL, seen=1, by=keeper, at=LATE)

    assert offer.confirmed_on == date(2026, 11, 25)


def test_a_saved_draft_is_not_confirmed(session, provider, keeper):
    offer = create_offer(session, provider, FULL, by=keeper, at=NOON)

    edit_offer(session, offer, FULL, seen=1, by=keeper, at=LATE)

    assert offer.confirmed_on is None


def test_life_phases_are_replaced(session, provider, keeper):
    offer = make_offer(
        session, provider, life_phases=[LifePhase.PREGNANCY, LifePhase.PRIMARY_SCHOOL]
    )

    edit_offer(session, offer, FULL, seen=1, by=keeper, at=NOON)
    session.flush()
    session.expire(offer)

    assert offer.life_phases == [LifePhase.EARLY_CHILDHOOD, LifePhase.PRIMARY_SCHOOL]


def test_withdrawing_and_confirming(session, provider, keeper):
    offer = make_offer(session, provider, confirmed_on=date(2020, 1, 1))

    confirm_offer(session, offer, by=keeper, at=NOON)
    assert offer.confirmed_on == NOON.date()
    withdraw_offer(session, offer, by=keeper, at=NOON)
    withdraw_offer(session, offer, by=keeper, at=NOON)

    assert offer.status is OfferStatus.WITHDRAWN
    assert events(session) == ["offer.confirmed", "offer.withdrawn"]
    with pytest.raises(NotPublishedError):
        confirm_offer(session, offer, by=keeper, at=NOON)


def test_a_draft_cannot_be_withdrawn(session, provider, keeper):
    offer = make_offer(session, provider, status=OfferStatus.DRAFT)

    with pytest.raises(NotPublishedError):
        withdraw_offer(session, offer, by=keeper, at=NOON)


@pytest.mark.parametrize("roles", [[Role.PROVIDER], [Role.MODERATOR], [Role.BOARD], []])
@pytest.mark.parametrize(
    "act",
    [
        publish_offer,
        withdraw_offer,
        confirm_offer,
        lambda session, offer, **who: edit_offer(session, offer, FULL, seen=1, **who),
        lambda session, offer, **who: create_offer(session, offer.provider, FULL, **who),
    ],
)
def test_nobody_else_keeps_it(session, provider, roles, act):
    offer = make_offer(session, provider)

    with pytest.raises(NotAllowedError):
        act(session, offer, by=make_account(session, *roles), at=NOON)


def test_a_member_who_lost_the_role_keeps_nothing(session, keeper, provider):
    offer = make_offer(session, provider)
    keeper.held_roles.clear()

    with pytest.raises(NotAllowedError):
        withdraw_offer(session, offer, by=keeper, at=NOON)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "x" * 121},
        {"phone": "call me"},
        {"email": "nobody"},
        {"age_from": 9, "age_to": 3},
        {"age_from": 28},
        {"age_to": -1},
    ],
)
def test_what_no_form_lets_through_is_loud(session, provider, keeper, wrong):
    with pytest.raises(ValueError, match=r"characters|shape|ages"):
        create_offer(session, provider, Details(**{"title": "A"} | wrong), by=keeper, at=NOON)


def test_an_administrator_adds_providers_and_their_people(session, keeper):
    administrator = make_account(session, Role.ADMINISTRATOR)
    provider = create_provider(
        session, by=administrator, name="Kita", website="https://a.de", at=NOON
    )
    session.flush()
    change_provider(
        session,
        provider,
        by=administrator,
        name="Kita Nord",
        website="",
        members=[keeper],
        at=NOON,
    )
    session.flush()

    assert (provider.name, provider.website, provider.members) == ("Kita Nord", "", [keeper])
    assert events(session) == ["provider.created", "provider.changed"]
    with pytest.raises(NameTakenError):
        create_provider(session, by=administrator, name="Kita Nord", at=NOON)
    assert len(session.scalars(select(Provider)).all()) == 1
    for alike in ("KITA NORD", "kita\u00a0nord", "\uff2bita Nord"):
        with pytest.raises(NameTakenError):
            create_provider(session, by=administrator, name=alike, at=NOON)
    with pytest.raises(NotAllowedError):
        create_provider(session, by=keeper, name="Other", at=NOON)
    with pytest.raises(ValueError, match="web address"):
        create_provider(session, by=administrator, name="X", website="javascript:1", at=NOON)


def test_only_providers_accounts_become_members(session):
    administrator = make_account(session, Role.ADMINISTRATOR)

    with pytest.raises(ValueError, match="role"):
        change_provider(
            session,
            make_provider(session),
            by=administrator,
            name="A",
            website="",
            members=[make_account(session, Role.MODERATOR)],
            at=NOON,
        )
