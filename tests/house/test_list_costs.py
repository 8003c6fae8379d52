"""No page asks the database more often because there is more to show."""

from sqlalchemy import select

from participate.accounts.models import Account
from participate.accounts.rules import Role
from participate.core.audit import record
from participate.ideas.models import AnsweredNeed, Idea, Report
from participate.ideas.rules import IdeaEvent, ReportReason
from participate.needs.models import Cluster
from participate.offers.models import Offer, Provider
from participate.pages.models import Feedback
from participate.requirements.models import Requirement, Source
from participate.requirements.rules import RequirementStatus
from participate.workshops.models import Workshop
from tests import factories as make
from tests.statements import statements
from tests.world import browser_of, build_world

#: A page of a list holds twenty: the step from two to twenty finds what asks once per row shown,
#: the step to two hundred what asks once per row there is.
SIZES = (2, 20, 200)
#: Sees every page between them.
LOOKERS = ("public", "participant", "chair", "moderator", "provider", "administrator")


def grow(session, count):
    """Add so many of everything, hung on what the walked pages show."""
    first = {
        model: session.scalars(select(model).order_by(model.id).limit(1)).one()
        for model in (Workshop, Cluster, Idea, Requirement, Offer, Provider)
    }
    workshop, idea, requirement = first[Workshop], first[Idea], first[Requirement]
    members = [one for one in session.scalars(select(Account)) if one.has(Role.BOARD)]
    for _row in range(count):
        own = {"participant": make.make_participant(session, workshop)}
        need = make.make_need(session, workshop, cluster=first[Cluster], **own)
        make.make_cluster(session, workshop)
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
        session.add(Feedback(body="Too small.", given_at=make.NOON))
        record(session, IdeaEvent.HIDDEN, more, by=members[0], at=make.NOON)
    session.commit()


def costs(app, session, world):
    """Count the statements behind every page, as every looker who is let in."""
    counted = {}
    for looker in LOOKERS:
        browser = browser_of(app, session, world, looker)
        for rule in app.url_map.iter_rules():
            if "GET" in rule.methods and rule.endpoint != "web.asset":
                path = world.path(rule)
                browser.get(path)  # what is remembered between requests is remembered now
                with statements() as asked:
                    # Another address, so that no kept page answers in place of the database.
                    answer = browser.get(path, query_string={"again": 1})
                if answer.status_code == 200:
                    counted[looker, path] = len(asked)
    return counted


def test_no_page_asks_more_often_for_200_rows_than_for_20(app, session):
    world, there, counted = build_world(session), 0, []
    for size in SIZES:
        grow(session, size - there)
        there = size
        counted.append(costs(app, session, world))

    everything = set.intersection(*(set(one) for one in counted))
    assert {path for _looker, path in everything} >= {"/accounts", "/providers", "/gaps"}
    assert {
        at: [one[at] for one in counted]
        for at in everything
        if len({one[at] for one in counted}) > 1
    } == {}
