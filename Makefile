# What everybody types. Needs Python 3.11 or newer with venv, make, and the package registries.
#   make run     set up, fill the demo town once, serve on http://127.0.0.1:8000
#   make test    the whole suite;  make quick  the part under three minutes;  make check  the linters

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(BIN)/python -m participate
DATA := $(if $(DATA_DIR),$(DATA_DIR),var)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK := uv pip compile --universal --generate-hashes --no-header --python-version 3.11 --quiet
CATALOGUE := translations/de/LC_MESSAGES/messages.po
CATALOGUES := $(wildcard translations/*/LC_MESSAGES/messages.po)

.DEFAULT_GOAL := help
.PHONY: help program assets setup operations planted guards hostile hall backup-proof run demo test quick bench screens axe html screenshots check fix translate languages migration lock

help:
	@sed -n '2,3s/^# *//p' Makefile

# ── Set-up. Every step leaves a mark, so that the second time there is nothing to do. ──

$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 …"; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/base: requirements/base.txt | $(VENV)/made
	@echo "Installing what the server needs …"
	@$(PIP) install --require-hashes -r $<
	@touch $@

$(VENV)/dev: requirements/dev.txt | $(VENV)/base
	@echo "Installing what tests and linters need …"
	@$(PIP) install --require-hashes -r $<
	@touch $@

$(DATA)/assets/fetched: requirements/assets.txt | $(VENV)/base
	@echo "Fetching style sheets, fonts and htmx …"
	@$(PIP) install --no-deps --require-hashes --only-binary :all: --upgrade --target $(DATA)/assets -r $<
	@touch $@

$(DATA)/static/manifest.json: $(DATA)/assets/fetched $(wildcard static/*.* static/*/*) participate/web/assets.py
	@$(RUN) assets

%.mo: %.po | $(VENV)/base
	@$(BIN)/pybabel --quiet compile --input-file=$< --output-file=$@

# What all towns on a server share.
program: $(VENV)/base $(CATALOGUES:.po=.mo)

assets: $(DATA)/static/manifest.json

setup: $(VENV)/base $(DATA)/static/manifest.json $(CATALOGUES:.po=.mo)
	@$(RUN) init

# ── Run ──

run: setup
	@$(if $(DATABASE_URL),,$(RUN) demo --if-empty)
	@exec $(RUN) serve

demo: setup
	@$(RUN) demo

# ── Test and check ──

# SQLite first, then once more on PostgreSQL whatever uses a database. With RESULTS=folder the
# results also go there as JUnit XML. One process more than cores: some tests wait for a server or a browser.
WORKERS = $(shell expr $$(nproc) + 1)
PYTEST = $(BIN)/python -m pytest --quiet --numprocesses=$(WORKERS) --dist=worksteal -r s $(PYTEST_ARGUMENTS)

test: setup $(VENV)/dev
	$(PYTEST) $(if $(RESULTS),--junit-xml=$(RESULTS)/sqlite.xml)
	$(PYTEST) --database=postgresql $(if $(RESULTS),--junit-xml=$(RESULTS)/postgresql.xml)

screenshots: setup $(VENV)/dev
	SCREENSHOTS=docs/screenshots $(PYTEST) tests/browser/test_journey.py

# Every page in every state, in four modes, to flip through: var/screens/index.html. Goes on where it
# stopped; ONLY=pattern takes some; begin anew by removing var/screens (docs/looks.md).
screens: setup $(VENV)/dev
	$(BIN)/python -m tests.looks screens

# Lets axe look at every page, and writes what the accessibility statement says of it.
axe: setup $(VENV)/dev
	$(BIN)/python -m tests.looks axe

# Shows every page in every state to the validator of the W3C. Needs Java.
html: setup $(VENV)/dev
	$(BIN)/python -m tests.looks html

# Makes fifty backups while everybody writes; each has to be the state of one moment.
backup-proof: setup $(VENV)/dev
	BACKUPS=50 $(BIN)/python -m pytest -q tests/commands/test_backup_under_load.py
	BACKUPS=50 $(BIN)/python -m pytest -q --database=postgresql tests/commands/test_backup_under_load.py

# Digs known holes in a copy of the tree, one by one; each has to turn its test red (docs/planted.md).
planted: setup $(VENV)/dev
	$(BIN)/python -m tests.planted $(ONLY)

# Takes every guard away, one by one, and walks the matrix (docs/guards.md).
# In pieces: MINUTES=3 ends early, and the next run goes on. ONLY=ideas/ tries those alone.
guards: setup $(VENV)/dev
	$(if $(MINUTES),GUARDS_MINUTES=$(MINUTES)) ONLY=$(ONLY) $(BIN)/python -m tests.guards

# All hostile texts through every field, argument, header, file name and import (docs/hostile.md).
# In pieces: MINUTES=9 ends early, and the next run goes on.
hostile: setup $(VENV)/dev
	HOSTILE=all $(if $(MINUTES),HOSTILE_MINUTES=$(MINUTES)) $(PYTEST) tests/house/test_hostile.py

# Goes through docs/operations.md on a copy of this machine that is thrown away. Needs root.
operations:
	python3 tests/operations.py

# Fills a hall with 500, 1,000 and 2,000 phones, on each database (docs/performance.md). PHONES="500 1000" and
# DATABASE=sqlite take some.
hall: setup $(VENV)/dev
	$(BIN)/python -m tests.hall $(PHONES) $(if $(DATABASE),--database $(DATABASE))

bench: setup $(VENV)/dev
	$(BIN)/python -m tests.bench

quick: setup $(VENV)/dev
	$(PYTEST) -m "not long" --ignore=tests/browser

check: setup $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint templates

fix: $(VENV)/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# ── Change ──

translate: $(VENV)/dev
	$(BIN)/pybabel --quiet extract --mapping=babel.cfg --keywords=lazy_gettext --keywords=lazy_ngettext:1,2 --sort-output --no-location --output=var/messages.pot .
	$(BIN)/pybabel --quiet update --input-file=var/messages.pot --output-file=$(CATALOGUE) --locale=de \
	  --no-fuzzy-matching --ignore-obsolete --width=100
	$(BIN)/python -m tests.languages update
	$(MAKE) --silent $(CATALOGUES:.po=.mo)

# How much of which pages each language can say, and what is missing.
languages: setup $(VENV)/dev
	@$(BIN)/python -m tests.languages

migration: setup
	@test -n "$(NAME)" || { echo 'Say what it does: make migration NAME="add the board"'; exit 1; }
	$(BIN)/flask db migrate --message "$(NAME)" \
	  --rev-id $$(printf %04d $$(( $$(ls migrations/versions/*.py | wc -l) + 1 )))

lock:
	$(LOCK) requirements/base.in --output-file requirements/base.txt
	$(LOCK) requirements/dev.in --output-file requirements/dev.txt
	$(LOCK) --no-deps requirements/assets.in --output-file requirements/assets.txt
