# The ways to run kefu from a clone, on a machine with Python and nothing else. `make help` lists them.

PYTHON ?= python3
DATA ?= ../shared/data
PORT ?= 8000
KEFU_HOME ?= var

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --no-input
INSTALLED := $(VENV)/installed
TESTABLE := $(VENV)/testable
BROWSER := $(VENV)/browser
CATALOGUE := src/kefu/ui/locale/zh_Hans/LC_MESSAGES/django
SAMPLE := src/kefu/audit/sample/register-2025.csv
RULEBOOKS := property broadcast water ecommerce
LOCK := pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help demo up install check test test-real bench-data bench soak lock clean

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 18

demo: $(INSTALLED) ## install, audit the register that comes along, write the page to look at
	@mkdir -p out
	@$(BIN)/kefu audit $(SAMPLE) --rulebook property --now 2026-01-01T00:00 \
	  --html out/audit.html --xlsx out/audit.xlsx --json out/audit.json
	@$(BIN)/python -c 'import pathlib; print("\n" + pathlib.Path("out/audit.html").resolve().as_uri())'

up: $(INSTALLED) $(CATALOGUE).mo ## run the site with a sample office until Ctrl-C (PORT: where, 8000; KEFU_HOME: the folder it keeps all in, var)
	@exec env PORT="$(PORT)" KEFU_HOME="$(KEFU_HOME)" $(BIN)/kefu up --sample

install: $(INSTALLED) $(CATALOGUE).mo ## put the program at .venv/bin/kefu

check: $(TESTABLE) ## style, types, the ladder of imports, the rulebooks that come along
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	KEFU_HOME="$(VENV)/home" $(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/kefu rulebook check $(RULEBOOKS) >/dev/null || { $(BIN)/kefu rulebook check $(RULEBOOKS); exit 1; }

test: $(TESTABLE) $(BROWSER) $(CATALOGUE).mo ## all tests but those on real registers
	$(BIN)/pytest -n 2 --dist worksteal -m "not real$$(test -e $(BROWSER) || echo ' and not browser')"

test-real: $(TESTABLE) ## the tests on real registers: make test-real DATA=folder
	@test -d "$(DATA)" || { echo "make test-real: there is no folder $(DATA); say make test-real DATA=folder" >&2; exit 1; }
	KEFU_DATA="$(abspath $(DATA))" $(BIN)/pytest -n 2 -m real

bench-data: $(INSTALLED) ## build the group of 200 communities that bench works on (KEFU_BENCH: where; some 40 GB, 25 minutes)
	@$(BIN)/python -m bench.group

bench: $(INSTALLED) ## measure: installing, starting, audits, due times, and the desk with a million cases (KEFU_BENCH: a folder for what it makes)
	@$(BIN)/python -m bench.run
	@for cases in 100000 1000000; do $(BIN)/python -m bench.desk --cases $$cases || exit 1; done

soak: $(TESTABLE) ## faults under load for ten minutes: processes killed, the database stopped, the disk full, imports killed
	KEFU_SOAK=90 KEFU_KILLS=10 KEFU_ROWS=20000 $(BIN)/pytest -s tests/soak tests/cli/test_import_command.py

lock: ## write the locks anew from pyproject.toml (needs uv)
	@uv=$$(command -v uv || echo $(BIN)/uv); test -x "$$uv" || { echo "make lock: install uv first" >&2; exit 1; }; \
	echo 'setuptools>=77' | "$$uv" $(LOCK) --output-file requirements.lock pyproject.toml - && \
	"$$uv" $(LOCK) --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

clean: ## remove what was installed and made
	rm -rf $(VENV) out build dist src/*.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests bench -name __pycache__ -type d -prune -exec rm -rf {} +

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("kefu needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Say make PYTHON=/path/to/python3.11")'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Python comes without venv here: apt-get install python3-venv" >&2; exit 1; }
	@echo "Installing into $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(CATALOGUE).mo: $(CATALOGUE).po | $(INSTALLED)
	@$(BIN)/python -m kefu.ui.catalogue
	@touch $@

$(TESTABLE): $(INSTALLED) requirements-dev.lock
	@echo "Installing what checks and tests need ..."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

# A font with Chinese signs and Debian's headless chromium, or the whole one, which takes a third longer: installed
# where that is allowed, else named.
$(BROWSER): $(TESTABLE)
	@if command -v chromium-headless-shell >/dev/null && dpkg -s fonts-noto-cjk >/dev/null 2>&1; then touch $@; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing chromium-headless-shell and fonts-noto-cjk ..."; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
	    chromium-headless-shell fonts-noto-cjk >/dev/null && touch $@; \
	elif command -v chromium >/dev/null && dpkg -s fonts-noto-cjk >/dev/null 2>&1; then touch $@; \
	else \
	  echo "The tests that open pages are left out. For them: sudo apt-get install chromium-headless-shell fonts-noto-cjk" >&2; \
	fi
