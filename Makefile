# What a person does with the project: make install, run, test, check, bench. `make` alone lists them.

# The first Python that runs and is new enough; PYTHON=/path/to/python names another.
PYTHONS := python3.11 python3.12 python3.13 python3
PYTHON ?= $(shell for python in $(PYTHONS); do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; break; }; done)
VENV   ?= .venv
BIN    := $(VENV)/bin
SAMPLE := workspaces/sample
CORPUS := workspaces/sample.parquet
LOGS   := workspaces/simulated-logs
CHATS  := workspaces/simulated-logs.parquet
WORKERS ?= 3

.DEFAULT_GOAL := help
.PHONY: help install run test check types bench truth screenshots pages

help:  ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV)/.installed  ## make .venv with dataloupe and its tools, at the versions of constraints.txt

# torch comes first: everything else finds it installed and does not replace its CPU build.
$(VENV)/.installed: pyproject.toml constraints.txt
	@echo "install: $(VENV) with dataloupe and its tools, some minutes the first time"
	@test -n "$(PYTHON)" || { echo "install: dataloupe needs Python 3.11 or newer, and none of these is: $(PYTHONS). Name one: make install PYTHON=/path/to/python"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "install: dataloupe needs Python 3.11 or newer, and $(PYTHON) is not"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "install: torch"
	@$(BIN)/python -m pip install -qq --constraint constraints.txt torch
	@echo "install: everything else"
	@$(BIN)/python -m pip install -qq --constraint constraints.txt --editable '.[auth,dev,documents,multilingual,postgresql,remote,spark,tokens]'
	@touch $@

# The dashboard opens when the conversations of the logs are read. The other stages run while it is open, and its pages fill.
run: install  ## build a sample corpus and simulated logs, and open the dashboard on both
	@echo "run: a sample corpus and simulated logs, their workspaces, and the dashboard"
	@test -f $(CORPUS) || $(BIN)/dataloupe sample corpus --out $(CORPUS)
	@$(BIN)/dataloupe build $(CORPUS) --workspace $(SAMPLE)
	@test -f $(CHATS) || $(BIN)/dataloupe sample logs --out $(CHATS)
	@$(BIN)/dataloupe build $(CHATS) --workspace $(LOGS) --until conversations
	@$(BIN)/dataloupe build $(CHATS) --workspace $(LOGS) >$(LOGS).log 2>&1 & $(BIN)/dataloupe serve $(SAMPLE) $(LOGS) $(if $(PORT),--port $(PORT))

# Tests start many processes, each of which would compile all modules again where Python may not write what it compiled.
# A third of the time tests wait, for a browser or a process: three workers keep two cores busy.
test: install  ## run the whole test suite; browser tests need Chromium and chromedriver, and skip with a reason without them
	@echo "test: the whole suite, on two cores, in random order"
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile

# mypy needs one core for most of a minute on a fresh clone, and many tests wait for a browser or a process: both at once.
check: install  ## run what must hold before a commit: style, types, dependencies, tests
	@echo "check: ruff, deptry, then mypy and the tests at once"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/deptry .
	@$(MAKE) --no-print-directory --keep-going --jobs 2 types test

types: install  # what `check` runs next to the tests
	@$(BIN)/mypy

bench: install  ## run the measurements behind the README's figures (long; peers are installed into environments of their own)
	@echo "bench: every benchmark, as ratios against peers in the same run"
	@$(BIN)/python -m benchmarks

truth: install  ## the truth bench: planted truths and nulls, beside standard tools; writes docs/truth.md
	@$(BIN)/python -m benchmarks.truth --write

screenshots: install  ## the pictures of the README, from the sample workspace
	@echo "screenshots: docs/*.png"
	@$(BIN)/python -m tests.browser.screenshots $(SAMPLE) docs findings map

pages: install  ## write the README's table of pages from the registry in analytics/ui/contents.py
	@$(BIN)/python -c "from analytics.ui.readme import write_table; write_table('README.md')"
