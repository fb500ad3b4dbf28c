# Sets up .venv from the hash lock and calls `python -m utils ...`; nothing else is decided here.
# Works with GNU make 3.81 (macOS) and later. Without make: see README.

SHELL := /bin/sh
.DEFAULT_GOAL := help
# Compiled once, and not anew by each of the many processes that lessons and tests start.
unexport PYTHONDONTWRITEBYTECODE

# 3.11 first: it is what the committed notebooks were run with. `make PYTHON=python3.13 ...` chooses another.
PYTHON ?=
PYTHONS = $(if $(PYTHON),$(PYTHON),python3.11 python3.12 python3.13 python3.14 python3 python)

VENV := .venv
PY := $(VENV)/bin/python
LEARNER := $(VENV)/.learner
DEV := $(VENV)/.dev

# A folder that was moved or copied has a .venv that points to the old place: set it up again.
WHERE := $(shell cat $(VENV)/.where 2>/dev/null)
ifneq ($(WHERE),$(CURDIR))
MOVED := moved
endif

# $(call install,LOCK): an environment with exactly what LOCK names, and this folder as an editable package.
# .busy stays behind when this is interrupted, and the next run then begins again from nothing.
# The kernel's log level: else every kernel warns that it talks to this same machine without encryption.
define install
	@busy=$$(cat $(VENV)/.busy 2>/dev/null); \
	if [ -n "$$busy" ] && kill -0 "$$busy" 2>/dev/null; then \
	  echo "Another make is setting up $(VENV) at this moment. Wait for it, then try again (if there is none: make clean)." >&2; exit 1; fi; \
	if [ "$$(cat $(VENV)/.where 2>/dev/null)" != "$(CURDIR)" ] || [ -e $(VENV)/.busy ] || ! $(PY) -m pip --version >/dev/null 2>&1; then \
	  python=; old=; \
	  for each in $(PYTHONS); do \
	    if "$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	      if "$$each" -c 'import ensurepip, venv' >/dev/null 2>&1; then python=$$each; break; else old="$$each has no venv module (Debian, Ubuntu: apt install python3-venv)"; fi; \
	    fi; \
	  done; \
	  if [ -z "$$python" ]; then echo "Python 3.11 or later is needed and was not found (looked for: $(PYTHONS)). $$old" >&2; exit 1; fi; \
	  echo "Setting up $(VENV) with $$($$python --version) ..."; \
	  rm -rf $(VENV) && mkdir -p $(VENV) && echo $$$$ >$(VENV)/.busy && "$$python" -m venv $(VENV) || exit 1; \
	else echo "Bringing $(VENV) up to date ..."; fi; \
	echo $$$$ >$(VENV)/.busy && rm -f $(LEARNER) $(DEV) || exit 1; \
	awk '/^uv==/ { on = 1 } on { print } on && !/\\$$/ { exit }' $(1) >$(VENV)/uv.txt; \
	if $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r $(VENV)/uv.txt && \
	   $(PY) -m uv pip sync --python $(PY) --require-hashes --compile-bytecode $(1) && \
	   $(PY) -m uv pip install --quiet --python $(PY) --no-deps --no-build-isolation --editable .; \
	then :; else \
	  echo "uv could not do it; now with pip, which takes about a minute ..."; \
	  awk '/^uv==/ { skip = 1 } !skip { print } skip && !/\\$$/ { skip = 0 }' $(1) >$(VENV)/pip.txt; \
	  $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r $(VENV)/pip.txt && \
	  $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . || { \
	    echo "The packages could not be installed. Is there a network? Running make again starts afresh." >&2; exit 1; }; \
	fi; \
	mkdir -p $(VENV)/etc/ipython && echo 'c.IPKernelApp.log_level = 40' >$(VENV)/etc/ipython/ipython_kernel_config.py; \
	printf '%s\n' "$(CURDIR)" >$(VENV)/.where
endef

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

$(LEARNER): requirements.lock $(MOVED)
	$(call install,requirements.lock)
	@touch $@ && rm -f $(VENV)/.busy

# The dev lock holds everything that requirements.lock holds, at the same versions.
# `make edge` makes other ones to try: make test DEV_LOCK=build/lowest.lock
DEV_LOCK ?= tests/requirements.lock
$(DEV): $(DEV_LOCK) requirements.lock $(MOVED)
	$(call install,$(DEV_LOCK))
	@touch $(LEARNER) $@ && rm -f $(VENV)/.busy

lab: $(LEARNER) ## open the course in JupyterLab, in a copy of your own (my_course/)
	@$(PY) -m utils lab

lab-edit: $(LEARNER) ## open the original notebooks, to change them
	@$(PY) -m utils lab --edit

check: $(LEARNER) ## check the tables in data/
	@$(PY) -m utils check

verify: $(LEARNER) ## check every citation against the articles: make verify SOURCES=folder
	@$(PY) -m utils verify $(if $(SOURCES),--sources "$(SOURCES)")

coverage: $(LEARNER) ## which sentences of the articles no row accounts for: make coverage SOURCES=folder
	@$(PY) -m utils coverage $(if $(SOURCES),--sources "$(SOURCES)")

# SOURCES, TABLE, ROW and ADD=yes (write the citation down) may be given too.
cite: $(LEARNER) ## find a sentence and print its citation: make cite WORDS="some words of it"
	@$(PY) -m utils cite $(if $(WORDS),"$(WORDS)") $(if $(SOURCES),--sources "$(SOURCES)") \
	  $(if $(TABLE),--table "$(TABLE)") $(if $(ROW),--row "$(ROW)") $(if $(ADD),--add)

update: $(DEV) ## after a change to data/: check it, run the lessons again, verify citations
	@$(PY) -m utils update $(if $(SOURCES),--sources "$(SOURCES)")

notebooks: $(DEV) ## run the notebooks again and save them in canonical form (one: ONLY=04)
	@$(PY) -m utils notebooks $(if $(ONLY),--only "$(ONLY)")

review: $(LEARNER) ## write every statement a learner reads, for a reviewer, to dist/
	@$(PY) -m utils review

classroom: $(DEV) ## student copies without answers, instructor copies with the plan, to dist/
	@$(PY) -m utils classroom

articles: $(LEARNER) ## copy the five articles to articles/, for a class that has them: make articles SOURCES=folder
	@$(PY) -m utils articles $(if $(SOURCES),--sources "$(SOURCES)")

exports: $(DEV) ## the questions for Canvas, Moodle, Anki, spreadsheets and paper, to dist/exports/ (one lesson: LESSON=04)
	@$(PY) -m utils exports $(if $(LESSON),--lesson "$(LESSON)")

# REPOSITORY=https://..., BRANCH= and HUB=https://... add links that open the lessons live.
LIVE = $(if $(REPOSITORY),--repository "$(REPOSITORY)") $(if $(BRANCH),--branch "$(BRANCH)") $(if $(HUB),--hub "$(HUB)")

site: $(DEV) ## build the static pages
	@$(PY) -m utils site $(LIVE)

zip: $(DEV) ## the pages as one zip, and each lesson as one HTML file, to dist/
	@$(PY) -m utils zip $(LIVE)

pdf: $(DEV) ## each lesson as a PDF handout, to dist/pdf/
	@browser=$$($(PY) -m utils.publishing.browser) && MBC_CHROMIUM="$$browser" $(PY) -m utils pdf $(LIVE)

serve: $(DEV) ## the pages over http on this machine (LAN=yes: for the local network; PORT=8123)
	@$(PY) -m utils serve $(if $(HOST),--host "$(HOST)",$(if $(LAN),--host 0.0.0.0)) $(if $(PORT),--port "$(PORT)") $(LIVE)

links: $(LEARNER) ## addresses that open the lessons live: make links REPOSITORY=https://... HUB=https://...
	@$(PY) -m utils links $(LIVE)

# Options of pytest that every one of them shares (the plugins and markers stand in pyproject.toml).
PYTEST = $(PY) -m pytest -n 2 --nbval notebooks tests
define words
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m codespell_lib
endef
WITH_BROWSER = browser=$$($(PY) -m utils.publishing.browser) && MBC_CHROMIUM="$$browser"

test: $(DEV) ## the one gate: everything that CI runs
	$(words)
	$(WITH_BROWSER) $(PYTEST)

test-fast: $(DEV) ## while you work: no browser, no pages or exports, and only lessons that changed since they were last green
	$(words)
	$(PYTEST) --changed --ignore=tests/browser -m "not mutants and not built"

test-nightly: $(DEV) ## everything, also every combination of every explorer and every planted defect
	$(words)
	$(WITH_BROWSER) $(PYTEST) --nightly

mutants: $(DEV) ## plant one defect after the other and print which check catches it (some: ONLY=notebooks)
	$(WITH_BROWSER) $(PY) -m tests.mutants $(if $(ONLY),--only "$(ONLY)")

mutants-utils: $(DEV) ## mutation testing of utils/, at most 20 minutes: the score and what survived
	$(PY) -m tests.mutants.utils_score $(if $(ONLY),--only "$(ONLY)")

bench: $(DEV) ## time explorers, checks, opening and validation, each beside another way
	@browser=$$($(PY) -m utils.publishing.browser) && MBC_CHROMIUM="$$browser" $(PY) -m utils bench

# Before and after a change that a reader must not see: outputs, widget states, exports, review list, pages, single files.
same: $(DEV) ## compare everything that a reader sees with a commit: make same BASE=HEAD (some: ONLY="lessons pages")
	$(PY) tests/equality.py "$(or $(BASE),HEAD)" $(if $(ONLY),--only $(ONLY))

# make lock                      keeps the versions that still fit pyproject.toml
# make lock UPGRADE=--upgrade    takes the newest that fit
COMPILE = $(PY) -m uv pip compile --quiet --universal --fork-strategy fewest --generate-hashes --no-header --no-annotate \
  --no-emit-index-url --no-emit-find-links --python-version 3.11 $(UPGRADE) pyproject.toml
lock: $(LEARNER) ## write both lock files from pyproject.toml
	$(COMPILE) --group learner --group imported --group install --output-file requirements.lock
	$(COMPILE) --group dev --constraint requirements.lock --output-file tests/requirements.lock

# Nothing that is committed changes: the locks stay what they are, and pictures are then compared by their values.
edge: $(LEARNER) ## a lock of the lowest (EDGE=lowest) or newest versions that fit, to build/
	@mkdir -p build
	$(COMPILE) --group dev $(if $(filter lowest,$(EDGE)),--resolution lowest-direct,--upgrade) --output-file build/$(or $(EDGE),newest).lock

clean: ## remove .venv and everything that was built (not my_course/)
	rm -rf $(VENV) _site dist build *.egg-info .pytest_cache .ruff_cache .hypothesis .jupyter_cache tests/screenshots
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Always out of date, see MOVED.
moved:

.NOTPARALLEL:
.PHONY: help lab lab-edit check verify coverage cite update notebooks review classroom articles exports site zip pdf serve links test test-fast test-nightly mutants mutants-utils bench same lock edge clean moved
