# The kit in a virtual environment of its own: .venv, made on first use.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
# For example LAB_OPTIONS="--no-browser --port 8900".
LAB_OPTIONS ?=

.PHONY: help install demo test lab release docs screenshots lock clean

help:
	@echo "make install       build .venv from requirements.lock"
	@echo "make demo          grade an example class and show who lost points, and why"
	@echo "make test          lint, type-check and run all tests"
	@echo "make lab           open JupyterLab on the student notebooks"
	@echo "make release       generate assignments/ from solutions/"
	@echo "make docs          build the documentation into site/"
	@echo "make screenshots   photograph the notebooks for docs/ (needs Chromium)"
	@echo "make lock          refresh requirements.lock from pyproject.toml"
	@echo "make clean         remove .venv"

install: $(READY)

# --without-pip and --python: some systems have pip but not the package that puts pip into a venv.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or later is needed; name one with: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv --clear --without-pip .venv
	$(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check \
	  --require-hashes -r requirements.lock
	$(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check \
	  --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY)
	$(BIN)/autograder demo

test: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	# One thread of linear algebra for each process: more only wait for each other.
	OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/pytest --numprocesses auto --no-loadscope-reorder

lab: $(READY)
	$(BIN)/autograder lab $(LAB_OPTIONS)

release: $(READY)
	$(BIN)/autograder release

docs: $(READY)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --clean --quiet
	@echo "Open site/index.html in a browser."

screenshots: $(READY)
	$(BIN)/python docs/screenshots/make.py

# Versions and hashes only: where packages come from is each user's own setting.
lock: $(READY)
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
	  --generate-hashes --no-header --upgrade --quiet --output-file requirements.lock

clean:
	rm -rf .venv
