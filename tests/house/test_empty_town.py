"""On the first day nothing is there yet. Every page that needs no thing says so, and works."""

import pytest

from participate.accounts.rules import Role
from tests.factories import make_account

#: What answers only when a setting wants it, see `tests/web/test_health.py`.
SWITCHED_OFF = {"web.metrics", "web.security_txt"}


@pytest.fixture
def pages(app):
    """The addresses that need nothing to exist."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]
    here = [rule for rule in rules if rule.endpoint not in SWITCHED_OFF]
    return sorted(rule.rule for rule in here if not rule.arguments)


@pytest.mark.parametrize("roles", [(), tuple(Role)], ids=["public", "every role"])
def test_every_page_works_in_an_empty_town(client, session, sign_in, pages, roles):
    if roles:
        sign_in(make_account(session, *roles))

    broken = {path: status for path in pages if (status := client.get(path).status_code) >= 400}

    assert broken == {}
