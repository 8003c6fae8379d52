"""An id of somewhere else opens nothing and changes nothing, in a path as in a form."""

import pytest

from participate.accounts.models import AccountSession
from participate.core.db import Base
from participate.core.once import DoneWrite
from participate.workshops.models import Workshop
from tests import factories as make
from tests.world import browser_of, build_world, token_of

VISITORS = ("stranger", "moderator")


def rows(engine):
    """All rows but those that say which forms were seen and which sessions are in use."""
    passing = {DoneWrite.__tablename__, AccountSession.__tablename__}
    with engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(table.select())))
            for table in Base.metadata.sorted_tables
            if table.name not in passing
        }


def other_workshop(session, town):
    """Return the id of the workshop in which none of the town's things happened."""
    mine = town.ids["workshop_id"]
    return session.query(Workshop.id).where(Workshop.id != mine).scalar()


@pytest.mark.parametrize("visitor", VISITORS)
def test_a_thing_of_another_workshop_is_at_no_address_of_this_one(app, session, engine, visitor):
    town = build_world(session)
    ids = town.ids | {"workshop_id": other_workshop(session, town)}
    browser = browser_of(app, session, town, visitor)
    token, before, tried = token_of(browser), rows(engine), 0

    for rule in app.url_map.iter_rules():
        if "workshop_id" not in rule.arguments or len(rule.arguments) == 1:
            continue
        _domain, path = rule.build({name: ids[name] for name in rule.arguments})
        for method in sorted(rule.methods & {"GET", "POST"}):
            data = {"csrf_token": token} if method == "POST" else None
            for headers in ({}, {"HX-Request": "true"}):
                answer = browser.open(path, method=method, data=data, headers=headers)
                led = answer.headers.get("Location") or answer.headers.get("HX-Redirect", "")
                refused = led.startswith("/sign-in") or led.endswith("/join")
                assert refused or answer.status_code in {403, 404}, (method, path)
                tried += 1

    assert tried > 40
    assert rows(engine) == before


def strange(session, town):
    """Put one thing of each kind into the other workshop, and return what names it."""
    other = session.get(Workshop, other_workshop(session, town))
    idea = make.make_idea(session, other)
    return {
        "need": make.make_need(session, other).id,
        "cluster": make.make_cluster(session, other).id,
        "idea": idea.id,
        "comment": make.make_comment(session, idea).id,
        "step": other.steps[0].id,
        "proposal": make.make_requirement(session).id,
        "provider": make.make_provider(session).id,
        "outsider": town.things["outsider"].id,
    }


#: Who sends what where; {…} is a thing of another workshop, (…) is one of this.
FORMS = [
    ("participant", "/workshops/{w}/ideas/new?need={need}", {"title": "Eine Idee"}),
    ("participant", "/workshops/{w}/ideas/new?cluster={cluster}", {"title": "Eine Idee"}),
    ("participant", "/workshops/{w}/ideas/{i}/comment?to={comment}", {"kind": "pro", "body": "Ja"}),
    ("participant", "/workshops/{w}/ideas/{i}/report?comment={comment}", {"reason": "other"}),
    ("participant", "/workshops/{w}/rounds/{r}/ballot", {"idea": "{idea}", "dots": "1"}),
    ("moderator", "/workshops/{w}/ideas/{i}/hide?comment={comment}", {"reason": "Darum"}),
    ("moderator", "/workshops/{w}/ideas/{i}/show-again", {"comment": "{comment}"}),
    ("moderator", "/workshops/{w}/needs/wall", {"needs": "{need}", "into": "new", "headline": "A"}),
    ("moderator", "/workshops/{w}/needs/wall", {"needs": "{n}", "into": "{cluster}"}),
    ("moderator", "/workshops/{w}/needs/{n}/move", {"into": "{cluster}"}),
    ("moderator", "/workshops/{w}/steps/{s}/open", {"instead_of": "{step}"}),
    (
        "moderator",
        "/workshops/{w}/rounds/new",
        {"question": "Was?", "budget": "3", "most_per_idea": "1", "ideas": ["{idea}", "{i}"]},
    ),
    ("moderator", "/board/assign", {"ideas": "{i}", "members": "{outsider}"}),
    ("moderator", "/requirements/{k}/sources/{idea}", {"text_version": "1"}),
    ("provider", "/offers/{o}/requirements", {"requirements": "{proposal}"}),
    ("provider", "/offers/new", {"title": "Neu", "cost_kind": "free", "provider": "{provider}"}),
    (
        "administrator",
        "/providers/{p}/edit",
        {"name": "Kita", "members": "{moderator}", "website": ""},
    ),
]


@pytest.mark.parametrize(("visitor", "path", "fields"), FORMS, ids=[form[1] for form in FORMS])
def test_a_thing_of_elsewhere_is_refused_in_a_form(app, session, engine, visitor, path, fields):
    town = build_world(session)
    names = {"w": "workshop_id", "i": "idea_id", "r": "round_id", "n": "need_id", "s": "step_id"}
    names |= {"k": "key", "o": "offer_id", "p": "provider_id"}
    ids = {short: town.ids[long] for short, long in names.items()}
    ids |= strange(session, town) | {"moderator": town.things["moderator"].id}
    browser = browser_of(app, session, town, visitor)
    data = {
        name: [one.format(**ids) for one in said] if isinstance(said, list) else said.format(**ids)
        for name, said in fields.items()
    }
    token, before = token_of(browser), rows(engine)

    answer = browser.post(path.format(**ids), data={"csrf_token": token, **data})

    assert answer.status_code < 500
    assert rows(engine) == before
