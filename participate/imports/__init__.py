"""Bringing in what was said elsewhere: `cli` reads a file with a format and writes it at once.

`found` is what a file holds, `formats` one module per format, `actions` writes, `queries` counts.
"""
