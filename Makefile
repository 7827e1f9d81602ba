# The kit in a virtual environment of its own: .venv, made on first use.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
# What runs is there; and what tests and docs need besides.
READY := .venv/.ready
TESTS_READY := .venv/.ready-for-tests
# For example LAB_OPTIONS="--no-browser --port 8900".
LAB_OPTIONS ?=
# For example TEST_OPTIONS="-x --lf".
TEST_OPTIONS ?=
# One thread of linear algebra for each process: more only wait for each other.
# How many processes: tests/conftest.py.
PYTEST := OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/pytest --numprocesses auto --no-loadscope-reorder

.PHONY: help install demo check test test-all nightly lint lab release site docs screenshots lock clean

help:
	@echo "make install       build .venv from requirements.lock"
	@echo "make demo          grade an example class and show who lost points, and why"
	@echo "make lab           open JupyterLab on the student notebooks (LANGUAGE=zh: in Chinese)"
	@echo "make check         lint, types and the quick tests: after each edit"
	@echo "make test          what must pass before a change lands"
	@echo "make test-all      all tests there are: each night, before a release"
	@echo "make nightly       of these, what make test leaves out"
	@echo "make lint          ruff and mypy"
	@echo "make release       generate assignments/ from solutions/"
	@echo "make site          build the course for a browser tab into public/ (PYODIDE=PATH or cdn)"
	@echo "make docs          build the documentation into site/"
	@echo "make screenshots   photograph the notebooks for docs/ (needs Chromium)"
	@echo "make lock          refresh the lock files from pyproject.toml"
	@echo "make clean         remove .venv"

install: $(READY)

# --without-pip and --python: some systems have pip but not the package that puts pip into a venv.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or later is needed; name one with: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv --clear --without-pip .venv
	@$(call install_locked,requirements.lock)
	@$(call install_kit)
	@echo "Compiling what is used ..."
	@$(BIN)/python -c "$(USED)" && $(BIN)/python -m compileall -q autograder
	@touch $@

$(TESTS_READY): $(READY) requirements-dev.lock
	@$(call install_locked,requirements-dev.lock)
	@touch $@

# Compiled is what grading and JupyterLab import, no more: the rest would take time and 100 MB. What
# is not compiled now may never be: a sandbox can't write, and each of its processes starts anew.
export PYTHONDONTWRITEBYTECODE :=
USED := import autograder.cli, ipykernel.kernelapp, jupyterlab.labapp, matplotlib.pyplot, \
  nbgrader.apps, scipy.special

# uv where there is one and it can reach the packages: seconds instead of a minute.
define install_locked
set -o pipefail; \
echo "Installing the $$(grep -c == $(1)) packages of $(1) into .venv ..."; \
{ uv --version > /dev/null 2>&1 \
  && uv pip install --python $(BIN)/python --no-deps --require-hashes -r $(1); } \
|| $(PYTHON) -u -m pip --python $(BIN)/python install --disable-pip-version-check --no-compile \
  --no-deps --require-hashes -r $(1) | $(show_progress)
endef

define install_kit
{ uv --version > /dev/null 2>&1 \
  && uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .; } \
|| $(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check \
  --no-deps --no-build-isolation --editable .
endef

# pip says what it does in hundreds of lines: here in one that counts.
define show_progress
awk '/^(Collecting|Processing) / { printf "\r%3d: %-50.50s", ++n, $$2; fflush() } \
  /^Installing/ { printf "\r%-55s\n", n " fetched; unpacking takes as long again ..."; fflush() }'
endef

demo: $(READY)
	$(BIN)/autograder demo

# Markers of tests: tests/support/tiers.py. What each of these holds, and costs: CONTRIBUTING.md.
check: lint
	$(PYTEST) -m "not slow and not nightly" $(TEST_OPTIONS)

# ruff and mypy are among these tests: tests/project/test_lint.py.
test: $(TESTS_READY)
	$(PYTEST) -m "not nightly" $(TEST_OPTIONS)

test-all: $(TESTS_READY)
	$(PYTEST) --hypothesis-profile nightly -rs $(TEST_OPTIONS)

# What `make test` leaves out, as far as it fits: UNTIL is a time as of `date +%s`.
UNTIL ?= 9999999999
nightly: $(TESTS_READY)
	$(PYTEST) -m nightly --until $(UNTIL) -rs $(TEST_OPTIONS)

lint: $(TESTS_READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# For example LANGUAGE=zh; by default the system's, where the course has it. A variable of this name
# in the environment means something else to other programs.
lab: $(READY)
	$(BIN)/autograder lab $(if $(filter command line,$(origin LANGUAGE)),--language $(LANGUAGE)) $(LAB_OPTIONS)

release: $(READY)
	$(BIN)/autograder release

# Python for the browser: a folder with Pyodide, or cdn. JupyterLite comes with the tests' packages.
PYODIDE ?= cdn
site: $(TESTS_READY)
	$(BIN)/autograder site --pyodide $(PYODIDE) --output public

docs: $(TESTS_READY)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --clean --quiet
	@echo "Open site/index.html in a browser."

screenshots: $(TESTS_READY)
	$(BIN)/python docs/screenshots/make.py

# Versions and hashes only: where packages come from is each user's own setting. Both files have
# the same versions: the second starts from what the first has. LOCK_OPTIONS= upgrades nothing.
LOCK_OPTIONS ?= --upgrade
COMPILE := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
  --no-header --quiet
lock: $(TESTS_READY)
	$(COMPILE) --group dev $(LOCK_OPTIONS) --output-file requirements-dev.lock
	cp requirements-dev.lock requirements.lock
	$(COMPILE) --group run --output-file requirements.lock

clean:
	rm -rf .venv
