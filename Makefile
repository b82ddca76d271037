# The commands of Alongside. `make` alone prints them.
# Two matter: `make demo` shows it, `make test` checks it. The others are for those who change it.

.DEFAULT_GOAL := menu
.PHONY: menu demo dev test journeys lint types fix bench screenshots lock env chromium clean
MAKEFLAGS += --no-print-directory
unexport PYTHONDONTWRITEBYTECODE # containers often set it: every start would compile all of the program anew

PYTHON := .venv/bin/python
PORT ?= 8000
BASE := .venv/.base
DEV := .venv/.dev

menu:
	@echo "Alongside"
	@echo
	@echo "  make demo         a living example organisation on http://127.0.0.1:$(PORT)  (PORT=8001 for another port)"
	@echo "  make test         every check and test, on SQLite and PostgreSQL, and in a browser"
	@echo "  make test T=...   only some: a path (T=tests/focus) or words in names (T='focus and second')"
	@echo
	@echo "  make dev          the demo again, reloading when the code changes"
	@echo "  make lint         style, types, floors, spelling"
	@echo "  make fix          put right what can be put right without thinking"
	@echo "  make journeys     only the tests in a browser"
	@echo "  make screenshots  pictures of pages, into screenshots/: WHO=pia PAGES='/ /people/' (AT=http://... of a running one)"
	@echo "  make bench        measure pages and API calls from 100 to 100,000 people"
	@echo "  make lock         choose newer versions of the packages and lock them with their hashes"
	@echo "  make env          the environment in .venv, with all that development needs"
	@echo "  make clean        remove the environment and all that was made here; data/ stays"

demo: $(BASE)
	@PORT=$(PORT) $(PYTHON) -m alongside demo

dev: $(DEV)
	@PORT=$(PORT) ALONGSIDE_DEBUG=true $(PYTHON) -m alongside demo --reload

test: $(DEV)
	@$(PYTHON) tools/test.py $(if $(T),--only "$(T)")

journeys: $(DEV)
	@$(PYTHON) tools/test.py --stage journeys

lint types: $(DEV)
	@$(PYTHON) tools/test.py --stage lint

fix: $(DEV)
	@.venv/bin/ruff check --fix --quiet alongside tests tools || true
	@.venv/bin/ruff format --quiet alongside tests tools
	@.venv/bin/codespell --write-changes alongside tests tools docs *.md || true

bench: $(DEV)
	@$(PYTHON) -m tests.bench

screenshots: $(DEV)
	@$(PYTHON) tools/chromium.py
	@$(PYTHON) -m tests.screenshots $(if $(WHO),--who "$(WHO)") $(if $(AT),--at "$(AT)") $(PAGES)

env: $(DEV)

# uv solves; without index addresses, so that the files serve behind any mirror.
LOCK := .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11
lock: $(DEV)
	@$(LOCK) --upgrade requirements/uv.in -o requirements/uv.txt
	@$(LOCK) --upgrade requirements/base.in -o requirements/base.txt
	@$(LOCK) --upgrade requirements/dev.in -c requirements/base.txt -o requirements/dev.txt
	@$(MAKE) env

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache screenshots test-results build dist *.egg-info
	find alongside tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

$(BASE): requirements/base.txt requirements/uv.txt tools/env
	@tools/env base

$(DEV): requirements/dev.txt $(BASE)
	@tools/env dev
