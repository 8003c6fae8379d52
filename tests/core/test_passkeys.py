"""Where passkeys work: the address of the town, as browsers write it."""

import pytest

from participate.core.passkeys import Site


@pytest.mark.parametrize(
    ("address", "origin", "host"),
    [
        ("https://familie.example.org", "https://familie.example.org", "familie.example.org"),
        ("https://Familie.Example.org:443", "https://familie.example.org", "familie.example.org"),
        ("https://familie.example.org:8443", "https://familie.example.org:8443", None),
        ("http://localhost:8000", "http://localhost:8000", "localhost"),
        ("http://localhost:80", "http://localhost", "localhost"),
    ],
)
def test_a_site_is_named_as_browsers_name_it(address, origin, host):
    site = Site(address, "Familienwerkstatt")
    assert site.origin == origin
    assert site.host == (host or "familie.example.org")
