"""Commands that concern the whole installation. Those of one package live in its `cli.py`."""
