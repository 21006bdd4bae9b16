# Two commands are all a newcomer needs: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv

.PHONY: help setup demo test check types bench diagrams pins clean

help:            ## Say what can be made
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/.ready  ## Make .venv with everything in it, at the pinned versions

demo: setup      ## Start the generated Xi'an with a running rainstorm drill
	$(BIN)/chiyuan demo

test: check      ## Check the code and run every test
	$(BIN)/pytest -q -n 2

check: setup     ## Lint, format, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup     ## Measure everything there is a benchmark for
	$(BIN)/python -m benchmarks assignment
	$(BIN)/python -m benchmarks engine
	$(BIN)/python -m benchmarks fusion
	$(BIN)/python -m benchmarks live
	$(BIN)/python -m benchmarks routing
	$(BIN)/python -m benchmarks store

diagrams: setup  ## Draw the lifecycles into docs/ from the tables that run
	$(BIN)/python -m dispatch.profile.mermaid docs/lifecycles

pins: setup      ## Pin everything anew (prints the lines for pyproject.toml)
	$(UV) pip compile --no-config pyproject.toml --group dev --universal --no-header --no-annotate

clean:           ## Remove the environment, the demo's data and all caches
	rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/.ready: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || \
	  { echo "Python 3.11 or later with venv is needed (on Debian: apt-get install python3-venv)"; exit 1; }
	@test -x $(UV) || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	$(UV) sync --quiet
	@touch $@
