# Two commands are all a newcomer needs: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
NODE := ../../$(BIN)/node
# What Python has compiled once is there for the next process: the tests start many.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test check types openapi screenshots bench diagrams pins clean

help:            ## Say what can be made
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/.ready  ## Make .venv with everything in it, at the pinned versions

demo: setup      ## Start the generated Xi'an with a running rainstorm drill
	$(BIN)/chiyuan demo

test: check      ## Check the code and run every test
	$(BIN)/pytest -q -n 2

check: setup     ## Lint, format, types and import contracts; types and tests of the console
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) openapi
	cd api/console && $(NODE) node_modules/vue-tsc/bin/vue-tsc.js --noEmit
	cd api/console && $(NODE) node_modules/vitest/vitest.mjs run

openapi: setup   ## Write openapi.json and the console's types anew from the doors
	$(BIN)/chiyuan openapi > api/console/openapi.json
	cd api/console && $(NODE) node_modules/openapi-typescript/bin/cli.js openapi.json -o src/api/schema.d.ts --default-non-nullable=false

screenshots: setup  ## Take the pictures of the console in docs/screens from the running demo
	$(BIN)/python -m tests.console.screenshots

bench: setup     ## Measure everything there is a benchmark for
	$(BIN)/python -m benchmarks assignment
	$(BIN)/python -m benchmarks console
	$(BIN)/python -m benchmarks drill
	$(BIN)/python -m benchmarks engine
	$(BIN)/python -m benchmarks faults
	$(BIN)/python -m benchmarks fusion
	$(BIN)/python -m benchmarks live
	$(BIN)/python -m benchmarks routing
	$(BIN)/python -m benchmarks store

diagrams: setup  ## Draw the lifecycles into docs/ from the tables that run
	$(BIN)/python -m dispatch.profile.mermaid docs/lifecycles

pins: setup      ## Pin everything anew (prints the lines for pyproject.toml)
	$(UV) pip compile --no-config pyproject.toml --group dev --universal --no-header --no-annotate

clean:           ## Remove the environment, the demo's data and all caches
	rm -rf .venv var api/static api/console/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

CONSOLE := $(shell find api/console/src api/console/public -type f ! -name schema.d.ts 2>/dev/null)

.venv/.ready: pyproject.toml hatch_build.py api/console/package-lock.json $(CONSOLE)
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || \
	  { echo "Python 3.11 or later with venv is needed (on Debian: apt-get install python3-venv)"; exit 1; }
	@test -x $(UV) || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	CHIYUAN_CONSOLE_DEV=1 $(UV) sync --quiet
	@touch $@
