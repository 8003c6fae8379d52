"""The pages of offers, as families, providers and administrators meet them."""

from datetime import date

import pytest

from participate.accounts.rules import Role
from participate.core.taxonomy import LifePhase
from participate.offers.models import Offer, Provider
from participate.offers.rules import CostKind, OfferStatus
from tests.factories import (
    make_account,
    make_fulfilment,
    make_offer,
    make_provider,
    make_requirement,
)
from tests.pages import HTMX, soup


def plain(tag):
    """What one reads, without the places where a word may break."""
    return tag.get_text(" ", strip=True).replace("\xad", "")


@pytest.fixture
def keeper(session, sign_in):
    keeper = make_account(session, Role.PROVIDER)
    session.commit()
    sign_in(keeper)
    return keeper


@pytest.fixture
def administrator(session, sign_in):
    administrator = make_account(session, Role.ADMINISTRATOR)
    session.commit()
    sign_in(administrator)
    return administrator


def test_the_directory_begins_with_life_phases(client, session):
    make_offer(session, title="Vorlesen", life_phases=[LifePhase.PRIMARY_SCHOOL])

    page = soup(client.get("/offers"))

    tiles = [plain(tile) for tile in page.select("main nav .fw-tile")]
    assert len(tiles) == 6
    assert tiles[3] == "Grundschule 1 Angebot"
    assert page.select_one("main nav .fw-tile a")["href"] == "/offers?phase=pregnancy"
    assert "Vorlesen" in page.text


def test_a_search_can_be_sent_as_a_link(client, session):
    make_offer(session, title="Ärzte", life_phases=[LifePhase.PREGNANCY])
    make_offer(session, title="Ärzte für Schulkinder", life_phases=[LifePhase.PRIMARY_SCHOOL])

    page = soup(client.get("/offers?phase=pregnancy&search=ärzte&age=0&free=1"))

    assert [card.text for card in page.select(".fw-card h3")] == ["Ärzte"]
    assert plain(page.h1) == "Schwangerschaft: Was gibt es?"
    assert page.select_one("#search")["value"] == "ärzte"
    assert page.select_one("#age option[selected]")["value"] == "0"
    assert plain(page.select_one(".fw-tabs [aria-current=page]")) == "Schwangerschaft"
    kept = {tag["name"]: tag["value"] for tag in page.select("[role=search] [type=hidden]")}
    assert kept == {"phase": "pregnancy", "free": "1"}


def test_nothing_found_shows_the_word_and_where_else_to_look(client, session):
    make_offer(session, life_phases=[LifePhase.TRANSITION])

    page = soup(client.get("/offers?search=<Omageld>"))

    assert page.select_one("[role=status]").text.strip() == "Kein Treffer für „<Omageld>“"
    ways = {link["href"] for link in page.select("#results a")}
    assert "/offers?phase=transition" in ways
    assert "/workshops" in ways


@pytest.mark.parametrize("choice", ["phase=pregnancy", "free=1", "age=17"])
def test_a_choice_that_nothing_fits_does_not_call_the_directory_empty(client, session, choice):
    make_offer(session, life_phases=[LifePhase.TRANSITION], cost_kind=CostKind.PAID, age_to=6)

    page = soup(client.get(f"/offers?{choice}"))

    assert page.select_one("[role=status]").text.strip() == "Zu dieser Auswahl passt kein Angebot"


def test_a_town_without_offers_says_so_and_nothing_else(client):
    page = soup(client.get("/offers")).select_one("#results")

    assert plain(page.select_one(".fw-empty")) == "Im Verzeichnis steht noch kein Angebot."
    assert not page.select(".fw-chip")


def test_what_was_searched_stands_above_the_life_phases(client, session):
    make_offer(session, title="Vorlesen")

    page = soup(client.get("/offers?search=vorlesen")).main

    assert page.select_one("#results").find_next("nav", attrs={"aria-label": "Lebensphasen"})
    assert soup(client.get("/offers")).main.select_one("nav .fw-tile").find_next(id="results")


def test_htmx_swaps_the_results_alone(client, session):
    make_offer(session, title="Vorlesen")

    part = client.get("/offers?search=vorlesen", headers=HTMX)

    assert soup(part).select_one("#results h2[data-focus]").text == "1 Angebot für „vorlesen“"
    assert "<h1" not in part.text


@pytest.mark.parametrize(
    ("query", "says", "leads"),
    [
        ("", None, None),
        ("?search=vorlesen", "Alle Angebote zeigen", "/offers"),
        ("?search=vorlesen&free=1", "Alle Filter entfernen", "/offers?search=vorlesen#hits"),
        ("?age=3", "Alle Filter entfernen", "/offers#hits"),
        ("?phase=transition", "Alle Filter entfernen", "/offers#hits"),
    ],
)
def test_filters_are_removed_only_where_one_is_set(client, session, query, says, leads):
    make_offer(session, title="Vorlesen")

    way_out = soup(client.get(f"/offers{query}")).select_one("#results .fw-chip ~ .fw-act")

    assert (way_out and way_out.text) == says
    assert (way_out and way_out["href"]) == leads


def test_a_filter_leads_to_the_results(client, session):
    make_offer(session, title="Vorlesen")

    chips = soup(client.get("/offers?search=vorlesen&age=3")).select(".fw-chip")

    assert [chip["href"] for chip in chips] == [
        "/offers?search=vorlesen&age=3&free=1#hits",
        "/offers?search=vorlesen#hits",
    ]


@pytest.mark.parametrize(
    "query",
    [
        "phase=nowhere",
        "age=abc",
        "age=-1",
        "age=999999999999999999999",
        "page=99999999999999999999999",
        "page=-3",
        "search=" + "ä" * 5_000,
        "search=%25%5F%5C",
        "search=%00%ff",
        "search=" + "a+" * 500,
    ],
)
def test_odd_addresses_get_a_page(client, session, query):
    make_offer(session)

    assert client.get(f"/offers?{query}").status_code == 200


def test_pages_of_twenty(client, session):
    for number in range(21):
        make_offer(session, title=f"Vorlesen {number:02}")

    first, second = (soup(client.get(f"/offers?search=vorlesen&page={n}")) for n in (1, 2))

    assert len(first.select(".fw-card")) == 20
    assert [card.text for card in second.select(".fw-card h3")] == ["Vorlesen 20"]
    assert first.select_one("a[rel=next]")["href"] == "/offers?search=vorlesen&page=2"


def test_an_offer_says_everything_a_family_needs(client, session):
    provider = make_provider(session, name="Bücherei", website="https://buecherei.example.org")
    offer = make_offer(
        session,
        provider,
        title="Vorlesen",
        description="Für <alle>.",
        age_from=3,
        age_to=8,
        cost_note="Spende erwünscht",
        place="Am Markt 1",
        opening_hours="Mo 9-12\nDo 14-16",
        how_to_apply="Einfach kommen.",
        contact="Ausleihe",
        responsible_for="Fragen zum Vorlesen",
        phone="+49 (0) 7532 12-34",
        email="lesen@example.org",
        confirmed_on=date(2026, 1, 5),
    )
    requirement = make_requirement(session, title="Vorlesestunden", status="adopted")
    make_fulfilment(session, offer, requirement)

    page = soup(client.get(f"/offers/{offer.id}"))

    assert page.h1.text == "Vorlesen"
    text = page.main.get_text(" ", strip=True)
    for said in ("Für <alle>.", "3 bis 8 Jahre", "Spende erwünscht", "Am Markt 1", "Ausleihe",
                 "Fragen zum Vorlesen", "Einfach kommen.", "Bücherei"):  # fmt: skip
        assert said in text
    links = {link["href"] for link in page.select("main a")}
    assert {
        "tel:+49753212" + "34",
        "mailto:lesen@example.org",
        "https://buecherei.example.org",
        f"/requirements/{requirement.key}",
        f"/trace/offer/{offer.id}",
        "/offers?phase=primary_school",
    } <= links
    assert "am Mo., 5. Januar 2026, von Bücherei" in text.replace("\xa0", " ")
    assert "Bitte fragen Sie vorher nach." in text
    [hours] = [dd for dd in page.select("dd") if "Mo 9-12" in dd.text]
    assert hours.select_one("br")


def test_a_requirement_that_is_only_proposed_is_not_named(client, session):
    offer = make_offer(session)
    make_fulfilment(session, offer, make_requirement(session, title="Geheim"))

    assert "Geheim" not in client.get(f"/offers/{offer.id}").text


@pytest.mark.parametrize("status", [OfferStatus.DRAFT, OfferStatus.WITHDRAWN])
def test_the_public_cannot_tell_a_draft_from_nothing(client, session, status):
    offer = make_offer(session, status=status)

    assert client.get(f"/offers/{offer.id}").status_code == 404
    assert client.get("/offers/999999").status_code == 404


def test_its_keeper_sees_a_draft_as_families_would(client, session, keeper):
    offer = make_offer(session, make_provider(session, keeper), status=OfferStatus.DRAFT)

    page = client.get(f"/offers/{offer.id}")

    assert page.status_code == 200
    assert "Familien sehen diese Seite nicht." in page.text


def test_writing_publishing_and_withdrawing_an_offer(client, session, keeper):
    provider = make_provider(session, keeper)
    first = {"title": "Vorlesen", "provider": str(provider.id), "cost_kind": "free"}
    answer = client.submit("/offers/new", first)
    offer = session.query(Offer).one()
    assert (answer.status_code, offer.status) == (303, OfferStatus.DRAFT)

    page = soup(client.get(answer.location))
    assert "Wählen Sie mindestens eine Lebensphase." in page.select_one("aside").text
    refused = client.submit(f"/offers/{offer.id}/publish", {}, on=answer.location)
    assert refused.status_code == 422
    pointed = {link["href"] for link in soup(refused).select("[role=alert] a")}
    assert pointed == {"#description", "#life_phases", "#how_to_apply"}

    typed = {"description": "Jeden Mittwoch.", "life_phases": "transition", "contact": "Ausleihe"}
    del first["provider"]
    assert client.submit(answer.location, first | typed).status_code == 303
    assert client.submit(f"/offers/{offer.id}/publish", {}, on=answer.location).status_code == 303
    assert "Vorlesen" in client.get("/offers?phase=transition").text

    assert client.submit(f"/offers/{offer.id}/withdraw", {}, on="/offers/mine").status_code == 303
    assert "Vorlesen" not in client.get("/offers?phase=transition").text


def test_mistakes_come_back_with_what_was_typed(client, session, keeper):
    offer = make_offer(session, make_provider(session, keeper), title="Turnen")
    typed = {
        "title": "Tanzen",
        "phone": "ruf an",
        "email": "niemand",
        "age_from": "9",
        "age_to": "3",
        "description": "x" * 4_001,
    }

    answer = client.submit(f"/offers/{offer.id}/edit", typed)

    page = soup(answer)
    assert answer.status_code == 422
    pointed = [link["href"] for link in page.select("[role=alert] a")]
    assert pointed == ["#description", "#age_to", "#phone", "#email"]
    assert page.select_one("#title")["value"] == "Tanzen"
    assert page.select_one("#phone")["value"] == "ruf an"
    session.expire_all()
    assert offer.title == "Turnen"


def test_a_change_that_somebody_else_made_is_not_overwritten(client, session, keeper):
    offer = make_offer(session, make_provider(session, keeper), contact="Ausleihe")
    path = f"/offers/{offer.id}/edit"
    opened = {
        tag["name"]: tag["value"] for tag in soup(client.get(path)).select("#offer [type=hidden]")
    }
    typed = {"description": "Neu", "life_phases": "transition", "cost_kind": "free"}
    assert client.submit(path, typed | {"title": "Von der Kollegin"}).status_code == 303

    answer = client.post(path, data=opened | typed | {"title": "Von mir"})

    page = soup(answer)
    assert answer.status_code == 422
    assert "in der Zwischenzeit geändert" in page.select_one("[role=alert]").text
    assert page.select_one("#title")["value"] == "Von mir"
    assert page.select_one(".fw-preview h3").text == "Von der Kollegin"


def test_forged_fields_are_a_mistake_not_a_crash(client, session, keeper):
    own, other = make_provider(session, keeper), make_provider(session)
    hidden = {
        tag["name"]: tag["value"]
        for tag in soup(client.get("/offers/new")).select("#offer [type=hidden]")
    }
    good = {"title": "A", "provider": str(own.id), "cost_kind": "free"}
    for forged in (
        {"provider": str(other.id)},
        {"provider": "x"},
        {"cost_kind": "gold"},
        {"life_phases": "nowhere"},
        {"age_from": "x"},
        {"age_to": "99999999999999"},
    ):
        assert client.post("/offers/new", data=hidden | good | forged).status_code == 422, forged
    assert session.query(Offer).count() == 0


def test_another_providers_offer_is_not_there(client, session, keeper):
    make_provider(session, keeper)
    offer = make_offer(session)

    assert client.get(f"/offers/{offer.id}/edit").status_code == 404
    token = soup(client.get("/offers/new")).select_one("[name=csrf_token]")["value"]
    for verb in ("publish", "withdraw", "confirm", "edit"):
        answer = client.post(f"/offers/{offer.id}/{verb}", data={"csrf_token": token})
        assert answer.status_code == 404


def test_mine_says_what_is_missing_and_what_is_old(client, session, keeper):
    provider = make_provider(session, keeper, name="Bücherei")
    old = make_offer(session, provider, how_to_apply="Come.", confirmed_on=date(2020, 1, 1))
    make_offer(session, provider, title="Bald", description="", status=OfferStatus.DRAFT)
    make_offer(session, title="Von anderen")

    page = soup(client.get("/offers/mine"))

    assert "Von anderen" not in page.text
    assert "Lange nicht bestätigt" in page.text
    assert "Beschreiben Sie das Angebot" in page.text
    client.submit(f"/offers/{old.id}/confirm", {}, on="/offers/mine")
    assert "Lange nicht bestätigt" not in client.get("/offers/mine").text


def test_an_account_without_provider_learns_what_to_do(client, keeper):
    for path in ("/offers/mine", "/offers/new"):
        assert "gehört noch zu keinem Anbieter" in client.get(path).text


def test_an_administrator_without_any_provider_is_led_to_the_first(client, session, administrator):
    for path in ("/offers/mine", "/offers/new"):
        page = soup(client.get(path)).main
        assert page.select_one("a.kern-btn--primary")["href"] == "/providers"
        assert "Die Administration kann das ändern" not in page.text


def test_an_administrator_adds_a_provider_and_its_people(client, session, administrator):
    keeper = make_account(session, Role.PROVIDER, display_name="Kita-Leitung")
    answer = client.submit("/providers", {"name": "Kita Nord", "website": "https://a.example.org"})
    provider = session.query(Provider).one()
    assert answer.location == f"/providers/{provider.id}/edit"

    client.submit(answer.location, {"name": "Kita Nord", "members": str(keeper.id)})

    assert "gepflegt von Kita-Leitung" in client.get("/providers").text
    ticked = soup(client.get(answer.location)).select("input[name=members][checked]")
    assert [box["value"] for box in ticked] == [str(keeper.id)]
    session.expire_all()
    assert provider.members == [keeper]


def test_a_provider_needs_a_name_of_its_own_and_a_real_address(client, session, administrator):
    make_provider(session, name="Kita")

    twice = client.submit("/providers", {"name": "Kita"})
    odd = client.submit("/providers", {"name": "Hort", "website": "javascript:alert(1)"})

    assert (twice.status_code, odd.status_code) == (422, 422)
    assert "heißt schon so" in twice.text
    assert "beginnt mit https://" in odd.text
    assert session.query(Provider).count() == 1


def test_renaming_a_provider_like_another_is_refused(client, session, administrator):
    make_provider(session, name="Kita")
    hort = make_provider(session, name="Hort")

    answer = client.submit(f"/providers/{hort.id}/edit", {"name": "Kita"})

    assert answer.status_code == 422
    session.expire_all()
    assert hort.name == "Hort"
