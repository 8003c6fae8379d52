"""How fast the pages are, as ratios within one run: `make bench`. No test asserts any of it."""
