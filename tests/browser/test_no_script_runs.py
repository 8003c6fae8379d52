"""Whatever people type stays text: no payload runs on any page, in a browser that would run it.

First each payload is seen to run where nothing stops it, then our content rules alone are seen to
stop them all. The pages themselves are visited with these rules switched off, so that escaping has
to hold by itself.
"""

from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from participate.accounts.visitor import TOKEN
from participate.workshops.visitor import DEVICE_COOKIE
from tests.browser.hostile_town import addresses, build_town, put_everywhere
from tests.browser.payloads import CONTROLS, EVERYTHING, OBEYED, SHORT, THERE, TYPED
from tests.factories import SECRET, make_session

#: What no typed text may have brought into a page: it would run when something happens to it.
SUSPECT = """() => {
  const found = [];
  for (const element of document.querySelectorAll("*")) {
    for (const {name, value} of element.attributes) {
      if (/^(data-)?(on|hx-on)/i.test(name)) found.push(element.outerHTML);
      if (/^[\\s\\0-\\x20]*javascript:/i.test(value.replace(/[\\t\\n\\r]/g, ""))
          && /^(href|src|action|formaction|data)$/.test(name)) found.push(element.outerHTML);
      if (/^(data-)?hx-(vals|headers)$/.test(name) && /js:/.test(value))
        found.push(element.outerHTML);
      if (element.matches("b") && /^(data-)?hx-/.test(name)) found.push(element.outerHTML);
      if (name === "srcdoc") found.push(element.outerHTML);
    }
    if (element.matches("script:not([nonce]), body script, iframe, object, embed"))
      found.push(element.outerHTML);
  }
  return found.map((html) => html.slice(0, 200));
}"""
#: The first form of a page that takes texts, and filling it in and sending it without htmx.
FORM = "document.querySelector('main form[method=post]:has(textarea, input[type=text])')"
FILL = f"""(text) => {{
  const form = {FORM};
  for (const field of form.querySelectorAll("textarea, input[type=text], input[type=email]"))
    field.value = text;
  HTMLFormElement.prototype.submit.call(form);
}}"""
#: What a page reads from its address.
ASKED = (
    "q",
    "search",
    "page",
    "code",
    "k",
    "next",
    "back",
    "show",
    "view",
    "kind",
    "outcome",
    "on",
)


class Alarm:
    """Hears when a payload ran, or htmx asked for what a payload told it to."""

    def __init__(self, page):
        self.heard = 0
        page.on("console", lambda message: self.hear(message.text == "fired"))
        page.on("request", lambda request: self.hear(urlsplit(request.url).path == THERE))

    def hear(self, it_is):
        self.heard += it_is  # a broken content rule quotes what it stopped: that is no "fired"


@pytest.fixture
def plain(live_server, new_context):
    """Show a piece of markup on a page of our own address, with or without our content rules."""

    context = new_context()
    ours = context.request.get(live_server + "/")
    policy = ours.headers["content-security-policy"]
    nonce = policy.partition("nonce-")[2].partition("'")[0]
    [script] = [part for part in ours.text().split('"') if "htmx-2" in part]
    meta = ours.text().partition('<meta name="htmx-config"')[2].partition(">")[0]

    def plain(markup, *, rules):
        page = context.new_page()
        alarm = Alarm(page)
        config = f'<meta name="htmx-config"{meta}>' if rules else ""
        page.route(
            live_server + "/control",
            lambda route: route.fulfill(
                body=f'<!doctype html>{config}<script nonce="{nonce}" src="{script}"></script>'
                f"<body>{markup}",
                content_type="text/html",
                headers={"Content-Security-Policy": policy} if rules else {},
            ),
        )
        page.goto(live_server + "/control")
        if page.locator("#go").count():
            page.locator("#go").click()
        page.wait_for_timeout(40)
        if not alarm.heard and not rules:
            page.wait_for_timeout(2_000)
        found = page.evaluate(SUSPECT)
        page.close()
        return alarm.heard, found

    return plain


def test_every_payload_runs_where_nothing_stops_it(plain):
    results = {markup: plain(markup, rules=False) for _payload, markup in CONTROLS}
    assert [markup for markup, (heard, _found) in results.items() if not heard] == []
    assert [markup for markup, (_heard, found) in results.items() if not found] == []


def test_our_content_rules_alone_stop_every_payload(plain):
    results = {markup: plain(markup, rules=True)[0] for _payload, markup in CONTROLS}
    assert [markup for markup, heard in results.items() if heard] == []


@pytest.fixture
def town(session):
    return build_town(session)


@pytest.fixture
def visit(live_server, new_context, session, town):
    """Open a page as somebody, with our content rules switched off; note what ran or would run."""
    found, pages = [], {}
    app = Flask(__name__)
    app.secret_key = SECRET
    cookie = SecureCookieSessionInterface().get_signing_serializer(app)
    staff = cookie.dumps({TOKEN: make_session(session, town.things["everybody"])})

    def context_of(who):
        context = new_context(bypass_csp=True)
        cookies = {"participant": {DEVICE_COOKIE: town.devices["participant"]}}
        cookies["staff"] = {"session": staff}
        for name, value in cookies.get(who, {}).items():
            context.add_cookies([{"url": live_server, "name": name, "value": value}])
        return context

    def visit(who, path, then=None):
        if who not in pages:
            pages[who] = context_of(who).new_page()
            pages[who].alarm = Alarm(pages[who])
        page = pages[who]
        answer = page.goto(live_server + path)
        assert answer.status < 500, path
        if then:
            then(page)
        found.extend((who, path, one) for one in page.evaluate(SUSPECT))
        if page.alarm.heard:
            found.append((who, path, "a payload ran"))
            page.alarm.heard = 0

    return visit, found


@pytest.mark.once
@pytest.mark.parametrize("number", range(len(SHORT)))
def test_nothing_that_people_typed_runs(app, session, town, visit, number):
    visit, found = visit
    put_everywhere(session, number)
    shown = []

    for path in addresses(app, town):
        for who in ("staff", "participant"):
            if who == "staff" or path.startswith("/workshops/"):
                visit(who, path, then=lambda page: shown.append("fired" in page.content()))

    assert found == []
    assert sum(shown) > 80, "hardly a page shows what was typed"


@pytest.mark.once
@pytest.mark.parametrize("text", [SHORT[1], EVERYTHING, OBEYED], ids=["single", "all", "orders"])
def test_nothing_that_an_address_says_runs(app, session, town, visit, text):
    visit, found = visit
    session.commit()

    for path in addresses(app, town):
        visit("staff", f"{path.partition('?')[0]}?{urlencode(dict.fromkeys(ASKED, text))}")

    assert found == []


@pytest.mark.once
def test_nothing_in_a_form_that_comes_back_runs(app, session, town, visit):
    visit, found = visit
    session.commit()
    came_back = []

    def send(page):
        if page.evaluate(FORM):
            with page.expect_navigation():
                page.evaluate(FILL, TYPED)
            came_back.append("fired" in page.content())

    for path in addresses(app, town):
        visit("staff", path, then=send)
        if path.startswith("/workshops/"):
            visit("participant", path, then=send)
    visit("public", "/sign-in", then=send)
    visit("public", "/join", then=send)

    assert found == []
    assert sum(came_back) > 15, "hardly a form came back with what was typed"
