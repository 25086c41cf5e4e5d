# Few recipes; `make` lists them. PYTHON may name another interpreter (3.11 or newer).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= auto

.PHONY: help install demo test test-long check format clean

help:
	@grep -E '^[a-z-]+:.*#' $(MAKEFILE_LIST) | sed 's/:.*#/\t/'

$(VENV)/installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "需要 Python 3.11 以上。 Python 3.11 or newer is needed: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

install: $(VENV)/installed  # set up .venv with everything for work on civtext

demo: install  # mine examples/ and look at what was found
	@PYTHON=$(BIN)/python sh examples/demo.sh

test: install  # lint, types, tests and doctests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal

test-long: install  # long fuzzing, hundreds of kills, clusters that lose a machine besides
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m 'long or not long'

format: install  # put the code into its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:  # remove what the recipes made
	rm -rf $(VENV) demo build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
