"""JSON: the snapshot of the release, word for word, with its digest beside it.

Without `digest`, written with sorted keys and no spaces, it is what the digest was made of: anyone
can recompute it.
"""

import json
from dataclasses import asdict
from typing import Any

from participate.exports.sheet import Cell, Format, Sheet, SourceRef, Words


def value(cell: Cell) -> Any:
    """Return a cell as JSON knows it."""
    if isinstance(cell, tuple):
        return [asdict(one) if isinstance(one, SourceRef) else one for one in cell]
    return cell


def write(sheet: Sheet, _words: Words) -> bytes:
    """Return the release with one object for each row."""
    names = [column.name for column in sheet.columns]
    release = {
        "release": sheet.release,
        "title": sheet.title,
        "notes": sheet.notes,
        "published_at": sheet.published_at,
        "digest": sheet.digest,
        "requirements": [dict(zip(names, map(value, row), strict=True)) for row in sheet.rows],
    }
    return (json.dumps(release, ensure_ascii=False, indent=2) + "\n").encode()


FORMAT = Format(key="json", content_type="application/json; charset=utf-8", write=write)
