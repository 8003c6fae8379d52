"""The server asks no address that somebody typed (SSRF): a canary listens in vain."""

import socket

import pytest

from tests.house.test_bad_input import forms_on
from tests.house.test_mass_assignment import as_sent
from tests.world import browser_of, build_world

VISITORS = ("participant", "provider", "moderator", "administrator")
#: Ways to write this machine, each with a port; resolvers and parsers disagree about them.
HOSTS = (
    *("127.0.0.1", "localhost", "127.1", "127.0.1", "0.0.0.0", "0", "2130706433", "0x7f000001"),  # noqa: S104
    *(
        "017700000001",
        "0177.0.0.1",
        "0x7f.0.0.1",
        "0x7f.1",
        "127.0.0.1.",
        "localhost.",
        "LOCALHOST",
    ),
    *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:7f00:1]"),
    *("evil@127.0.0.1", "example.org@127.0.0.1", "127.0.0.1%00", "127。0。0。1", "①②⑦.⓪.⓪.①"),
    *("127.127.127.127", "localhost.localdomain", "127.0.0.1.nip.io", "localtest.me"),
)
SCHEMES = ("http://{}:{}/", "https://{}:{}/a.html", "//{}:{}/", "ftp://{}:{}/", "gopher://{}:{}/_x")


@pytest.fixture
def canary():
    """A server that nobody asks; it says whether anybody did."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def heard(server):
    try:
        server.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def test_the_canary_would_hear_it(canary):
    with socket.create_connection(canary.getsockname()):
        assert heard(canary)


@pytest.mark.once
@pytest.mark.parametrize("visitor", VISITORS)
def test_no_address_that_somebody_types_is_asked(app, session, canary, visitor):
    port = canary.getsockname()[1]
    spelled = [SCHEMES[at % len(SCHEMES)].format(host, port) for at, host in enumerate(HOSTS)]
    spelled += [SCHEMES[0].format(host, port) for host in HOSTS]
    assert len(set(spelled)) >= 40
    world = build_world(session)
    browser = browser_of(app, session, world, visitor)
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]
    sent = 0

    for path in [world.path(rule) for rule in rules if rule.endpoint != "web.asset"]:
        for action, form in forms_on(browser, path):
            if any(
                word in action for word in ("sign-out", "forget", "erase", "/links", "/account")
            ):
                continue
            usual = as_sent(form)
            open_fields = [
                one["name"]
                for one in form.select(
                    "input[type=text], textarea, input[type=url], input:not([type])"
                )
            ]
            for address in spelled if "website" in usual else [" ".join(spelled[:20])]:
                typed = usual | dict.fromkeys(open_fields, address)
                assert browser.post(action, data=typed).status_code < 500
                sent += 1
            headers = {"Referer": spelled[0], "Origin": spelled[0], "X-Forwarded-Host": spelled[0]}
            browser.get(path, query_string={"url": spelled[0], "next": spelled[0]}, headers=headers)

    assert not heard(canary)
    assert sent > 5
