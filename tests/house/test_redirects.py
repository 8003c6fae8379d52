"""No address, form or header leads anybody away from here (open redirects)."""

import re
from urllib.parse import quote, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.house.test_bad_input import forms_on
from tests.house.test_mass_assignment import as_sent
from tests.pages import ONE_TIME
from tests.world import browser_of, build_world

HOST = "evil.example"
#: Spellings that one product or another took for a path of its own.
GOALS = (
    f"https://{HOST}",
    f"HTTPS://{HOST}/",
    f"https:{HOST}",
    f"http:///{HOST}",
    f"//{HOST}",
    f"///{HOST}",
    f"////{HOST}//",
    f"/\\{HOST}",
    f"\\/\\/{HOST}",
    f"\\\\{HOST}",
    f"/\\/{HOST}",
    f"/\t/{HOST}",
    f"\t//{HOST}",
    f" //{HOST}",
    f"/\n/{HOST}",
    f"/\r\n/{HOST}",
    f"/\x00/{HOST}",
    f"/%09/{HOST}",
    f"/%2f{HOST}",
    f"/%5c{HOST}",
    f"/.//{HOST}",
    f"/..//{HOST}",
    f"/\u2044{HOST}",
    f"/\uff0f{HOST}",
    f"\u3002{HOST}",
    f"https://localhost@{HOST}",
    f"https://localhost%2f@{HOST}",
    f"https://{HOST}#localhost/",
    f"https://{HOST}?localhost/",
    f"localhost.{HOST}",
    f"@{HOST}",
    f"javascript://{HOST}/%0aalert(1)",
    f"java\tscript://{HOST}",
    f"data:text/html,//{HOST}",
    f"/desk\r\nLocation: https://{HOST}",
    f"/desk\r\n\r\n<script src=//{HOST}>",
    f"feed:https://{HOST}",
    f"view-source:https://{HOST}",
)
#: What a page reads from its address, and what others read there.
NAMES = (
    *("next", "back", "page", "to", "goal", "url", "uri", "path", "return", "return_to", "from"),
    *("redirect", "redirect_to", "redirect_uri", "continue", "dest", "destination", "target"),
    *("code", "k", "show", "view", "on", "_external", "_scheme", "_anchor", "endpoint"),
)
WAYS = ("Location", "HX-Redirect", "HX-Location", "HX-Push-Url", "HX-Replace-Url", "Refresh")
#: One slash, and then nothing that a browser drops or takes for a slash.
OURS = re.compile(r"/(?![/\\])[!-\[\]-~]*")


def stays(answer):
    """Say whether every header that leads on leads to a path of ours."""
    led = [answer.headers[way] for way in WAYS if way in answer.headers]
    return all(OURS.fullmatch(one) and not urlsplit(one).netloc for one in led)


def pages(app, world):
    """Every address that can be looked at."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]
    return [world.path(rule) for rule in rules if rule.endpoint != "web.asset"]


def reads_goals(browser, path):
    """Say whether a page makes anything of a goal of ours, more than of arguments of no meaning."""

    def said(prefix):
        asked = {f"{prefix}{name}": "/desk?zzmark" for name in NAMES}
        answer = FlaskClient.open(browser, path, query_string=asked)
        led = [answer.headers.get(way, "").replace(prefix, "") for way in WAYS]
        text = answer.text if answer.mimetype == "text/html" else ""
        return answer.status_code, led, ONE_TIME.sub("", text.replace(prefix, ""))

    return said("zzname") != said("")


@pytest.mark.long
@pytest.mark.once
@pytest.mark.parametrize("visitor", ["public", "participant", "moderator"])
def test_no_address_leads_away(app, session, visitor):
    world = build_world(session)
    browser = browser_of(app, session, world, visitor)
    paths = pages(app, world)
    session.commit()
    led = 0

    for path in paths:
        for goal in GOALS if reads_goals(browser, path) else GOALS[:1]:
            headers = {"Referer": f"https://{HOST}/", "X-Forwarded-Host": HOST}
            asked = dict.fromkeys(NAMES, goal)
            answer = FlaskClient.open(browser, path, query_string=asked, headers=headers)
            assert answer.status_code < 500, (path, goal)
            assert stays(answer), (path, goal, answer.headers)
            led += answer.status_code in {302, 303}

    assert led > len(GOALS), "hardly an address leads anywhere"


@pytest.mark.once
@pytest.mark.parametrize("visitor", ["public", "participant", "moderator", "administrator"])
def test_no_form_leads_away(app, session, visitor):
    world = build_world(session)
    browser = browser_of(app, session, world, visitor)
    paths = pages(app, world)
    sent = set()

    for path in paths:
        for action, form in forms_on(browser, path):
            if action in sent:
                continue
            sent.add(action)
            usual = as_sent(form)
            tokens = {name: usual[name] for name in ("csrf_token", "once")}
            for goal in (*GOALS[:8], *GOALS[11:14]):
                data = usual | dict.fromkeys(NAMES, goal) | tokens
                query = f"{'&' if '?' in action else '?'}next={quote(goal)}&back={quote(goal)}"
                answer = browser.post(action.partition("#")[0] + query, data=data)
                assert answer.status_code < 500, (action, goal)
                assert stays(answer), (action, goal, answer.headers)

    assert sent
