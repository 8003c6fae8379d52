"""Ways out: the backlog of a release as files that other programs read."""
