"""The demo town in use: one joins it, proposals come in beside it, and no link leads nowhere."""

import pytest
from sqlalchemy import func, select

from participate.accounts.models import Account
from participate.accounts.rules import Role
from participate.core.clock import now
from participate.demo import fill_demo
from participate.ideas.models import Idea
from participate.imports.actions import import_ideas
from participate.imports.formats import from_thf
from participate.workshops.queries import workshops_by
from participate.workshops.rules import (
    Which,
    join_code,
)
from tests.crawl import crawl
from tests.factories import SECRET
from tests.imports.thf import a_comment, a_file, a_proposal
from tests.pages import soup


@pytest.fixture
def town(session):
    log_ins = fill_demo(session, secret=SECRET, at=now())
    session.commit()
    return {log_in.role: log_in for log_in in log_ins}


def how_many(session, model, *where):
    return session.scalar(select(func.count()).select_from(model).where(*where))


def of_kind(session, which):
    return session.scalars(workshops_by(which, at=now())).all()


def test_a_visitor_joins_the_running_workshop_and_proposes_something(session, client, town):
    running = of_kind(session, Which.CURRENT)[0]
    code = join_code(SECRET, running.id, running.join_code_number)
    before = how_many(session, Idea)

    joining = {"code": code, "group": "parents"}
    assert client.submit("/join", joining, on=f"/join?code={code}").status_code == 303
    path = f"/workshops/{running.id}/ideas/new"
    assert client.submit(path, {"title": "Ein Trinkbrunnen im Hof"}).status_code == 303

    assert how_many(session, Idea) == before + 1


def test_proposals_from_elsewhere_come_in_beside_it(session, town):
    before = how_many(session, Idea)
    found = from_thf.read(a_file({"1": a_proposal(comments={"2": a_comment()})}))

    made = import_ideas(
        session, found, source="thf", workshop_title="Feld", secret=SECRET, at=now()
    )
    session.commit()

    assert (made.workshops, made.ideas, made.comments) == (1, 1, 1)
    assert how_many(session, Idea) == before + 1


@pytest.mark.long
@pytest.mark.once
@pytest.mark.parametrize("role", [None, *Role])
def test_no_link_leads_nowhere(app, client, session, sign_in, town, role):
    if role:
        account = session.scalar(select(Account).filter_by(email=town[role].email))
        sign_in(account)

    def visit(path):
        response = client.get(path)
        if response.mimetype != "text/html" or response.status_code != 200:
            return response.status_code, []
        return 200, [link["href"] for link in soup(response).select("a[href]")]

    found = crawl(app, visit, "/desk" if role else "/")

    assert len(found) > 20
    assert {path: status for path, status in found.items() if status not in {200, 303}} == {}
