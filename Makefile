# make run    the demo (PORT=8000)          make test   every test, after setting everything up
# make lint   formats, types, templates     make bench  the budgets of docs/      make emulator   a stand-in for Google
# make gspread-suite   gspread's own tests against that stand-in
# make nightly   two people and runs loose on both sides, ten thousand storms over three stores (ARGS="memory=100 seed=7")
SHELL := /bin/bash
.DEFAULT_GOAL := help
PORT ?= 8000
EMULATOR_PORT ?= 8100
BIN := .venv/bin
LOCKS := requirements/runtime.txt requirements/dev.txt
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup run test lint format bench emulator gspread-suite nightly clean

help:
	@sed -n '1,4s/^# //p' Makefile

.venv/.ready: $(LOCKS) tools/setup.sh
	@bash tools/setup.sh

setup: .venv/.ready

run: setup
	@PORT=$(PORT) $(BIN)/python -m tools.serve

test: setup
	@$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(ARGS)

lint: setup
	@bash tools/lint.sh

format: setup
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

bench: setup
	@$(BIN)/python -m benchmarks $(ARGS)

emulator: setup
	@$(BIN)/python -m tests.sheets_emulator --port $(EMULATOR_PORT)

gspread-suite: setup
	@bash tools/gspread_suite.sh

nightly: setup
	@$(BIN)/python -m tests.sync.engine.nightly $(ARGS)
	@FAULTS_FULL=1 $(BIN)/pytest -s tests/faults
	@CLERK_EDITS=200 $(BIN)/pytest -s tests/endtoend/test_random_clerk.py

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
