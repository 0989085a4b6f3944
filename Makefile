# Two commands on a fresh machine with Python 3.11 or newer: `make run` and `make test`.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PORT ?= 8000
COMPILE := UV_PYTHON_DOWNLOADS=never uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-header

.PHONY: run install install-browser test check bench docs screenshots demo-reset format lock
.DEFAULT_GOAL := run

run: install  ## The whole city on this machine; Ctrl-C stops it. PORT=8001 for another port.
	@set -a; if [ -f .env ]; then . ./.env; fi; set +a; exec $(BIN)/cityhall run --port $(PORT)

install:  ## A virtual environment with exactly what the lock names, by hash; nothing to do when the lock is unchanged.
	@test -n "$(PYTHON)" || { echo "CityHall needs Python 3.11 or newer: install it, or call make PYTHON=/path/to/python3"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@cmp -s requirements-dev.lock .venv/installed.lock && cmp -s pyproject.toml .venv/installed.toml || { \
		$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock && \
		$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e . && \
		$(BIN)/cityhall fonts && \
		cp requirements-dev.lock .venv/installed.lock && cp pyproject.toml .venv/installed.toml; }

install-browser:  ## Chromium and a Chinese font for the journeys.
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk; \
	else \
		echo "Install Chromium and a Chinese font, for example: sudo apt-get install chromium fonts-noto-cjk"; \
		echo "(any browser on the PATH named chromium, chromium-browser or google-chrome will do)"; \
	fi

check: install  ## Style, types, walls and house rules.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest tests/test_house_rules.py

test: check  ## Everything. Without Chromium the journeys are skipped, and say so.
	$(BIN)/pytest -n 2 --dist loadfile

bench: install  ## Every benchmark, against a baseline of the same run; writes docs/benchmarks.md.
	$(BIN)/python -m bench

docs: install  ## The parts of the documents that the source already says. Tests fail when they are behind.
	$(BIN)/python -m docs.generate

screenshots: install  ## The pictures of the documents, of a demo city running beside it. PORT as for run.
	$(BIN)/python -m docs.shoot http://127.0.0.1:$(PORT)

demo-reset: install  ## Throw the demo city away and build it anew.
	@set -a; if [ -f .env ]; then . ./.env; fi; set +a; exec $(BIN)/cityhall demo --reset

format: install
	$(BIN)/ruff check . --fix
	$(BIN)/ruff format .

lock:  ## After a change to requirements*.in. Needs uv on the PATH.
	$(COMPILE) requirements.in -o requirements.lock
	$(COMPILE) requirements-dev.in -o requirements-dev.lock
