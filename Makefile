# The verbs of this project, for people, hooks and CI alike. `make help` lists them.
# Nothing need be there but make, Python 3.11 or later and a package manager.

ifndef PYTHON
PYTHON := $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo "$$python"; break; }; done)
endif

BIN := .venv/bin
CODE := $(wildcard src tests scripts benchmarks)
PYTEST ?= -n 2 --dist loadfile --no-loadscope-reorder
ifeq ($(shell uname -s),Darwin)
# Homebrew's libraries lie where macOS does not look by itself.
LIBRARIES := DYLD_FALLBACK_LIBRARY_PATH="$$(brew --prefix 2>/dev/null)/lib:/usr/local/lib:/usr/lib"
endif

.DEFAULT_GOAL := help
.PHONY: help setup render test soak lint types format bench docs examples reference pictures lock verifiers develop python

help: ## list these verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: develop ## install all that working on it needs: system libraries, uv, .venv

render: python ## set up what rendering needs, then render this folder's campaign into output/
	@$(PYTHON) scripts/setup.py render
	$(LIBRARIES) $(BIN)/lettermerge render $(ARGS)
	@command -v lettermerge >/dev/null || echo 'to type `lettermerge` in this terminal: export PATH="$(CURDIR)/$(BIN):$$PATH"' >&2

test: verifiers ## set up, install the verifiers, then run every check (PYTEST="-k word" for some)
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy $(CODE)
	$(LIBRARIES) PYTHONWARNDEFAULTENCODING=1 $(BIN)/python -m pytest $(PYTEST)

soak: verifiers ## run the random series in full (ARGS="-k word" for some, LETTERMERGE_SEED=N repeats one)
	$(LIBRARIES) LETTERMERGE_SOAK=1 PYTHONWARNDEFAULTENCODING=1 \
		$(BIN)/python -m pytest -m soak -rP -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

lint: develop ## check style: ruff
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .

types: develop ## check types: mypy, strict
	$(BIN)/python -m mypy $(CODE)

format: develop ## format the code, and fix what ruff can fix
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .

bench: develop ## measure: see benchmarks/
	$(LIBRARIES) $(BIN)/python benchmarks/bench.py $(ARGS)

docs: python ## build the manual into build/site, a site with a search (ARGS=--open to show it)
	@$(PYTHON) scripts/setup.py docs
	$(BIN)/python scripts/manual.py $(ARGS)

examples: develop ## run the commands of the tutorial and the guides, and write what they print
	$(LIBRARIES) $(BIN)/python scripts/console_blocks.py $(ARGS)

reference: develop ## write the reference pages of the manual from the program itself
	$(BIN)/python scripts/reference.py

pictures: verifiers ## draw the pictures of README and manual
	$(LIBRARIES) $(BIN)/python scripts/pictures.py

lock: python ## resolve requirements/ anew (ARGS=--upgrade for newer versions)
	$(PYTHON) scripts/setup.py lock $(ARGS)

develop: python
	@$(PYTHON) scripts/setup.py develop

verifiers: python
	@$(PYTHON) scripts/setup.py test

python:
	@test -n "$(PYTHON)" || { \
		echo "lettermerge needs Python 3.11 or later; python3 here is: $$(python3 --version 2>&1)." >&2; \
		echo "Install one (apt: python3, dnf: python3.12, brew: python), or name it: make PYTHON=/path/to/python" >&2; \
		exit 1; }
