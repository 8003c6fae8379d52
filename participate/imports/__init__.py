"""Ways in: contributions from other participation platforms, as files."""
