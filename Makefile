# The verbs of the house. `make` alone lists them; docs/chores tells more.
.DEFAULT_GOAL := help
.PHONY: help run install test test-postgresql check fix docs bench demo-reset lock
.DELETE_ON_ERROR:

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
# What is installed: run.txt to serve, dev.txt (which holds run.txt) to test. Where dev stands, it serves too.
RUN := $(VENV)/installed-run
DEV := $(VENV)/installed-dev
SERVES := $(if $(wildcard $(DEV)),$(DEV),$(RUN))
# Checks look at the code alone: they get a data folder that nobody minds.
ALONE := DUEREGARD_DATA=$(VENV)/check-data DATABASE_URL=
# What must be tested branch by branch.
JUDGED := */rules.py,*/rules/*.py,*/permissions.py,*/workflows.py,*/workflows/*.py

help: ## list the verbs
	@echo "make VERB, where VERB is one of:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1|\2/p' Makefile | while IFS='|' read -r verb text; do printf '%-18s %s\n' "$$verb" "$$text"; done

run: $(SERVES) ## serve the demonstration at http://127.0.0.1:8000 (another port: make run PORT=8001)
	@DUEREGARD_DEMO=1 $(BIN)/dueregard migrate
	@DUEREGARD_DEMO=1 $(BIN)/dueregard demo load --once
	@DUEREGARD_DEMO=1 exec $(BIN)/dueregard serve --port $(PORT)

install: $(DEV) ## install everything that running, testing and checking need, into .venv

test: $(DEV) ## the whole suite on SQLite, browser journeys included
	@rm -f .coverage .coverage.*
	@DATABASE_URL= $(BIN)/python -m pytest --cov --cov-report=
	@echo "Branches covered in rules, permissions and workflows (at least 95 % each way):"
	@$(BIN)/python -m coverage report --include='$(JUDGED)' --skip-covered --show-missing --fail-under=95

test-postgresql: $(DEV) ## the suite without journeys on PostgreSQL (DATABASE_URL=postgres://user@host/database)
	@test -n "$$DATABASE_URL" || { echo "Say which server: make test-postgresql DATABASE_URL=postgres://postgres@127.0.0.1/postgres"; exit 2; }
	@$(BIN)/python -m pytest -m "not journey"

check: check-lint check-format check-types check-templates check-floors check-migrations ## lint, types, templates, floors and migrations; changes nothing
	@echo "All checks passed."

.PHONY: check-lint check-format check-types check-templates check-floors check-migrations
check-lint: $(DEV)
	@echo "== lint"; $(BIN)/ruff check --quiet .
check-format: $(DEV)
	@echo "== format"; $(BIN)/ruff format --quiet --check .
check-types: $(DEV)
	@mkdir -p $(VENV)/check-data
	@echo "== types"; $(ALONE) $(BIN)/mypy --no-error-summary
check-templates: $(DEV)
	@echo "== templates"; $(BIN)/djlint --quiet --lint dueregard
check-floors: $(DEV)
	@echo "== floors"; $(BIN)/lint-imports --no-cache --no-logo
check-migrations: $(DEV)
	@mkdir -p $(VENV)/check-data
	@echo "== migrations"; $(ALONE) $(BIN)/python manage.py makemigrations --check --dry-run
	@$(ALONE) $(BIN)/python manage.py check --fail-level WARNING

fix: $(DEV) ## mend what can be mended by itself: imports, format, generated docs
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .
	@$(BIN)/python -m tests.generate_docs

docs: $(DEV) ## write docs/states.md and docs/access.md anew
	@$(BIN)/python -m tests.generate_docs

bench: $(DEV) ## measure with 10,000 areas and print a table (some minutes)
	@$(BIN)/python -m bench

demo-reset: $(SERVES) ## throw the demonstration's data away and load it anew
	@DUEREGARD_DEMO=1 $(BIN)/dueregard demo reset

lock: ## compile requirements/*.in to hashed locks (maintainers; needs uv)
	@command -v uv >/dev/null || { echo "uv is missing: python3 -m pip install uv"; exit 2; }
	@cd requirements && uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header run.in -o run.txt
	@cd requirements && uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header -c run.txt dev.in -o dev.txt

# --- installing -------------------------------------------------------------------------------------------------------
# The project itself comes by a second call: an editable install is refused beside hashes.
$(RUN): requirements/run.txt pyproject.toml | sound-python
	@echo "Installing what serving needs (once; under a minute beyond the downloads)"
	@$(PIP) install --require-hashes --no-deps -r requirements/run.txt
	@$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@

$(DEV): requirements/dev.txt requirements/run.txt pyproject.toml | sound-python
	@echo "Installing what testing needs (once)"
	@$(PIP) install --require-hashes --no-deps -r requirements/dev.txt
	@$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@ $(RUN)

.PHONY: sound-python
sound-python:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "python3 is missing: install Python 3.11 or later with its venv module (Debian: apt-get install python3 python3-venv)."; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$(PYTHON) is $$($(PYTHON) -V 2>&1): Due Regard needs 3.11 or later. Name another one with: make PYTHON=python3.11"; exit 2; }
	@$(BIN)/python -c 'import pip' 2>/dev/null || { \
	  $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	    echo "$(PYTHON) has no venv module: install it (Debian: apt-get install python3-venv)."; exit 2; }; \
	  rm -f $(RUN) $(DEV); $(PYTHON) -m venv --clear $(VENV); }
