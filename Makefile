# `make run` starts Tingblik and `make test` checks everything; both first set up what they need.
# PYTHON names the Python to use (3.11 or newer), PORT the port of `make run`, BENCHMARKS which ones.
# `make screenshots SHOWN="votes vote"` takes pictures of these pages only.
# `make run WATCH=auto` notices edited modules; every new visitor then takes a quarter of a second.

PORT ?= 8501
WATCH ?= none
BIN := .venv/bin
BENCHMARKS ?= fetch read csv_export analysis routes pages growth cases lake load small_host
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench screenshots clean ready-run ready-test ready-bench
.NOTPARALLEL:

help:
	@echo "make run      start Tingblik on http://localhost:$(PORT)"
	@echo "make test     ruff, mypy, import-linter and all tests"
	@echo "make lint     the same without the tests"
	@echo "make format   let ruff put the code in order"
	@echo "make bench    run the benchmarks"
	@echo "make screenshots    take pictures of every page, into screenshots/"
	@echo "make clean    remove .venv and the caches of the tools"

ready-run:
	@sh scripts/setup.sh run

ready-test:
	@sh scripts/setup.sh test

ready-bench:
	@sh scripts/setup.sh bench

# Without a desktop there is no browser to open.
run: ready-run
	@headless=false; \
	if [ -n "$$CI" ] || { [ "$$(uname)" != Darwin ] && [ -z "$$DISPLAY$$WAYLAND_DISPLAY" ]; }; \
	then headless=true; fi; \
	exec $(BIN)/python -m streamlit run app.py --server.port $(PORT) --server.headless $$headless \
		--server.fileWatcherType $(WATCH)

test: ready-test
	@$(BIN)/python scripts/check.py

lint: ready-test
	@$(BIN)/python scripts/check.py lint

format: ready-test
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

# All of them, also where one misses a target; a few minutes each.
bench: ready-bench
	@status=0; for name in $(BENCHMARKS); do \
		$(BIN)/python -m benchmarks.$$name || status=1; \
	done; exit $$status

# Every page, wide and narrow, light and dark, in both languages; some ten minutes.
screenshots: ready-test
	@$(BIN)/python -m scripts.screenshots $(SHOWN)

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
