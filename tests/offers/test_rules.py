"""How offers are found, and what they need."""

from datetime import date, timedelta

import pytest

from participate.offers.rules import (
    CONFIRMED_DAYS,
    Details,
    Lack,
    LifePhase,
    dialable,
    is_web_address,
    name_key,
    out_of_date,
    searchable,
    spellings,
)


@pytest.mark.parametrize(
    ("text", "found_as"),
    [
        ("ÄRZTE", "arzte"),
        ("A\u0308rzte", "arzte"),  # the dots typed on their own
        ("Straße  am\nFluß", "strasse am fluss"),
        ("İstanbul", "istanbul"),
        ("Café", "cafe"),
        ("ﬁlm", "film"),
    ],
)
def test_case_and_accents_do_not_matter(text, found_as):
    assert searchable(text) == found_as


def test_names_that_look_the_same_are_the_same():
    same = ["Kita Sonne", "KITA  sonne", " kita\u00a0Sonne ", "\uff2bita Sonne"]
    assert len({name_key(name) for name in same}) == 1
    assert name_key("Straße") == name_key("STRASSE")
    assert len({name_key(name) for name in ("Kita Bär", "Kita Bar", "KitaBar")}) == 3


def test_whoever_has_no_umlauts_on_the_keyboard_finds_them_too():
    assert "arzte" in spellings("Aerzte")
    assert "bauer" in spellings("Bauer")


@pytest.mark.parametrize(
    "text", ["https://www.example.org", "http://a.de/x?y=1", "https://kita.example.org:8443/"]
)
def test_an_address_a_browser_can_open(text):
    assert is_web_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "www.example.org",
        "javascript:alert(1)//a.de",
        "ftp://example.org",
        "https://",
        "https://localhost",
        "https://[::1",
        "https://a b.de",
        'https://a.de/"onclick=',
        "data:text/html,a.de",
    ],
)
def test_what_no_browser_should_open(text):
    assert not is_web_address(text)


def test_a_number_as_a_telephone_wants_it():
    assert dialable("0999 123-456") == "0999123456"
    assert dialable("+49 (0) 7532 / 12.34") == "+4975321234"


def test_an_offer_says_what_it_lacks():
    assert Details(title="A").lacks == [Lack.DESCRIPTION, Lack.LIFE_PHASE, Lack.WAY_IN]
    full = Details(
        title="A", description="B", life_phases=(LifePhase.TRANSITION,), how_to_apply="Come."
    )
    assert full.lacks == []


def test_half_a_year_later_nobody_knows_any_more():
    today = date(2026, 11, 24)

    assert not out_of_date(today - timedelta(days=CONFIRMED_DAYS), today)
    assert out_of_date(today - timedelta(days=CONFIRMED_DAYS + 1), today)
    assert out_of_date(None, today)
