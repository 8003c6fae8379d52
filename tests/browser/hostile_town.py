"""A town in which everything that people can type is a payload."""

from sqlalchemy import Enum, String, case, literal, null, select, update

from participate.accounts.models import HeldRole
from participate.accounts.rules import Role
from participate.core.db import Base
from participate.pages.models import Feedback
from participate.requirements.models import Release
from participate.requirements.rules import digest_of
from participate.voting.actions import close_round, reopen_round
from participate.workshops.rules import StepKind, StepState
from tests import factories as make
from tests.browser.payloads import SHORT, TYPED
from tests.world import build_world

#: Routes that a browser saves instead of showing.
FILES = {"privacy.account_data_file", "privacy.my_data_file"}
#: Columns that hold no text of anybody: what they say is drawn, or checked by the database.
DRAWN = ("hash", "digest", "_key", "key", "salt", "id", "method", "website")
NOT_TYPED = {
    "audit_entry",
    "audit_seal",
    "done_write",
    "stakeholder_group",
    "account_session",
    "release",
}


def fits(column, texts):
    """Return the first of these texts that fits into a column, the long one first."""
    length = column.type.length or 10**6
    return next(text for text in (TYPED, *texts) if len(text) <= length)


def is_typed(column):
    """Say whether people type what stands in a column."""
    if not isinstance(column.type, String) or isinstance(column.type, Enum):
        return False
    drawn = column.primary_key or column.foreign_keys or column.name.endswith(DRAWN)
    return not drawn and (column.type.length or 10**6) >= len(SHORT[0])


def put_everywhere(session, number):
    """Put a payload into every text of every row, another one each time."""
    texts = SHORT[number:] + SHORT[:number]
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.columns if is_typed(column)]
        if table.name in NOT_TYPED or not columns:
            continue
        for place, row in enumerate(session.execute(select(*table.primary_key)).all()):
            values = {column: fits(column, texts) for column in columns}
            if table.name in {"account", "provider"}:  # no two are called the same
                values = dict.fromkeys(columns, f"{place}{texts[0]}")
            kept = {  # what is empty on purpose stays empty: a reason, for example
                column: case((column.is_(None), null()), else_=literal(text, column.type))
                for column, text in values.items()
            }
            here = [key == value for key, value in zip(table.primary_key, row, strict=True)]
            session.execute(update(table).where(*here).values(kept))
    first = session.scalars(select(Release)).one()  # releases are final: here is another one
    says = {"title": texts[0], "story": TYPED, "rationale": TYPED, "owner": texts[1]}
    says |= {"criteria": list(texts), "status_reason": TYPED}
    told = [one | says for one in first.snapshot["requirements"]]
    snapshot = first.snapshot | {"release": 2, "title": texts[0], "requirements": told}
    session.add(
        Release(
            number=2,
            title=texts[0],
            notes=TYPED,
            snapshot=snapshot,
            published_at=make.NOON,
            digest=digest_of(snapshot),
        )
    )
    session.commit()


def build_town(session):
    """A town with something at every stage, a participant, and somebody who may do everything."""
    town = build_world(session)
    workshop, idea = town.things["workshop"], town.things["idea"]
    everybody = make.make_account(session, Role.BOARD, Role.CHAIR, Role.MODERATOR)
    everybody.held_roles += [HeldRole(role=Role.ADMINISTRATOR), HeldRole(role=Role.PROVIDER)]
    town.things["offer"].provider.members.append(everybody)
    make.make_assignment(session, idea, everybody)
    for member in (everybody, town.things["board"], town.things["chair"]):
        make.make_review(session, idea, member, note="note")
    off = {"hidden_at": make.NOON, "hidden_reason": "why"}
    make.make_comment(session, idea, parent_id=town.ids["comment_id"])
    make.make_comment(session, idea, **off)
    make.make_need(session, workshop, account=everybody)
    make.make_need(session, workshop, **off)
    make.make_idea(session, workshop, account=everybody, answer="ja", answered_at=make.NOON)
    for _ in range(2):
        make.make_resolution(session, idea, dissent="dissent")
    closed = make.make_round(session, workshop, ideas=[idea])
    close_round(session, closed, by=everybody, at=make.NOON)
    again = make.make_round(session, workshop, ideas=[idea])
    close_round(session, again, by=everybody, at=make.NOON)
    reopen_round(session, again, by=everybody, reason="why", at=make.NOON)
    make.make_step(workshop, StepKind.DISCUSS, state=StepState.DONE)
    session.add(Feedback(body="b", page="p", contact="c", given_at=make.NOON))
    session.flush()
    town.ids["closed"] = closed.id
    town.ids["reopened"] = again.id
    town.things["everybody"] = everybody
    return town


def addresses(app, town):
    """Every page there is, and the way of every kind of thing."""
    refs = {
        "need": town.ids["need_id"],
        "idea": town.ids["idea_id"],
        "requirement": town.ids["key"],
        "offer": town.ids["offer_id"],
    }
    rounds = f"/workshops/{town.ids['workshop_id']}/rounds"
    yield from (f"/trace/{kind}/{ref}" for kind, ref in refs.items())
    yield from (f"{rounds}/{town.ids['closed']}/result?view={view}" for view in ("bars", "table"))
    yield from (f"{rounds}/{town.ids[name]}/reopen" for name in ("closed", "reopened"))
    yield f"/workshops/{town.ids['workshop_id']}/ideas/{town.ids['idea_id']}?kind=pro"
    yield from ("/board?view=all", "/releases/2")
    for rule in app.url_map.iter_rules():
        shown = not rule.endpoint.startswith(("web.", "exports.")) and rule.endpoint not in FILES
        if "GET" in rule.methods and shown:
            yield town.path(rule)
