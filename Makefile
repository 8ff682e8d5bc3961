# Everything that is done here by name; the workflow for pull requests uses the same names.
PYTHON ?= python3
IN = .venv/bin/
CHECKED = hooks tests

.PHONY: help install serve build test all quick check lint types bench

help: ## list what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1 /p' Makefile | while read -r name what; do printf '%-8s %s\n' "$$name" "$$what"; done

install: ## set up .venv with all that the others need
	$(PYTHON) -m venv .venv
	$(IN)pip install -e ".[test]"

serve: ## show the site at http://127.0.0.1:8000/ and follow each change
	$(IN)mkdocs serve

build: ## write the site to site/; any fault ends it
	$(IN)mkdocs build --strict

test: ## run all tests; of each corpus a sample, another one each day and each commit
	$(IN)python -m pytest -n 2

all: ## run all tests with all cases of each corpus, as each pull request does
	$(IN)python -m pytest -n 2 --all

quick: ## run the tests of the engine, of the pages and of accepted outputs, but for the slow ones
	$(IN)python -m pytest -n 2 -m "not slow" tests/engine tests/pages tests/test_golden.py tests/test_project.py

check: ## say what pages, snippets and tests still owe each other
	$(IN)livecells check --lessons tutorial --lessons work --part "**You need:**" --part "## Exercises" --part "## In short" --part "## Read later" --part "Sources: "

lint: ## check style and layout of the code
	$(IN)ruff check $(CHECKED) snippets
	$(IN)ruff format --check $(CHECKED)

types: ## check types
	$(IN)mypy

bench: ## measure builds beside other tools; takes an hour, and installs them first
	$(IN)python -m tests.bench
