# One word per thing; each works on a bare machine with Python ≥ 3.11, make and the ordinary package registries.
PY := .venv/bin/python
.DEFAULT_GOAL := help

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

.venv/ready: requirements.lock pyproject.toml
	python3 -c 'import sys; sys.exit("Python 3.11 or newer is needed") if sys.version_info < (3, 11) else None'
	test -x .venv/bin/python || python3 -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	.venv/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

install: .venv/ready  ## the virtual environment from the lock file

run: .venv/ready  ## the whole product with the demonstration office; Ctrl-C stops it
	@exec $(PY) -m onestop.cli up --demo

test: .venv/ready  ## the whole test suite, on every core
	$(PY) -m pytest --numprocesses logical --dist loadgroup $(ARGS)

check: .venv/ready  ## format, lint, types, import contracts, catalogues, migrations, then the tests
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	$(MAKE) test

e2e: .venv/ready  ## days in a real browser
	$(PY) -m pytest -m e2e $(ARGS)

chaos: .venv/ready  ## the fault suite, long form
	ONESTOP_CHAOS=long $(PY) -m pytest -m chaos $(ARGS)

bench: .venv/ready  ## the figures; STRICT=1 fails when a ratio of the same run is missed
	$(PY) -m benchmarks $(if $(STRICT),--strict) $(ARGS)

fix: .venv/ready  ## format and mend what a tool can
	.venv/bin/ruff check --fix --quiet . || true
	.venv/bin/ruff format --quiet .

.PHONY: help install run test check e2e chaos bench fix
