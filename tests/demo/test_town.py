"""The texts of the demo town: said once, good German sentences, and nobody's real number."""

import re
from collections import Counter
from datetime import timedelta

import pytest

from participate.demo.town import FRIDAY, Town, read_texts
from tests.factories import NOON, make_participant, make_workshop

#: What is said once for several things: who is asked, and how somebody gets in.
SHARED = {"place", "hours", "contact", "phone", "email", "responsible", "owner", "dissent", "title"}
#: Shorter texts are names and choices, such as "education".
A_SENTENCE = 25


def texts_in(thing, key=""):
    """All that is said somewhere in a thing, with the key it stands under, before it is edited."""
    if isinstance(thing, str):
        yield key, thing
    for inside, one in thing.items() if isinstance(thing, dict) else ():
        if inside != "edit":
            yield from texts_in(one, inside)
    for one in thing if isinstance(thing, list) else ():
        yield from texts_in(one, key)


def notes():
    return [note for cluster in read_texts()["cluster"] for note in cluster["needs"]]


def test_the_same_people_write_and_vote_every_time(session):
    workshop = make_workshop(session)
    people = [make_participant(session, workshop, group_key="parents") for _ in range(50)]

    def chosen():
        town = Town(session, {}, "secret", NOON, people={"evening": people})
        return [town.somebody("evening", "parents") for _ in range(20)]

    first = chosen()
    assert chosen() == first
    assert len(set(first)) > 5


@pytest.mark.parametrize("today", range(7))
def test_nobody_meets_at_a_weekend(session, today):
    town = Town(session, {}, "secret", NOON + timedelta(days=today))
    for number in range(-21, 0):
        day = town.days(number)
        assert day.weekday() <= FRIDAY
        assert 0 <= (NOON + timedelta(days=today + number) - day).days <= 2


def test_nothing_is_said_twice():
    texts = [*texts_in(read_texts())]
    said = Counter(text for key, text in texts if key not in SHARED and len(text) >= A_SENTENCE)

    assert len(said) > 500
    assert {text for text, times in said.items() if times > 1} == set()


def test_no_need_and_no_title_is_there_twice():
    needs = Counter(need.casefold() for note in notes() for need in note[4:6])
    titles = Counter(one["title"] for kind in ("idea", "requirement") for one in read_texts()[kind])
    titles_of_offers = [one["title"] for it in read_texts()["provider"] for one in it["offer"]]

    assert max(needs.values()) == 1
    assert max(titles.values()) == 1
    assert len(titles_of_offers) == len(set(titles_of_offers))


def test_a_need_fits_into_its_sentence():
    """Als … brauche ich …, damit … ."""
    for _group, _phase, _field, as_a, i_need, so_that, *_rest in notes():
        assert not re.match(r"(als|ein|eine|ich)\b", as_a, re.IGNORECASE), as_a
        assert not re.match(r"(brauche|dass|ich)\b", i_need, re.IGNORECASE), i_need
        assert not re.match(r"(damit|um|dass)\b", so_that, re.IGNORECASE), so_that
        assert not re.search(r"[.,;!?]$", f"{as_a}|{i_need}|{so_that}"), so_that


def test_prose_ends_like_a_sentence():
    prose = {"body", "edited", "description", "reason", "answer", "rationale", "story", "notes"}
    texts = [text for key, text in texts_in(read_texts()) if key in prose]

    assert len(texts) > 100
    assert [text for text in texts if not re.search(r"[.?!]$", text.strip())] == []


def test_nobody_real_can_be_called_or_written_to():
    providers = read_texts()["provider"]
    offers = [offer for provider in providers for offer in provider["offer"]]
    phones = {one["phone"] for one in [*providers, *offers] if "phone" in one}
    emails = {one["email"] for one in [*providers, *offers] if "email" in one}

    assert [one for one in phones if not re.fullmatch(r"030 23125 \d{3}", one)] == []
    assert [one for one in emails if not one.endswith("@example.org")] == []
    assert all(one["website"].endswith(".example.org/") for one in providers)
