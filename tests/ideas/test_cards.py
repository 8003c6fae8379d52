"""A card in the list is a kept part, see `web.parts`: what changes shows, and nobody is in it."""

import pytest

from participate.accounts.rules import Role
from participate.ideas.models import ImportedCount
from participate.web import parts
from tests.factories import (
    NOON,
    make_account,
    make_comment,
    make_idea,
    make_participant,
    stored,
)
from tests.pages import soup


def change_idea(**values):
    return lambda _session, idea: [setattr(idea, name, value) for name, value in values.items()]


def change_writer(**values):
    return lambda session, idea: change_idea(**values)(session, idea.participant)


def count_votes(session, idea):
    stored(session, ImportedCount(idea_id=idea.id, pro=3, contra=0, neutral=0))


def give_to_moderator(session, idea):
    idea.author = make_account(session)


CHANGES = {
    "its title": change_idea(title="Planschbecken"),
    "its text": change_idea(body="Ohne Essen."),
    "a comment": lambda session, idea: make_comment(session, idea),  # noqa: PLW0108
    "more comments": change_idea(comment_count=7),
    "an answer": change_idea(answered_at=NOON),
    "votes from elsewhere": count_votes,
    "the writer's name": change_writer(pseudonym="Blauer Igel"),
    "the writer's group": change_writer(group_key="pupils"),
    "no writer any more": change_idea(participant=None),
    "a moderator": give_to_moderator,
    "somebody elsewhere": change_idea(participant=None, source_author="Person 17"),
}


@pytest.fixture
def ideas(workshop):
    return f"/workshops/{workshop.id}/ideas"


@pytest.fixture
def idea(session, workshop):
    return make_idea(session, workshop, title="Ferienspiele ab Klasse 5", body="Mit Essen.")


def card(answer):
    return soup(answer).article


@pytest.mark.parametrize("change", CHANGES)
def test_shows_every_change_at_once(client, session, workshop, ideas, idea, change):
    idea.participant = make_participant(session, workshop)
    before = card(client.get(ideas))
    CHANGES[change](session, idea)
    after = card(client.get(ideas))
    parts._made.cache_clear()

    assert after != before
    assert after == card(client.get(f"{ideas}?again"))


def test_hides_at_once_what_is_hidden(client, session, sign_in, ideas, idea):
    sign_in(make_account(session, Role.MODERATOR))
    assert "Ausgeblendet" not in card(client.get(ideas)).text
    idea.hidden_at, idea.hidden_reason = NOON, "Spam"

    assert card(client.get(ideas)) is None
    assert "Ausgeblendet" in card(client.get(f"{ideas}?only=hidden")).text
    idea.hidden_at = idea.hidden_reason = None
    assert "Ausgeblendet" not in card(client.get(ideas)).text


def test_is_the_same_for_everybody(app, client, session, participant, ideas, idea, sign_in):
    idea.participant = participant
    of_the_writer = card(client.get(ideas))
    parts._made.cache_clear()
    sign_in(make_account(session, Role.MODERATOR))
    of_a_moderator = card(client.get(ideas))
    parts._made.cache_clear()
    stranger = app.test_client()
    stranger.session = session

    assert of_the_writer == of_a_moderator == card(stranger.get(ideas))
