"""Finding offers."""

import pytest

from participate.accounts.rules import Role
from participate.core.taxonomy import LifePhase
from participate.offers.queries import offers_kept_by, published_by_phase, published_offers
from participate.offers.rules import OFFERS_PER_PAGE, CostKind, OfferStatus, Wanted
from tests.factories import make_account, make_offer, make_provider
from tests.statements import statements


def titles(session, **wanted):
    return [offer.title for offer in published_offers(session, Wanted(**wanted)).items]


def test_all_words_must_stand_somewhere_in_whatever_case(session):
    make_offer(session, title="Ärzte für Kinder", place="Gartenweg")
    make_offer(session, make_provider(session, name="Stadtbücherei Öhringen"), title="Vorlesen")
    make_offer(session, title="Turnen", description="Für alle, auch ÜBER Mittag.")

    assert titles(session, search="ärzte") == ["Ärzte für Kinder"]
    assert titles(session, search="ARZTE gartenWEG") == ["Ärzte für Kinder"]
    assert titles(session, search="aerzte") == ["Ärzte für Kinder"]
    assert titles(session, search="öhr VORLES") == ["Vorlesen"]
    assert titles(session, search="über") == ["Turnen"]
    assert titles(session, search="ärzte vorlesen") == []
    assert titles(session, search="%") == []
    assert titles(session, search="_") == []


def test_a_renamed_provider_is_found_by_its_new_name(session):
    provider = make_provider(session, name="Alt")
    make_offer(session, provider, title="Turnen")
    provider.name = "Übungshalle"
    session.flush()

    assert titles(session, search="übung") == ["Turnen"]
    assert titles(session, search="alt") == []


def test_titles_are_sorted_as_germans_sort_them(session):
    for title in ("Zirkus", "Ärzte", "Basteln", "ausflug"):
        make_offer(session, title=title)

    assert titles(session) == ["Ärzte", "ausflug", "Basteln", "Zirkus"]


def test_life_phase_age_and_price_narrow_the_list(session):
    make_offer(session, title="Baby", life_phases=[LifePhase.FIRST_YEAR], age_to=0)
    make_offer(
        session,
        title="Schule",
        life_phases=[LifePhase.PRIMARY_SCHOOL, LifePhase.SECONDARY_SCHOOL],
        age_from=6,
        cost_kind=CostKind.PAID,
    )
    make_offer(session, title="Jedes Alter")

    assert titles(session, phase=LifePhase.SECONDARY_SCHOOL) == ["Schule"]
    assert titles(session, age=0) == ["Baby", "Jedes Alter"]
    assert titles(session, age=6) == ["Jedes Alter", "Schule"]
    assert titles(session, age=6, only_free=True) == ["Jedes Alter"]


@pytest.mark.parametrize("status", [OfferStatus.DRAFT, OfferStatus.WITHDRAWN])
def test_families_find_only_what_is_published(session, status):
    make_offer(session, status=status)

    assert titles(session) == []
    assert sum(published_by_phase(session).values()) == 0


def test_phases_are_counted_in_the_order_of_life(session):
    make_offer(session, life_phases=[LifePhase.TRANSITION, LifePhase.PREGNANCY])

    counts = published_by_phase(session)

    assert list(counts) == list(LifePhase)
    assert counts[LifePhase.TRANSITION] == counts[LifePhase.PREGNANCY] == 1


def test_a_provider_keeps_its_own_offers_and_an_administrator_all(session):
    keeper, administrator = (
        make_account(session, Role.PROVIDER),
        make_account(session, Role.ADMINISTRATOR),
    )
    mine = make_offer(session, make_provider(session, keeper))
    other = make_offer(session)

    assert list(offers_kept_by(session, keeper).items) == [mine]
    assert set(offers_kept_by(session, administrator).items) == {mine, other}


def test_a_long_directory_takes_as_many_queries_as_a_short_one(session):
    def cost():
        session.commit()
        session.expunge_all()
        with statements() as asked:
            page = published_offers(session, Wanted(search="offer"))
            assert [(offer.provider.name, offer.life_phases) for offer in page.items]
        return len(asked), page

    for _number in range(3):
        make_offer(session)
    few, _page = cost()
    for _number in range(60):
        make_offer(session)
    many, page = cost()

    assert few == many
    assert (len(page.items), page.total, page.count) == (OFFERS_PER_PAGE, 63, 4)
