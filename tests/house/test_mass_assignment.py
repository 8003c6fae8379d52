"""A form sets what it asks for, whatever else is sent along with it (mass assignment).

Everybody walks through all forms twice, in two towns that are alike: once as a browser would, once
with every column of every table sent along. Both towns have to be alike afterwards.
"""

import enum
import re
from datetime import date, datetime

import pytest
from sqlalchemy import Enum, select

from participate.core.db import Base
from tests.conftest import empty
from tests.house.test_bad_input import forms_on
from tests.world import browser_of, build_world

#: What no two towns have alike: what is drawn, what counts up, and tables that note the passing.
PASSING = {"audit_entry", "audit_seal", "done_write", "account_session", "wrong_codes"}
DRAWN = ("hash", "digest", "key", "salt", "secret", "snapshot", "address", "details", "pseudonym")
#: In texts: factories count what they make, and ballots have drawn numbers.
DIFFERENT = re.compile(r"[0-9a-f]{32}|\d+")
#: Drawn or counted all the same, or not drawn although it is called so.
COUNTED, KEPT = "requirement.number", "group_key"
#: These come last: without what they take away there would be fewer forms.
ENDING = (
    "erase",
    "withdraw",
    "remove",
    "hide",
    "unpublish",
    "close",
    "dissolve",
    "take-back",
    "/links",
)
#: How many forms are taken at least: a walk whose forms are all refused shows nothing.
TAKEN = {
    "public": 2,
    "participant": 7,
    "provider": 7,
    "chair": 3,
    "moderator": 20,
    "administrator": 10,
}
#: Fields that a form has in one state of its page and not in another.
ASKED_ELSEWHERE = {
    "/report": {"comment"},
    "/needs/wall": {"needs", "cluster"},
    "/requirements/new": {"ideas"},
}
NEVER = ("sign-out", "forget-device", "/account/", "/language")
FITTING = {
    "email": "neu@example.org",
    "website": "https://example.org/",
    "phone": "04651 1234",
    "decided_on": "4.5.2026",
    "starts_on": "4.5.2026",
    "new_password": "lang genug 123",
    "new_password_again": "lang genug 123",
}
#: Not the one of anybody in this town.
GROUP = "pupils"
NUMBERS = ("yes", "no", "abstained", "budget", "most_per_idea", "minutes")


def value_of(column):
    """Something that fits into a column and that no form of the walk types."""
    kind = column.type
    if isinstance(kind, Enum) or isinstance(getattr(kind, "enum_class", None), enum.EnumMeta):
        return str(kind.enums[-1])
    python = kind.python_type
    if python is bool:
        return "y"
    if python is int:
        return "2"
    if python in {datetime, date}:
        return "1999-09-09" if python is date else "1999-09-09T09:09"
    return "mass assigned"


def columns():
    """Every name a row could be changed by: columns and what relates two tables."""
    names = {
        column.name: value_of(column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.type.python_type in {bool, int, str, datetime, date}
    }
    related = {
        name: "2"
        for mapper in Base.registry.mappers
        for name in mapper.relationships.keys()  # noqa: SIM118
    }
    return related | names | {"group": GROUP, "group_key": GROUP}


def as_sent(form):
    """What a browser sends for a form that somebody filled in with as little as possible."""
    data = {}
    for field in form.select("[name]"):
        name, kind = field["name"], field.get("type", "text")
        if field.name == "textarea":
            data[name] = field.text.strip() or "Ein Satz."
        elif field.name == "select":
            chosen = field.select_one("option[selected]") or field.select("option")[-1]
            data[name] = chosen.get("value", "")
        elif kind in {"radio", "checkbox"}:
            if name not in data or field.has_attr("checked"):
                data[name] = field.get("value", "y")
        elif kind not in {"submit", "button", "file"}:
            usual = "1" if kind == "number" or name in NUMBERS else "Neu"
            data[name] = field.get("value") or FITTING.get(name, usual)
    if not form.select("button:not([name])"):
        data.update((one["name"], one.get("value", "")) for one in form.select("button[name]"))
    return data


def alike(session):
    """All rows, with ids as places in their table, and days as years: two towns may differ there.

    Returns:
        For each table the sorted rows.
    """
    session.expire_all()
    rows, places = {}, {}
    for table in Base.metadata.sorted_tables:
        key = only_key(table)
        ids = [] if key is None else session.scalars(select(key).order_by(key)).all()
        places[table.name] = {value: place for place, value in enumerate(ids)}
    for table in Base.metadata.sorted_tables:
        if table.name in PASSING:
            continue
        kept = [one for one in table.columns if is_kept(one)]
        rows[table.name] = sorted(
            ", ".join(f"{one.name} {plain(one, row[at], places)}" for at, one in enumerate(kept))
            for row in session.execute(select(*kept))
        )
    session.rollback()
    return rows


def is_kept(column):
    if str(column) == COUNTED:
        return False
    return column.name == KEPT or not column.name.endswith(DRAWN)


def only_key(table):
    keys = list(table.primary_key)
    return keys[0] if len(keys) == 1 and keys[0].type.python_type is int else None


def plain(column, value, places):
    if isinstance(value, datetime | date):
        return value.year
    if isinstance(value, str):
        return DIFFERENT.sub("#", value)
    for foreign in column.foreign_keys:
        return places[foreign.column.table.name].get(value, value)
    if column is only_key(column.table):
        return places[column.table.name][value]
    return with_places(value, places["idea"])


def with_places(value, ideas):
    """What a column of JSON holds, with the ids of ideas in it as places."""
    if isinstance(value, list):
        return [with_places(one, ideas) for one in value]
    if isinstance(value, dict):
        return {
            name: ideas.get(one, one) if name == "idea" else with_places(one, ideas)
            for name, one in value.items()
        }
    return value


def paths(app, world):
    """Every page, those with forms that end something last."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]
    found = [world.path(rule) for rule in rules if rule.endpoint != "web.asset"]
    return sorted(found, key=lambda path: any(word in path for word in ENDING))


def walk(app, session, engine, visitor, extra):
    """Send every form there is once; yield (where, status, what the town is like afterwards)."""
    empty(engine)
    world = build_world(session)
    browser = browser_of(app, session, world, visitor)
    sent = set()
    for path in paths(app, world):
        for action, form in forms_on(browser, path):
            if action in sent or any(word in action for word in NEVER):
                continue
            sent.add(action)
            own = as_sent(form)
            asked = [names for end, names in ASKED_ELSEWHERE.items() if action.endswith(end)]
            more = {
                name: value
                for name, value in extra.items()
                if name not in own.keys() | set().union(*asked)
            }
            answer = browser.post(action, data=more | own)
            yield re.sub(r"\d+", "#", action), answer.status_code, alike(session)


@pytest.mark.long
@pytest.mark.once
@pytest.mark.parametrize("visitor", TAKEN)
def test_a_form_sets_what_it_asks_for_and_nothing_else(app, session, engine, visitor):
    usual = list(walk(app, session, engine, visitor, {}))
    loaded = list(walk(app, session, engine, visitor, columns()))

    assert [where for where, _status, _rows in usual] == [where for where, _s, _r in loaded]
    for (where, status, before), (_where, same, after) in zip(usual, loaded, strict=True):
        assert status == same, where
        changed = {name: set(after[name]) ^ set(rows) for name, rows in before.items()}
        assert {name: rows for name, rows in changed.items() if rows} == {}, where
    assert sum(status == 303 for _where, status, _rows in usual) >= TAKEN[visitor]
