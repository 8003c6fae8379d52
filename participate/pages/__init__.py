"""Pages over several slices: home, the desk of those who work here, legal notices, feedback."""
