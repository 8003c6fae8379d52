"""What is hidden, a draft or private stands on no page of anybody whom it does not concern.

A small town is full of words that only some may read. Everybody walks through every address there
is, with every id, as page and as part of one, looking for them. A moderator walks along: words
that nobody finds would prove nothing.
"""

import io
from itertools import product
from zipfile import ZipFile, is_zipfile

import pytest

from participate.ideas.models import AnsweredNeed, Report
from participate.ideas.rules import ReportReason
from participate.offers.rules import OfferStatus
from participate.requirements.rules import RequirementStatus
from participate.voting.actions import close_round
from participate.workshops.rules import WorkshopStatus
from tests import factories as make
from tests.pages import HTMX
from tests.world import VISITORS, browser_of, build_world

#: Every secret word begins with it, so that a search for it finds them all and echoes none.
SECRET = "geheim"  # noqa: S105
MODERATOR = {"moderator"}
STAFF = {"moderator", "board", "chair", "administrator"}
#: Who may read a word, of all who can meet it.
READERS = {
    "hiddenidea": MODERATOR,
    "hiddenbody": MODERATOR,
    "hiddenneed": MODERATOR,
    "hiddencomment": MODERATOR,
    "report": MODERATOR,
    "draftworkshop": MODERATOR,
    "draftplace": MODERATOR,
    "draftneed": MODERATOR,
    "draftcluster": MODERATOR,
    "draftidea": MODERATOR,
    "draftround": MODERATOR,
    "proposal": STAFF,
    "again": STAFF,
    "draftoffer": {"provider", "moderator", "administrator"},
    "note": {"board"},
}


def word(name):
    return SECRET + name


def hide(session, town):
    """Put something secret into every corner of a town, and return the ids it can be asked by."""
    ids, noon = town.ids, make.NOON
    open_workshop = town.things["workshop"]
    board, chair = town.things["board"], town.things["chair"]
    off = {"hidden_at": noon, "hidden_reason": "Names a person."}

    draft = make.make_workshop(
        session, title=word("draftworkshop"), place=word("draftplace"), status=WorkshopStatus.DRAFT
    )
    cluster = make.make_cluster(session, draft, headline=word("draftcluster"))
    draft_need = make.make_need(session, draft, i_need=word("draftneed"), cluster=cluster)
    draft_idea = make.make_idea(session, draft, title=word("draftidea"), cluster=cluster)
    draft_round = make.make_round(session, draft, question=word("draftround"), ideas=[draft_idea])

    need = make.make_need(session, open_workshop, i_need=word("hiddenneed"), **off)
    idea = make.make_idea(
        session, open_workshop, title=word("hiddenidea"), body=word("hiddenbody"), **off
    )
    session.add(AnsweredNeed(idea_id=idea.id, need_id=need.id))
    comment = make.make_comment(session, town.things["idea"], body=word("hiddencomment"), **off)
    session.add(Report(idea=idea, reason=ReportReason.OTHER, note=word("report"), reported_at=noon))
    closed = make.make_round(session, open_workshop, ideas=[town.things["idea"], idea])
    close_round(session, closed, by=town.things["moderator"], at=noon)

    for one in (idea, draft_idea, town.things["idea"]):
        for member in (board, chair):
            session.merge(make.Assignment(idea_id=one.id, account_id=member.id, assigned_at=noon))
    for one in (idea, draft_idea):
        make.make_resolution(session, one)
    make.make_review(session, town.things["idea"], board, note=word("note"))

    proposal = make.make_requirement(session, draft_idea, title=word("proposal"))
    again = make.make_requirement(session, draft_idea, idea, title=word("again"))
    make.make_requirement(
        session, draft_idea, idea, town.things["idea"], status=RequirementStatus.ADOPTED
    )
    provider = town.things["offer"].provider
    offer = make.make_offer(
        session, provider, title=word("draftoffer"), status=OfferStatus.DRAFT, confirmed_on=None
    )
    make.make_fulfilment(session, town.things["offer"], again)
    make.make_fulfilment(session, offer, town.things["requirement"])
    session.flush()
    return {
        "workshop_id": [ids["workshop_id"], draft.id],
        "idea_id": [ids["idea_id"], idea.id, draft_idea.id],
        "need_id": [ids["need_id"], need.id, draft_need.id],
        "cluster_id": [ids["cluster_id"], cluster.id],
        "round_id": [ids["round_id"], closed.id, draft_round.id],
        "key": [ids["key"], proposal.key, again.key],
        "offer_id": [ids["offer_id"], offer.id],
        "kind": ["need", "idea", "requirement", "offer"],
        "ref": [
            *{str(one.id) for one in (need, draft_need, idea, draft_idea, offer)},
            str(ids["idea_id"]),
            str(ids["offer_id"]),
            ids["key"],
            proposal.key,
            again.key,
        ],
        "queries": [
            "?view=all&show=all&only=hidden&sources=edited",
            f"?search={SECRET}&q={SECRET}&show=drafts",
            f"?need={need.id}&idea={idea.id}&to={comment.id}&comment={comment.id}",
            f"?need={draft_need.id}&idea={draft_idea.id}&cluster={cluster.id}&workshop={draft.id}",
        ],
    }


def addresses(app, town, secret):
    """Every address there is, with every id that fits."""
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint == "web.asset":
            continue
        names = sorted(rule.arguments)
        pools = [secret.get(name, [town.ids.get(name)]) for name in names]
        for chosen in product(*pools):
            _domain, path = rule.build(dict(zip(names, chosen, strict=True)))
            yield path, {}
            for query in secret["queries"]:
                yield path + query, HTMX


def text_of(answer):
    if is_zipfile(io.BytesIO(answer.data)):
        with ZipFile(io.BytesIO(answer.data)) as file:
            return "".join(file.read(name).decode() for name in file.namelist())
    if answer.mimetype == "image/png":
        return ""  # words drawn in pixels are not to be searched for
    return answer.text


@pytest.mark.long
@pytest.mark.once
@pytest.mark.parametrize("visitor", VISITORS)
def test_nobody_reads_what_does_not_concern_them(app, session, visitor):
    town = build_world(session)
    secret = hide(session, town)
    browser = browser_of(app, session, town, visitor)
    found = {}

    for path, headers in addresses(app, town, secret):
        answer = browser.get(path, headers=headers)
        assert answer.status_code < 500, path
        seen = text_of(answer) + answer.headers.get("Location", "")
        for name in READERS:
            if word(name) in seen:
                found.setdefault(name, path)

    allowed = {name for name, readers in READERS.items() if visitor in readers}
    assert {name: path for name, path in found.items() if name not in allowed} == {}
    assert allowed <= found.keys()
