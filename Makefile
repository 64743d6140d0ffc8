# Everything from a bare Python 3.11 or newer with pip. `make help` lists what there is.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
UV_VERSION := 0.13.8
INSTALLED := .venv/.installed
DIST ?= dist

$(INSTALLED): pyproject.toml uv.lock
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	VIRTUAL_ENV= $(BIN)/uv sync --locked --quiet --inexact --python $(BIN)/python
	touch $@

.PHONY: setup run test test-slow bench wheel lint docs help

setup: $(INSTALLED) ## Install the locked versions into .venv (the others do it when needed)

run: $(INSTALLED) ## The dumps in data/raw -> tables in data/processed, the funnel and first answers
	$(BIN)/onrecord run --engine prefect
	$(BIN)/onrecord report --rows 8

test: $(INSTALLED) ## The tests
	$(BIN)/pytest

test-slow: $(INSTALLED) ## The tests that start real servers and processes or take minutes
	$(BIN)/pytest -m slow

bench: wheel ## Speed and quality beside peers; labelled data in ONRECORD_BENCH_DATA
	VIRTUAL_ENV= $(BIN)/uv sync --locked --quiet --inexact --python $(BIN)/python --group bench
	$(BIN)/python -m benchmarks

wheel: $(INSTALLED) ## A compiled, quicker wheel in dist/; takes a C compiler and three minutes
	VIRTUAL_ENV= $(BIN)/uv sync --locked --quiet --inexact --python $(BIN)/python --group wheel
	HATCH_BUILD_HOOK_ENABLE_MYPYC=1 $(BIN)/uv build --no-build-isolation --clear --out-dir $(DIST) --python $(BIN)/python
	$(BIN)/uv pip install --quiet --no-deps --python $(BIN)/python --target $(DIST)/compiled $(DIST)/*.whl

lint: $(INSTALLED) ## Style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(INSTALLED) ## Write the data dictionary from the column definitions
	$(BIN)/python -m tasks.tables.dictionary docs/data-dictionary.md

help: ## This list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12
