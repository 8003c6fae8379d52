"""The bill of materials: every part that is installed for this program, for those who watch holes.

CycloneDX 1.6, https://cyclonedx.org/docs/1.6/json/
"""

import json
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from uuid import uuid4

import click

from participate.core.clock import now
from participate.pages.licences import Part, assets_used, parts_used

#: The identifiers our parts have; a licence that is none of them is given by its name.
SPDX = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "EUPL-1.2", "ISC", "LGPL-3.0-only",
    "MIT", "MPL-2.0", "OFL-1.1", "PSF-2.0", "Unlicense", "ZPL-2.1",
}  # fmt: skip


def component(part: Part, kind: str) -> dict[str, Any]:
    """Return what a part is called, in which version, and what its licence says."""
    found: dict[str, Any] = {"type": "library", "bom-ref": f"{kind}/{part.name}", "name": part.name}
    if part.version:
        found["version"] = part.version
    if kind == "pypi":
        name = part.name.lower().replace("_", "-").replace(".", "-")
        found["purl"] = f"pkg:pypi/{name}@{part.version}"
    if part.licence != "?":
        key = "id" if part.licence in SPDX else "name"
        found["licenses"] = [{"license": {key: part.licence}}]
    if part.address:
        found["externalReferences"] = [{"type": "website", "url": part.address}]
    return found


def bill() -> dict[str, Any]:
    """Return the bill of materials of what is installed here and now."""
    try:
        ours = version("participate")
    except PackageNotFoundError:
        ours = "checkout"
    main = {"type": "application", "bom-ref": "participate", "name": "participate", "version": ours}
    main_licence = {"licenses": [{"license": {"id": "EUPL-1.2"}}]}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid4()}",
        "version": 1,
        "metadata": {
            "timestamp": now().isoformat(timespec="seconds"),
            "component": main | main_licence,
        },
        "components": [component(part, "pypi") for part in parts_used()]
        + [component(part, "asset") for part in assets_used()],
    }


@click.command()
def sbom() -> None:
    """Print every part this is built from, as CycloneDX 1.6 in JSON."""
    click.echo(json.dumps(bill(), indent=2, ensure_ascii=False))
