"""Small dumps of the kind that `from_thf` reads, and the real one, where it is."""

import json
from pathlib import Path
from typing import Any

import pytest

REAL = Path(__file__).parents[3] / "shared" / "data" / "thf-tempelhofer-feld"
needs_real_data = pytest.mark.skipif(not REAL.is_dir(), reason=f"the real data is not at {REAL}")


def a_comment(**values: Any) -> dict[str, Any]:
    return {
        "text": "Gut.",
        "sentiment": 1,
        "creator": "7",
        "create_time": "2015-03-07T09:24:38.004740",
        "rate_pro": 3,
        "rate_contra": 1,
        "rate_neutral": 0,
        "comments": {},
    } | values


def a_proposal(**values: Any) -> dict[str, Any]:
    return {
        "title": "Wippe",
        "description": "Am Anger.",
        "category": "Freizeit",
        "creator": "5",
        "create_time": "2015-02-21T08:46:02",
        "rate_pro": 12,
        "rate_contra": 3,
        "rate_neutral": 1,
        "comments": {},
    } | values


def a_file(proposals: Any) -> bytes:
    return json.dumps({"instance": {"feld": {"proposals": proposals}}}).encode()
