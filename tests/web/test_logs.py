"""One line for each request, and in it nothing that somebody sent."""

import io
import json
import logging

import pytest

from participate.core.logs import JSON, formatter
from participate.extensions import db
from participate.web.logs import METHODS
from participate.workshops.visitor import DEVICE_COOKIE
from tests.house.test_bad_input import forms_on
from tests.pages import soup
from tests.world import VISITORS, browser_of, build_world

CANARY = "kanarienvogel4711"


@pytest.fixture
def written():
    """All that is logged at whatever level, by us and by all that we build on, as it is written."""
    out, root, ours = io.StringIO(), logging.root, logging.getLogger("participate")
    handler = logging.StreamHandler(out)
    handler.setFormatter(formatter(JSON))
    before = root.level, ours.level
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    ours.setLevel(logging.DEBUG)
    yield out
    root.removeHandler(handler)
    root.setLevel(before[0])
    ours.setLevel(before[1])


def lines(written):
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_request_is_one_line_with_the_name_of_its_page(client, workshop, written):
    client.get(f"/workshops/{workshop.id}?q={CANARY}")
    [line] = lines(written)
    assert line.pop("at").endswith("+00:00")
    assert len(line.pop("request_id")) == 16
    assert line.pop("ms") > 0
    assert line == {
        "level": "info",
        "event": "request",
        "method": "GET",
        "endpoint": "workshops.show",
        "status": 200,
    }


def test_what_does_not_exist_is_not_repeated(client, written):
    client.get(f"/{CANARY}")
    client.open("/", method=CANARY.upper())
    first, second = lines(written)
    assert (first["endpoint"], first["status"]) == ("none", 404)
    assert second["method"] == "other"
    assert CANARY.upper() not in METHODS
    assert first["request_id"] != second["request_id"]


def planted(form):
    """What a browser sends for a form when every field, hidden ones too, holds a canary.

    The token stays: without it nothing but the refusal would be seen.
    """
    fields = {field["name"]: field.get("value", "") for field in form.select("[name]")}
    return {
        name: value if name == "csrf_token" else f"{CANARY}{value[:40]}"
        for name, value in fields.items()
    }


def accepted(form):
    """What somebody sends who fills in what can be typed and leaves what can be chosen."""
    data = {}
    for field in form.select("[name]"):
        kind = field.get("type", "text") if field.name == "input" else field.name
        if kind in {"hidden", "submit", "date", "time", "number", "datetime-local"}:
            data[field["name"]] = field.get("value", "")
        elif field.name == "select":
            chosen = field.select("option[value]:not([value=''])")
            data[field["name"]] = chosen[0]["value"] if chosen else ""
        elif kind in {"radio", "checkbox"}:
            data.setdefault(field["name"], field.get("value", "y"))
        elif kind == "email":
            data[field["name"]] = f"{CANARY}@example.org"
        elif kind not in {"button", "file"}:
            data[field["name"]] = f"{CANARY} und so weiter"
    return data


@pytest.mark.long
@pytest.mark.parametrize(
    "visitor",
    [
        pytest.param(one, marks=[] if one in {"participant", "moderator"} else pytest.mark.once)
        for one in VISITORS
    ],
)
def test_nothing_that_anybody_sends_is_in_the_log(app, session, written, visitor):
    world = build_world(session)
    browser = browser_of(app, session, world, visitor)
    browser.set_cookie("language", CANARY)
    browser.set_cookie("known_device", CANARY)
    headers = dict.fromkeys(("User-Agent", "Referer", "X-Forwarded-For", "X-Request-Id"), CANARY)
    where = {"headers": headers, "environ_overrides": {"REMOTE_ADDR": "203.0.113.77"}}
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]
    taken = 0

    for rule in rules:
        if rule.endpoint == "web.asset":
            continue
        path = world.path(rule)
        browser.get(f"{path}?page={CANARY}&q={CANARY}&code={CANARY}&next={CANARY}", **where)
        for action, form in forms_on(browser, path):
            if "sign-out" in action or "forget-device" in action:
                continue
            for fill in (planted, accepted):
                answer = browser.post(action, data=fill(form), **where)
                taken += answer.status_code in {200, 303}

    said = written.getvalue()
    assert taken, "no form was taken: nothing was shown"
    assert len(lines(written)) > len(rules)
    for secret in (CANARY, "203.0.113.77", *world.devices.values(), "example.org"):
        assert secret not in said
    assert any(CANARY in str(row) for row in everything(session)) or visitor == "public"


def everything(session):
    session.commit()
    for table in db.metadata.sorted_tables:
        yield from session.execute(table.select())


def test_joining_and_coming_back_leaves_no_code_in_the_log(client, session, workshop, written):
    from tests.conftest import CODE  # noqa: PLC0415

    page = soup(client.get(f"/w/{CODE}", follow_redirects=True))
    group = page.select_one("[name=group]")["value"]
    joined = client.submit("/join", {"code": CODE, "group": group}, on=f"/join?code={CODE}")
    assert joined.status_code == 303
    now = client.get(joined.headers["Location"])
    token = client.get_cookie(DEVICE_COOKIE).value
    code = soup(now).select_one(".fw-code").text.strip()
    client.submit("/resume", {"code": code})
    said = written.getvalue()
    assert "workshops.enter" in said
    for secret in (CODE, token, code, code.replace(" ", "")):
        assert secret not in said
