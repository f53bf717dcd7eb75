# Every door: `make chat` to try it, `make quick` and `make test` to test it, `make check` for format, lint, types, imports and dead code.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DEMO   := $(CURDIR)/.demo
JOBS   ?= 2
# The language model of `make chat`: "reader" is the one that suits the machine, "none" leaves it out.
READER ?= reader

.PHONY: chat test quick properties field promises trace soak bench check format manual lock sbom clean

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

# An editable install compiles nothing; without this each start would, wherever Python may not write its compiled files.
$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --prefer-binary -e .
	$(BIN)/python -m compileall -q assistant
	touch $@

$(VENV)/.installed-dev: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --prefer-binary -e '.[dev]'
	$(BIN)/python -m compileall -q assistant
	touch $(VENV)/.installed $@

# An interrupted pull goes on where it was; what is there is not fetched again.
$(DEMO)/.pulled-$(READER): | $(VENV)/.installed
	mkdir -p -m 700 $(DEMO)
	ASSISTANT_HOME=$(DEMO) $(BIN)/assistant models pull starter scans $(filter-out none,$(READER)) || \
		{ echo "'make chat' goes on where this stopped; 'READER=none make chat' does without a language model." >&2; exit 1; }
	touch $@

$(DEMO)/.indexed: | $(DEMO)/.pulled-$(READER)
	ASSISTANT_HOME=$(DEMO) $(BIN)/assistant index sample_docs
	touch $@

chat: $(VENV)/.installed $(DEMO)/.pulled-$(READER) $(DEMO)/.indexed  ## open the app on the sample archive
	ASSISTANT_HOME=$(DEMO) $(BIN)/assistant chat

# Many tests wait: two processes a core fill the waits (2 GB of memory each). The compiled tests are kept.
PYTEST = PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $$(($(JOBS) * 2))

# Modules are handed out whole, as they share models and processes, the long ones first (tests/lanes.py).
test: $(VENV)/.installed-dev  ## the whole suite
	$(PYTEST) --dist loadscope --no-loadscope-reorder

quick: $(VENV)/.installed-dev  ## without real models and without slow tests
	$(PYTEST) --dist worksteal -m "not models and not slow"

properties: $(VENV)/.installed-dev  ## the property tests with new random cases; what fails prints how to repeat it
	ASSISTANT_PROPERTIES=random $(PYTEST) --dist loadscope $$(grep -rl "from hypothesis" tests --include 'test_*.py')

# What reaches new lines is kept in .soak/, and the next run goes on from there.
SOAK_S ?= 7200
soak: $(VENV)/.installed-dev  ## two hours (SOAK_S) of bent inputs against every place that reads foreign bytes
	$(BIN)/python -m tests.fuzz --seconds $(SOAK_S) --folder .soak

bench: $(VENV)/.installed-dev  ## how fast it is, in under 20 minutes, beside the last time (the models of ASSISTANT_HOME)
	$(BIN)/python -m tests.benchmarks.bench

field: $(VENV)/.installed-dev  ## the cases of faults that people met, and those shared beside the repository where they are there
	FIELD=1 $(BIN)/python -m pytest -rs tests/field

# Only the files that hold such tests are collected.
promises: $(VENV)/.installed-dev  ## the tests of each promise with their controls: a table, and dist/promises.md
	$(PYTEST) --dist loadscope -p tests.promises.outcomes -m "promise or control" -q $$($(BIN)/python -m tests.promises.marked)

# Every process of the suite stops at the calls that are listed; all others run at full speed.
trace: $(VENV)/.installed-dev  ## the whole suite under strace: each internet socket with its test; one that does not say so is a failure
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m tests.tracing -q -n $$(($(JOBS) * 2)) --dist loadscope --no-loadscope-reorder

check: $(VENV)/.installed-dev  ## format, lint, types, import contracts, dead code
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/vulture

LOCK := tools/lock/runtime.txt

manual: $(VENV)/.installed-dev  ## the manual page, docs/assistant.1, from the commands themselves
	$(BIN)/python -m tools.manual docs/assistant.1

lock: $(VENV)/.installed-dev  ## resolve what the program needs anew: versions and hashes for all systems and Pythons
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate \
		--custom-compile-command 'make lock' pyproject.toml --output-file $(LOCK)

sbom: $(VENV)/.installed  ## dist/sbom.json: the parts of the program and their hashes (CycloneDX)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --prefer-binary -e '.[sbom]'
	mkdir -p dist
	$(BIN)/cyclonedx-py requirements $(LOCK) --pyproject pyproject.toml --output-reproducible --output-format JSON \
		--output-file dist/sbom.json

format: $(VENV)/.installed-dev  ## rewrite the files as `check` wants them
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) $(DEMO) .soak build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
