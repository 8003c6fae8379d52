"""No page asks more often, and no list shows more, because there is more to show."""

import re

import pytest
from sqlalchemy import select

from participate.accounts.models import Account
from participate.accounts.rules import Role
from participate.core.audit import record
from participate.core.outbox import put_mail
from participate.ideas.models import AnsweredNeed, Idea, Report
from participate.ideas.rules import IdeaEvent, ReportReason
from participate.needs.models import Cluster
from participate.offers.models import Offer, Provider
from participate.pages.models import Feedback
from participate.requirements.models import Requirement, Source
from participate.requirements.rules import RequirementStatus
from participate.workshops.models import Participant, Workshop
from tests import factories as make
from tests import pages
from tests.statements import statements
from tests.world import browser_of, build_world

#: A page of a list holds twenty: the step from two to twenty finds what asks once per row shown,
#: the step to two hundred what asks once per row there is.
SIZES = (2, 20, 200)
#: Sees every page between them.
LOOKERS = ("public", "participant", "chair", "moderator", "provider", "administrator")
#: Lists that stand behind a choice on their page.
CHOICES = {
    "board.assign": ("show=all",),
    "board.index": ("view=all",),
    "trace.gaps": ("show=need", "show=requirement", "show=offer"),
    "workshops.index": ("show=past",),
}
#: The longest page of a list holds sixty. From 20 to 200 rows it grows by 40, where from 2 to 20 it
#: grew by 18; whatever has no end grows by 180.
GROWTH_MAX = (60 - 20) / (20 - 2)
#: Elements that a page may gain besides its rows: the links to its other pages.
PAGER = 4
TAG = re.compile(r"<[a-z]")
#: Pages without an end, on purpose: what hangs on one thing is read, or chosen, as a whole.
WHOLE = {
    "ideas.show": "its discussion",
    "needs.show": "clusters to move it to",
    "needs.wall": "the wall of an evening",
    "offers.edit_provider": "accounts that may look after it",
    "offers.new": "providers to choose from",
    "offers.show": "requirements it fulfils",
    "pages.mine": "what one person wrote",
    "requirements.edit": "its sources",
    "requirements.new_release": "the backlog that will be released",
    "requirements.show": "its sources and offers",
    "trace.fulfil": "requirements it fulfils",
}


def grow(session, count):
    """Add so many of everything, hung on what the walked pages show."""
    first = {
        model: session.scalars(select(model).order_by(model.id).limit(1)).one()
        for model in (Workshop, Cluster, Idea, Requirement, Offer, Provider)
    }
    workshop, idea, requirement = first[Workshop], first[Idea], first[Requirement]
    me = session.scalars(select(Participant).order_by(Participant.id).limit(1)).one()
    members = [one for one in session.scalars(select(Account)) if one.has(Role.BOARD)]
    for _row in range(count):
        own = {"participant": make.make_participant(session, workshop)}
        need = make.make_need(session, workshop, cluster=first[Cluster], **own)
        more = make.make_idea(session, workshop, **own)
        session.add(AnsweredNeed(idea_id=idea.id, need_id=need.id))
        comment = make.make_comment(session, idea, **own)
        reported = {"reason": ReportReason.OTHER, "reported_at": make.NOON}
        session.add(Report(idea=idea, comment=comment, **reported))
        make.make_round(session, workshop, ideas=[more])
        for member in members:
            make.make_assignment(session, more, member)
            make.make_review(session, more, member)
        make.make_resolution(session, more)
        other = make.make_requirement(session, more, status=RequirementStatus.ADOPTED)
        requirement.sources.append(Source(idea=more, text_version=1))
        make.make_fulfilment(session, first[Offer], other)
        make.make_fulfilment(session, make.make_offer(session, first[Provider]), requirement)
        make.make_provider(session, make.make_account(session, Role.PROVIDER))
        make.make_workshop(session)
        # Ways that broke off, and what one person, the board and the mail server have before them.
        make.make_resolution(session, make.make_idea(session, workshop))
        pile = make.make_cluster(session, workshop)
        make.make_need(session, workshop, participant=me, cluster=pile)
        make.make_idea(session, workshop, participant=me)
        make.make_requirement(session, idea, status=RequirementStatus.ADOPTED)
        make.make_offer(session)
        session.add(Feedback(body="Too small.", given_at=make.NOON))
        record(session, IdeaEvent.HIDDEN, more, by=members[0], at=make.NOON)
        mail = {"to": "a@example.org", "subject": "News", "body": "None.", "language": "de"}
        put_mail(session, key=b"any", at=make.NOON, **mail)
    session.commit()


def addresses(app, world):
    """Return every page: its endpoint, its path and what is asked of it."""
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint != "web.asset":
            for choice in ("", *CHOICES.get(rule.endpoint, ())):
                yield rule.endpoint, world.path(rule), choice


def look(app, session, world):
    """Count the statements behind every page and the elements on it, as all who are let in."""
    asked_for, elements = {}, {}
    for looker in LOOKERS:
        browser = browser_of(app, session, world, looker)
        browser.get("/desk")  # what is written of a visitor once in a while is written now
        for endpoint, path, choice in addresses(app, world):
            with statements() as asked:
                # An address of its own, so that no kept page answers in place of the database.
                answer = browser.get(f"{path}?{choice}&again=1")
            if answer.status_code == 200:
                at = looker, endpoint, path, choice
                page = answer.text if answer.mimetype == "text/html" else ""  # not a picture
                asked_for[at], elements[at] = len(asked), len(TAG.findall(page))
    return asked_for, elements


@pytest.mark.long
@pytest.mark.once
def test_no_page_asks_more_often_or_shows_more_for_200_rows_than_for_20(app, session, monkeypatch):
    monkeypatch.setattr(pages, "check", lambda html: None)  # looking at pages is done elsewhere
    world, there, seen = build_world(session), 0, []
    for size in SIZES:
        grow(session, size - there)
        there = size
        seen.append(look(app, session, world))
    asked, elements = zip(*seen, strict=True)

    everything = set.intersection(*(set(one) for one in asked))
    assert {path for _looker, _endpoint, path, _choice in everything} >= {
        "/accounts",
        "/providers",
        "/gaps",
    }
    assert {
        at: [one[at] for one in asked] for at in everything if len({one[at] for one in asked}) > 1
    } == {}
    sizes = {at: [one[at] for one in elements] for at in everything}
    endless = {
        at: (two, twenty, many)
        for at, (two, twenty, many) in sizes.items()
        if many - twenty > (twenty - two) * GROWTH_MAX + PAGER
    }
    assert {at: sizes for at, sizes in endless.items() if at[1] not in WHOLE} == {}
    assert {endpoint for _looker, endpoint, *_rest in endless} == set(WHOLE)
