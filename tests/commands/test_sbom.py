"""The bill of materials, as somebody who watches holes reads it."""

import json
from importlib.metadata import version

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator


def test_is_valid_and_names_what_is_installed(participate):
    done = participate("sbom")
    assert (done.returncode, done.stderr) == (0, "")
    problem = JsonStrictValidator(SchemaVersion.V1_6).validate_str(done.stdout)
    assert problem is None, str(problem)[:300]

    parts = {part["name"].lower(): part for part in json.loads(done.stdout)["components"]}
    assert parts["flask"]["version"] == version("flask")
    assert parts["flask"]["purl"] == f"pkg:pypi/flask@{version('flask')}"
    assert parts["flask"]["licenses"] == [{"license": {"id": "BSD-3-Clause"}}]
    assert {"jinja2", "htmx", "kern-ux"} <= parts.keys(), "what parts need, and what browsers get"
    assert "pytest" not in parts, "only what the server needs"
