"""Backups: everything a town needs to go on elsewhere, in one file (docs/decisions/0045)."""
