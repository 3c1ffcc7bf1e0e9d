# make help says what there is. Python 3.11 and make are all a machine needs.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
CITY ?= sample
PORT ?= 8501
CONFIG := cities/$(CITY)/city.toml
export MACHIMORI_CITY := $(CONFIG)
export PORT
# Compiled once: what is installed is not compiled beforehand, and every process would do it again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install install-dev browser run warehouse check lint test bench new-source docs screenshots clean

help: ## what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16
	@echo
	@echo "CITY=<folder in cities/> and PORT=<number> are honoured."

$(VENV)/.installed: requirements.txt constraints.txt package.json package-lock.json scripts/vendor.py
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed (or name one: make PYTHON=python3)."; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check -r requirements.txt
	$(BIN)/python scripts/vendor.py
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check -r requirements-dev.txt
	@touch $@

install: $(VENV)/.installed ## the environment, pinned, and the browser libraries

install-dev: $(VENV)/.installed-dev ## what tests and gates need on top

browser: ## Debian's Chromium and Japanese fonts, for the browser tests
	@sh scripts/install_browser.sh

warehouse: install ## build the warehouse of CITY from its files (the sample's are generated first)
	@if [ "$(CITY)" = sample ] && [ ! -d cities/sample/data/past_floods ]; then \
		$(BIN)/python -m etl sample --out cities/sample/data; fi
	$(BIN)/python -m etl run --config $(CONFIG)

run: install ## build the sample warehouse if there is none, and open the dashboard
	@$(BIN)/python -m machimori serve --check || $(MAKE) --no-print-directory warehouse \
		|| $(BIN)/python -m machimori serve --check
	@$(BIN)/python -m machimori serve

check: lint ## format, lint, types, layer rules
	$(BIN)/python -m pytest -q tests/test_architecture.py

lint: install-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

test: install-dev browser lint ## everything, browser included
	$(BIN)/python -m pytest -n 2 --dist loadfile

bench: install-dev ## side-by-side measurements (minutes)
	$(BIN)/python -m bench

new-source: install-dev ## NAME=x: source, staging model, fixture and a failing test
	$(BIN)/python scripts/new_source.py $(NAME)

docs: install-dev ## the generated tables of docs/ (columns, sources, pages)
	$(BIN)/python scripts/generate_docs.py

screenshots: install-dev browser ## the README's pictures, from the sample
	$(BIN)/python scripts/screenshots.py

clean: ## what was built (never the journal)
	rm -rf $(VENV) static/vendor cities/sample/data warehouse.duckdb
