"""Every form takes odd texts as text, or says what is wrong: no fault of ours, no markup.

And no answer tells how it is made inside, or an address of somebody (H28).
"""

import re

import pytest

from tests.pages import soup
from tests.world import browser_of, build_world

#: Who meets the most forms. The others meet fewer of the same.
VISITORS = ("public", "participant", "provider", "chair", "moderator", "administrator")
MARK = "<img src=x onerror=alert(1)>"
ODD = {
    "markup": f"{MARK}\"'><script>alert(1)</script>{{{{7*7}}}}",
    "too long": "ä" * 10_000,
    "nothing but spaces": " \u00a0\u200b\t ",
    "controls and directions": "a\x00b\x1b\u202ec\u2066d\ufeff\U0001f468\u200d\U0001f469",
    "absurd numbers": "99999999999999999999999",
    "other digits": "\uff0d\uff11\uff12\u00b3\u0663",
    "formula": "=cmd|' /C calc'!A0",
}
#: What an answer looks like that repeats an error of ours.
INSIDE = re.compile(
    r"Traceback \(most|sqlalchemy|psycopg|sqlite|werkzeug|jinja2?\.|\.py\b|object at 0x"
    r"|\bSELECT\b.+\bFROM\b|\bINSERT INTO\b|UNIQUE constraint|violates|\bNoneType\b"
)
#: The addresses of the accounts in this town, which visitors and participants never see.
ADDRESS = re.compile(r"account\d+@example\.org")


def leaks(answer, visitor, action):
    """Say whether an answer tells what it should not. A mailed link opens one's own account."""
    if visitor in {"public", "participant"} and not action.startswith("/account"):
        return INSIDE.search(answer.text) or ADDRESS.search(answer.text)
    return INSIDE.search(answer.text)


def filled(form, odd):
    """What a browser sends for a form, with something odd in every field that can be typed in."""
    data = {}
    for field in form.select("[name]"):
        kind = field.get("type", "text") if field.name == "input" else field.name
        if kind in {"hidden", "submit"}:
            data[field["name"]] = field.get("value", "")
        elif kind not in {"button", "file"}:
            data[field["name"]] = odd
    return data


def forms_on(browser, path):
    page = browser.get(path)
    if page.mimetype != "text/html" or page.status_code != 200:
        return []
    return [(form["action"], form) for form in soup(page).select("form[method=post][action]")]


@pytest.mark.long
@pytest.mark.parametrize("visitor", VISITORS)
def test_every_form_takes_odd_texts(app, session, visitor):
    world = build_world(session)
    browser = browser_of(app, session, world, visitor)
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]
    pages = [world.path(rule) for rule in rules if rule.endpoint != "web.asset"]
    faults, sent = [], set()

    for path in pages:
        for action, form in forms_on(browser, path):
            if action in sent or "sign-out" in action or "forget-device" in action:
                continue
            sent.add(action)
            for name, odd in ODD.items():
                answer = browser.post(action, data=filled(form, odd))
                wrong = MARK in answer.text or leaks(answer, visitor, action)
                if answer.status_code >= 500 or wrong:
                    faults.append((action, name, answer.status_code))

    assert faults == []
    assert sent, "a visitor without a single form"
