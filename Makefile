# What a person does with the project: make install, run, test, check, bench. `make` alone lists them.

PYTHON ?= python3.11
VENV   ?= .venv
BIN    := $(VENV)/bin
SAMPLE := workspaces/sample
CORPUS := workspaces/sample.parquet
LOGS   := workspaces/simulated-logs
CHATS  := workspaces/simulated-logs.parquet

.DEFAULT_GOAL := help
.PHONY: help install run test check bench screenshots

help:  ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV)/.installed  ## make .venv with dataloupe and its tools, at the versions of constraints.txt

# torch first: everything else then finds it there, and its CPU build is not replaced.
$(VENV)/.installed: pyproject.toml constraints.txt
	@echo "install: $(VENV) with dataloupe and its tools, some minutes the first time"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "dataloupe needs Python 3.11 or newer: make install PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "install: torch"
	@$(BIN)/python -m pip install -qq --constraint constraints.txt torch
	@echo "install: everything else"
	@$(BIN)/python -m pip install -qq --constraint constraints.txt --editable '.[dev]'
	@touch $@

# All but the conversations themselves is made of the logs while the dashboard is open already: its pages fill by themselves.
run: install  ## build a sample corpus and simulated logs, and open the dashboard on both
	@echo "run: a sample corpus and simulated logs, their workspaces, and the dashboard"
	@test -f $(CORPUS) || $(BIN)/dataloupe sample corpus --out $(CORPUS)
	@$(BIN)/dataloupe build $(CORPUS) --workspace $(SAMPLE)
	@test -f $(CHATS) || $(BIN)/dataloupe sample logs --out $(CHATS)
	@$(BIN)/dataloupe build $(CHATS) --workspace $(LOGS) --until conversations
	@$(BIN)/dataloupe build $(CHATS) --workspace $(LOGS) >$(LOGS).log 2>&1 & $(BIN)/dataloupe serve $(SAMPLE) $(LOGS) $(if $(PORT),--port $(PORT))

test: install  ## the whole test suite; browser tests need Chromium and its driver, and say so where there is none
	@echo "test: the whole suite, on two cores"
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile

check: install  ## what has to hold before a commit: style, types, tests
	@echo "check: ruff, mypy, then the tests"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(MAKE) --no-print-directory test

bench: install  ## the measurements behind the README's figures (long; peers are installed beside, see benchmarks/)
	@echo "bench: every benchmark, as ratios against peers in the same run"
	@$(BIN)/python -m benchmarks

screenshots: install  ## the pictures of the README, from the sample workspace
	@echo "screenshots: docs/*.png"
	@$(BIN)/python -m tests.browser.screenshots $(SAMPLE) docs overview map
