# One word a task; `make help` lists them. CI runs the same: .ci/run calls `make test`.

MAKEFLAGS += --no-print-directory
SHELL := /bin/sh
BIN := .venv/bin

# The first Python that is new enough; only asked for by the recipes that need it.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
NEEDS_PYTHON = $(if $(PYTHON),,@echo "Error: Python 3.11 or newer is missing: apt-get install python3.11 python3.11-venv" >&2; exit 1)

.PHONY: help run test test-quick lint types format dev manage css css-check messages bench audit clean

help: ## List the tasks
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(firstword $(MAKEFILE_LIST)) | expand -t 12

run: ## Serve the product on this machine (PORT=8000 HOST=127.0.0.1 DEMO=1)
	$(NEEDS_PYTHON)
	@$(PYTHON) -m launch

test: lint ## All linters, then all tests on a real MongoDB
	@echo "Testing on a real MongoDB"
	@$(BIN)/python -m pytest -n 2 --dist worksteal

test-quick: dev ## The tests without a browser, for daily work
	@echo "Testing on a real MongoDB, without a browser"
	@$(BIN)/python -m pytest -n 2 --dist worksteal --ignore=tests/browser

lint: dev css-check types ## ruff, import directions, types, templates, built CSS
	@echo "Checking the code's style"
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@echo "Checking the directions of imports"
	@out=$$($(BIN)/lint-imports --no-logo --no-cache) || { echo "$$out"; exit 1; }
	@echo "Checking the templates"
	@$(BIN)/djlint --lint --quiet templates

# The plugin reads the settings, which start nothing and connect to nothing.
types: dev ## Let mypy check the types (docs/decisions/0009-types.md)
	@echo "Checking the types"
	@DEBUG=true MONGODB_URI=mongodb://none/none $(BIN)/mypy

format: dev ## Let ruff write the layout
	@$(BIN)/ruff check --fix --quiet
	@$(BIN)/ruff format --quiet

dev: ## Install .venv with everything tests and linters need
	$(NEEDS_PYTHON)
	@$(PYTHON) -m launch.venv requirements-dev.txt

# Whoever asks about weaknesses needs a network; the list of parts needs none.
audit: ## List all parts (sbom.cdx.json, CycloneDX), and ask about known weaknesses
	$(NEEDS_PYTHON)
	@$(PYTHON) -m launch.materials sbom.cdx.json
	@echo "All parts are listed in sbom.cdx.json"
	@$(PYTHON) -m launch.weaknesses

manage: ## Run a Django command: make manage ARGS='recount --dry-run'
	$(NEEDS_PYTHON)
	@$(PYTHON) -m launch.venv requirements.txt requirements-embedded.txt
	@$(BIN)/python manage.py $(ARGS)

css: node_modules ## Build static/css and the icons from static/src
	@echo "Building the CSS"
	@npm run --silent build

css-check:
	@if command -v npm > /dev/null; then \
		echo "Checking that the built CSS is fresh"; \
		$(MAKE) -s node_modules && npm run --silent check:css; \
	else \
		echo "npm is not here: the built CSS is not checked"; \
	fi

# Not `npm ci`: it refuses the lock file where a registry lacks the builds for other platforms.
node_modules: package-lock.json
	@echo "Installing the CSS tools"
	@npm install --no-save --silent --no-audit --no-fund
	@touch node_modules

# Without dates and line numbers in it, a catalogue changes only where a text does. The database is
# named so that none is started; nothing connects to it.
messages: dev ## Collect the texts and compile the translations (needs gettext)
	@MONGODB_URI=mongodb://none/none $(BIN)/python manage.py makemessages --locale id --no-obsolete \
		--no-location --no-wrap --ignore .venv --ignore node_modules --ignore tests --ignore bench
	@sed -i '/^"POT-Creation-Date/d' locale/id/LC_MESSAGES/django.po
	@MONGODB_URI=mongodb://none/none $(BIN)/python manage.py compilemessages --locale id \
		--ignore .venv --ignore node_modules

bench: dev ## Measure the ledger at three sizes (takes long)
	@$(BIN)/python -m bench.ledger

clean: ## Remove what the tasks made, except the data in .mongodb
	@echo "Removing .venv, caches and built files (the data in .mongodb stays)"
	@rm -rf .venv node_modules staticfiles .test-artifacts .mongodb-test .mongodb-bench-* .pytest_cache .ruff_cache .hypothesis .mypy_cache
	@find . -name __pycache__ -not -path './.mongodb/*' -prune -exec rm -rf {} +
