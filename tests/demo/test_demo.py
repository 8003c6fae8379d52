"""The demo town: whoever looks around in it meets no dead end."""

from collections import Counter
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from participate.accounts.models import Account
from participate.accounts.rules import Role
from participate.board.models import Resolution
from participate.core.clock import now
from participate.demo import fill_demo
from participate.ideas.models import Comment, Idea
from participate.needs.models import Need
from participate.offers.models import Offer
from participate.requirements.models import Release, Requirement
from participate.trace.models import Fulfilment
from participate.voting.models import Ballot, Result
from participate.workshops.models import Workshop
from tests.factories import SECRET
from tests.pages import soup

#: Pages of one kind that a crawl looks at: the third idea looks like the second.
OF_A_KIND = 2


@pytest.fixture
def town(session):
    log_ins = fill_demo(session, secret=SECRET, at=now())
    session.commit()
    return {log_in.role: log_in for log_in in log_ins}


def links_on(response):
    """The addresses of our own pages that a page leads to, without jumps inside a page."""
    for link in soup(response).select("a[href]"):
        parts = urlsplit(link["href"])
        if not parts.scheme and not parts.netloc and parts.path:
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def crawl(app, client, start):
    """Follow links from a page on, a few of each kind; return the status of each address."""
    found, waiting, kinds = {}, [start], Counter()
    routes = app.url_map.bind("localhost")
    while waiting:
        path = waiting.pop(0)
        kind = routes.match(urlsplit(path).path)[0]
        if path in found or kinds[kind] == OF_A_KIND or kind == "pages.language":
            continue
        kinds[kind] += 1
        response = client.get(path)
        found[path] = response.status_code
        if response.mimetype == "text/html" and response.status_code == 200:
            waiting += [link for link in links_on(response) if link not in found]
    return found


def test_has_something_at_every_stage_of_the_way(session, town):
    stages = (Workshop, Need, Idea, Comment, Ballot, Result, Resolution, Requirement, Release)
    empty = [
        stage.__name__
        for stage in (*stages, Offer, Fulfilment)
        if not session.scalar(select(func.count()).select_from(stage))
    ]

    assert empty == []


@pytest.mark.parametrize("role", [None, *Role])
def test_no_link_leads_nowhere(app, client, session, sign_in, town, role):
    if role:
        account = session.scalar(select(Account).filter_by(email=town[role].email))
        sign_in(account)

    found = crawl(app, client, "/desk" if role else "/")

    assert len(found) > 20
    assert {path: status for path, status in found.items() if status not in {200, 303}} == {}
