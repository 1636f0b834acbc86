# `make run` tries the site, `make test` tests it; both prepare what they need by themselves.
PYTHON ?= python3
ADDRESS ?= 127.0.0.1:8000
BIN := .venv/bin
# A few tests at a time for each process, so that none is left with all of the long ones.
AT_ONCE := -n auto --maxschedchunk 8
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test check clean
.DEFAULT_GOAL := run

run: .venv/run-ready .env
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py set_up --address http://$(ADDRESS)
	@$(BIN)/python manage.py runserver $(ADDRESS)

# On SQLite, and on PostgreSQL too where TEST_DATABASE_URL names one; what pages look like, and what
# asks no database, is the same on both and is run once. LONG_TESTS=1 has the writers of tests/safety
# go on as long as CI does.
test: .venv/test-ready
	DATABASE_URL=sqlite:///unused.sqlite3 $(BIN)/python -m pytest $(AT_ONCE)
ifdef TEST_DATABASE_URL
	DATABASE_URL=$(TEST_DATABASE_URL) $(BIN)/python -m pytest $(AT_ONCE) -m "not once"
endif

check: .venv/test-ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check

clean:
	rm -rf .venv *.egg-info .pytest_cache .ruff_cache .hypothesis staticfiles

.venv/bin/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info; v >= (3, 11) or sys.exit("Python 3.11 or newer is needed; this is %d.%d. Try: make PYTHON=python3.12" % v[:2])'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python cannot make a virtual environment here. On Debian: apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/run-ready: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

.venv/test-ready: .venv/run-ready
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[test]'
	@touch $@

# A key of this machine's own; without TLS, and with styles straight from the source folders.
.env: | .venv/bin/python
	@umask 077; $(BIN)/python -c 'import secrets; print("SECRET_KEY=" + secrets.token_urlsafe(50), "HTTPS=false", "STATIC_FROM_SOURCE=true", sep="\n")' > $@
