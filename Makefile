# Everything a newcomer needs: `make demo` to try it, `make test` to trust it. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: help setup dev demo story test faults replicas check format bench chaos simulation screenshots lock clean
.DEFAULT_GOAL := help

help: ## say what each target does
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(VENV)/.runtime ## make .venv with the bot and what it runs on

dev: $(VENV)/.dev ## … and with what its tests run on

demo: setup ## try it: a Slack workspace on this machine, at http://127.0.0.1:8642
	@$(BIN)/samepage demo

story: setup ## play one whole hiring without a browser
	@$(BIN)/samepage demo --story

test: dev ## run the tests
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal -m "not long"

faults: dev ## … and the longer fault and load runs
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal -m long

# `alone` is said by stories of what each process has for itself.
REPLICAS ?= 1
replicas: dev ## … and every story on two replicas, one of them killed now and then (REPLICAS=2: at other moments)
	REPLICAS=$(REPLICAS) $(BIN)/python -m pytest tests/stories --numprocesses auto --dist worksteal -m "not alone"

check: dev ## what CI runs: format, lint, types, import floors, both runs of tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) --no-print-directory faults
	$(MAKE) --no-print-directory test

format: dev ## put the code into shape
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: dev ## benchmarks, one table
	@$(BIN)/python -m tests.benchmarks

# The machines are a second line: what the kill loop leaves to chance, they draw move by move.
SEED ?= 1
DEEP ?= 100
chaos: dev ## the kill loop: a thousand kills on each database, with a referee; then outbox and rounds as machines (SEED=2 KILLS=100 DEEP=20: another, shorter)
	@SEED=$(SEED) $(BIN)/python -m tests.chaos
	@echo "outbox, lanes, postmen and rounds as machines: SEED=$(SEED) DEEP=$(DEEP)"
	@DEEP=$(DEEP) $(BIN)/python -m pytest tests/machine -q --show-capture=no --durations=4 --numprocesses auto --dist worksteal --hypothesis-seed=$(SEED)

simulation: dev ## a month of 20 managers and 10 recruiters, without Slack, one table
	@$(BIN)/python -m tests.simulation

screenshots: dev ## the playground's screens as PNG: the README's, and all of them into build/screens
	@$(BIN)/python -m tests.screenshots

lock: ## write the lock files anew (needs uv)
	uv lock --quiet --upgrade
	uv export --quiet --no-header --no-emit-project --no-dev --group build --all-extras -o requirements.lock
	uv export --quiet --no-header --no-emit-project --all-groups --all-extras -o requirements-dev.lock

clean: ## remove what was built
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build
