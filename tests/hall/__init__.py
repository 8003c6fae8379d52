"""A whole hall of phones, over HTTP, against the server as a town runs it: `make hall`."""
