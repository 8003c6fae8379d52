"""The contact sheet: one page, without a server, through which a person flips with the keyboard."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from tests.looks.camera import MODES, Mode
from tests.looks.places import Place

TEMPLATE = Path(__file__).with_name("sheet.html")


def picture(folder: Path, place: Place, mode: Mode) -> Path:
    """Return where the picture of a place lies."""
    return folder / mode.name / f"{place.name}.webp"


def write_sheet(folder: Path, places: Iterable[Place]) -> Path:
    """Write the sheet for the pictures that lie in a folder, and return where it is."""
    shown = [
        {"name": it.name, "path": it.path, "visitor": it.visitor, "status": it.status}
        | {"modes": [mode.name for mode in MODES if picture(folder, it, mode).exists()]}
        for it in places
    ]
    sheet = {
        "modes": [asdict(mode) for mode in MODES],
        "places": [one for one in shown if one["modes"]],
    }
    text = json.dumps(sheet, ensure_ascii=False).replace("<", "\\u003c")
    path = folder / "index.html"
    path.write_text(TEMPLATE.read_text("utf-8").replace("@SHEET@", text), "utf-8")
    return path
