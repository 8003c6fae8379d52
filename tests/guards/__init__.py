"""Every guard of the application taken away, one by one, and the matrix walked (docs/guards.md)."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "guards.md"
