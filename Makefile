PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA := .treatylens
PORT ?= 8000
# Tests run in so many processes at once; each has its own Elasticsearch where it needs one.
WORKERS ?= 2

.PHONY: install demo test lint format corpus

# The project with its core dependencies, at the versions that CI uses.
install: $(VENV)/.installed
$(VENV)/.installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

# What the tests need besides.
$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

demo: install
	$(BIN)/treatylens index corpus --index $(DATA)/demo
	$(BIN)/treatylens serve --index $(DATA)/demo --port $(PORT)

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Render corpus/sources again (needs LibreOffice, Chromium and the fonts of corpus/README.md).
corpus: $(VENV)/.installed-dev
	$(BIN)/python corpus/build.py
