"""What the pages about people's data say, in the visitor's language."""

from participate.privacy.labels.own_data import SHOWN_ROWS, Shown, shown_data
from participate.privacy.labels.retention import Row, retention_table

__all__ = ["SHOWN_ROWS", "Row", "Shown", "retention_table", "shown_data"]
