# Sets up .venv from the hashed lock files and runs `python -m utils ...`. All the logic is in utils/.
# Works with GNU make 3.81 (macOS) and later. Without make: see README.

SHELL := /bin/sh
.DEFAULT_GOAL := help
# Bytecode is compiled once, not again by each of the many processes that lessons and tests start.
unexport PYTHONDONTWRITEBYTECODE

# 3.11 first, because the committed notebooks were run with it. To choose another: `make PYTHON=python3.13 ...`
PYTHON ?=
PYTHONS = $(if $(PYTHON),$(PYTHON),python3.11 python3.12 python3.13 python3.14 python3 python)

VENV := .venv
PY := $(VENV)/bin/python
LEARNER := $(VENV)/.learner
DEV := $(VENV)/.dev

# $(call quoted,TEXT): the text as one word of the shell, which reads no character of it.
quoted = '$(subst ','\'',$(1))'

# If the folder was moved or copied, its .venv still points to the old place and has to be set up again.
WHERE := $(shell cat $(VENV)/.where 2>/dev/null)
ifneq ($(WHERE),$(CURDIR))
MOVED := moved
endif

# $(call install,LOCK): an environment with exactly the packages in LOCK, from which this folder can be imported (by a .pth file:
# setuptools cannot install from a folder whose path has a $$).
# If setup is interrupted, .busy stays behind, and the next run starts over from scratch.
# Kernel log level: otherwise every kernel warns that it uses an unencrypted connection, which never leaves this machine.
define install
	@busy=$$(cat $(VENV)/.busy 2>/dev/null); \
	if [ -n "$$busy" ] && kill -0 "$$busy" 2>/dev/null; then \
	  echo "Another make is setting up $(VENV) right now. Wait for it to finish, then try again (if none is running: make clean)." >&2; exit 1; fi; \
	if [ "$$(cat $(VENV)/.where 2>/dev/null)" != $(call quoted,$(CURDIR)) ] || [ -e $(VENV)/.busy ] || ! $(PY) -m pip --version >/dev/null 2>&1; then \
	  python=; old=; \
	  for each in $(PYTHONS); do \
	    if "$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	      if "$$each" -c 'import ensurepip, venv' >/dev/null 2>&1; then python=$$each; break; else old="$$each has no venv module (Debian, Ubuntu: apt install python3-venv)"; fi; \
	    fi; \
	  done; \
	  if [ -z "$$python" ]; then echo "Python 3.11 or later is required but was not found (tried: $(PYTHONS)). $$old" >&2; exit 1; fi; \
	  echo "Setting up $(VENV) with $$($$python --version) ..."; \
	  rm -rf $(VENV) && mkdir -p $(VENV) && echo $$$$ >$(VENV)/.busy && "$$python" -m venv $(VENV) || exit 1; \
	else echo "Updating $(VENV) ..."; fi; \
	echo $$$$ >$(VENV)/.busy && rm -f $(LEARNER) $(DEV) || exit 1; \
	awk '/^uv==/ { on = 1 } on { print } on && !/\\$$/ { exit }' $(1) >$(VENV)/uv.txt; \
	if $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r $(VENV)/uv.txt && \
	   $(PY) -m uv pip sync --python $(PY) --require-hashes --compile-bytecode $(1); \
	then :; else \
	  echo "uv could not install the packages. Trying pip, which takes about a minute ..."; \
	  awk '/^uv==/ { skip = 1 } !skip { print } skip && !/\\$$/ { skip = 0 }' $(1) >$(VENV)/pip.txt; \
	  $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r $(VENV)/pip.txt || { \
	    echo "The packages could not be installed. Check your network connection, then run make again; it will start over." >&2; exit 1; }; \
	fi; \
	printf '%s\n' $(call quoted,$(CURDIR)) >"$$($(PY) -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/mbc_course.pth" || exit 1; \
	mkdir -p $(VENV)/etc/ipython && echo 'c.IPKernelApp.log_level = 40' >$(VENV)/etc/ipython/ipython_kernel_config.py; \
	printf '%s\n' $(call quoted,$(CURDIR)) >$(VENV)/.where
endef

# $(call option,--sources,SOURCES): an option with what was typed for the variable, if anything was.
option = $(if $(value $(2)),$(1) $(call quoted,$(value $(2))))
# The words of a sentence may hold anything, such as $$5 or `code`: make must not expand them, not even to export them.
unexport WORDS
export MBC_WORDS := $(value WORDS)

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

$(LEARNER): requirements.lock $(MOVED)
	$(call install,requirements.lock)
	@touch $@ && rm -f $(VENV)/.busy

# The dev lock contains everything in requirements.lock, at the same versions.
# `make edge` writes others to try: make test DEV_LOCK=build/lowest.lock
DEV_LOCK ?= tests/requirements.lock
$(DEV): $(DEV_LOCK) requirements.lock $(MOVED)
	$(call install,$(DEV_LOCK))
	@touch $(LEARNER) $@ && rm -f $(VENV)/.busy

lab: $(LEARNER) ## open the course in JupyterLab, in your own copy (my_course/)
	@$(PY) -m utils lab

lab-edit: $(LEARNER) ## open the original notebooks to edit them
	@$(PY) -m utils lab --edit

# ALL=yes lists every place of an issue.
check: $(LEARNER) ## check the tables in data/ (repair semicolons, line ends and other form first: FIX=yes)
	@$(PY) -m utils check $(if $(FIX),--fix) $(if $(ALL),--all)

compared: $(LEARNER) ## after you compared a question with its rows: make compared ITEM=its-id (all that check lists: without ITEM)
	@$(PY) -m utils compared $(if $(ITEM),$(call quoted,$(value ITEM)))

items: $(LEARNER) ## print the question bank in numbers: types, places of keys, what can be guessed without a stem
	@$(PY) -m utils items

verify: $(LEARNER) ## check every citation against the articles: make verify SOURCES=folder
	@$(PY) -m utils verify $(call option,--sources,SOURCES)

coverage: $(LEARNER) ## list article sentences that no row accounts for: make coverage SOURCES=folder
	@$(PY) -m utils coverage $(call option,--sources,SOURCES)

# Optional: SOURCES, TABLE, ROW and ADD=yes (save the citation).
cite: $(LEARNER) ## find a sentence and print its citation: make cite WORDS="a few of its words"
	@$(PY) -m utils cite $(call option,--sources,SOURCES) \
	  $(call option,--table,TABLE) $(call option,--row,ROW) $(if $(ADD),--add)

update: $(DEV) ## after a change to data/: check it, rerun the lessons, verify citations
	@$(PY) -m utils update $(call option,--sources,SOURCES)

notebooks: $(DEV) ## rerun the notebooks and save them in standard form (just one: ONLY=04)
	@$(PY) -m utils notebooks $(call option,--only,ONLY)

minutes: $(DEV) ## count how long each lesson takes, and write it where it is printed (make notebooks does it too)
	@$(PY) -m utils minutes

lesson: $(DEV) ## begin a new lesson from the template: make lesson NAME=11_my_subject (and TITLE="...")
	@$(PY) -m utils lesson $(if $(NAME),$(call quoted,$(value NAME))) $(call option,--title,TITLE)

review: $(LEARNER) ## list every statement for clinical reviewers, in dist/; read a filled list back: make review IN=file
	@$(PY) -m utils review $(call option,--in,IN)

# Optional: TABLE, SUBJECT, and BEFORE=2024 (only pages from before that year, or without one).
stale: $(LEARNER) ## list rows by subject and by age of their reference page, oldest first
	@$(PY) -m utils stale $(call option,--table,TABLE) $(call option,--subject,SUBJECT) $(call option,--before,BEFORE)

classroom: $(DEV) ## everything for a class, in dist/classroom/: plans, slides, handouts, copies, keys (papers of one lesson: ONLY=03)
	@$(PY) -m utils classroom $(call option,--only,ONLY)

slides: $(DEV) ## each lesson as slides (PowerPoint) with the plan in the notes, in dist/classroom/slides/ (just one: ONLY=03)
	@$(PY) -m utils slides $(call option,--only,ONLY)

articles: $(LEARNER) ## if your class has the five articles, copy them to articles/: make articles SOURCES=folder
	@$(PY) -m utils articles $(call option,--sources,SOURCES)

exports: $(DEV) ## questions, and tests A and B, for learning platforms, Anki, spreadsheets and paper, in dist/exports/ (one lesson: LESSON=04)
	@$(PY) -m utils exports $(call option,--lesson,LESSON)

scorm: $(DEV) ## each lesson, and the course, as SCORM 1.2 packages for learning platforms, in dist/scorm/ (one lesson: LESSON=04)
	@$(PY) -m utils scorm $(call option,--lesson,LESSON)

# REPOSITORY=https://..., BRANCH=... and HUB=https://... add links that open the lessons live.
LIVE = $(call option,--repository,REPOSITORY) $(call option,--branch,BRANCH) $(call option,--hub,HUB)

site: $(DEV) ## build the web pages in _site/
	@$(PY) -m utils site $(LIVE)

zip: $(DEV) ## all pages in one zip, and each lesson as one HTML file, in dist/
	@$(PY) -m utils zip $(LIVE)

# Letter and A4. FULL=yes writes whole pages, with every panel and fold open, to dist/pdf/full/.
pdf: $(DEV) ## handouts of the core path, pocket cards and a booklet of them as PDF, in dist/pdf/
	@browser=$$($(PY) -m utils.publishing.browser) && MBC_CHROMIUM="$$browser" $(PY) -m utils pdf $(if $(FULL),--full) $(LIVE)

EVERYWHERE := 0.0.0.0
serve: $(DEV) ## serve the pages on this computer (on the local network: LAN=yes; another port: PORT=8123)
	@$(PY) -m utils serve $(call option,--host,$(if $(HOST),HOST,$(if $(LAN),EVERYWHERE))) $(call option,--port,PORT) $(LIVE)

links: $(LEARNER) ## print addresses that open the lessons live: make links REPOSITORY=https://... HUB=https://...
	@$(PY) -m utils links $(LIVE)

# pytest options that all of them share (plugins and markers are in pyproject.toml).
PYTEST = $(PY) -m pytest -n 2 --nbval notebooks tests
define lint
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m codespell_lib
	$(PY) -m codespell_lib --toml tests/codespell/tables_and_lessons.toml data notebooks
endef
WITH_BROWSER = browser=$$($(PY) -m utils.publishing.browser) && MBC_CHROMIUM="$$browser"

test: $(DEV) ## run the checks that CI runs
	$(lint)
	$(WITH_BROWSER) $(PYTEST)

test-fast: $(DEV) ## while you work: no browser, pages or exports; only lessons that changed since they last passed
	$(lint)
	$(PYTEST) --changed --ignore=tests/browser -m "not mutants and not built"

test-nightly: $(DEV) ## run everything, with every combination of explorer choices and every planted defect
	$(lint)
	$(WITH_BROWSER) $(PYTEST) --nightly

# In build/hub: what the tests and the benchmark of a hub need (needs npm; repo2docker shows its plan for an image). Linux, macOS.
HUB_LOCK := utils/publishing/hub/requirements.lock
hub-tools: $(LEARNER) ## set up a hub for `make test` and `make bench` to try, in build/hub/
	@$(PY) -m tests.publishing.hub.tools

mutants: $(DEV) ## plant defects one at a time and print which check catches each (some: ONLY=notebooks)
	$(WITH_BROWSER) $(PY) -m tests.mutants $(call option,--only,ONLY)

mutants-utils: $(DEV) ## mutation testing of utils/, at most 20 minutes: prints the score and the survivors
	$(PY) -m tests.mutants.utils_score $(call option,--only,ONLY)

bench: $(DEV) ## time explorers, checks, opening and validation, each compared with an alternative
	@browser=$$($(PY) -m utils.publishing.browser) && MBC_CHROMIUM="$$browser" $(PY) -m utils bench

# For a change that learners must not see: compares outputs, widget states, exports, review list, pages and single files.
same: $(DEV) ## compare everything a learner sees with a commit: make same BASE=HEAD (some: ONLY="lessons pages")
	$(PY) tests/equality.py "$(or $(BASE),HEAD)" $(if $(ONLY),--only $(ONLY))

# make lock                      keeps every version that is still in the ranges of pyproject.toml
# make lock UPGRADE=--upgrade    takes the newest versions in those ranges
COMPILE = $(PY) -m uv pip compile --quiet --universal --fork-strategy fewest --generate-hashes --no-header --no-annotate \
  --no-emit-index-url --no-emit-find-links --python-version 3.11 $(UPGRADE) pyproject.toml
lock: $(LEARNER) ## write the lock files from pyproject.toml
	$(COMPILE) --group learner --group imported --group install --output-file requirements.lock
	$(COMPILE) --group dev --constraint requirements.lock --output-file tests/requirements.lock
	$(COMPILE) --group learner --group imported --group install --group hub --constraint requirements.lock \
	  --output-file $(HUB_LOCK)

# Changes no committed file. With these versions, pictures are compared by the values read back from them.
edge: $(LEARNER) ## lock the newest or lowest (EDGE=lowest) versions in range, in build/
	@mkdir -p build
	$(COMPILE) --group dev $(if $(filter lowest,$(EDGE)),--resolution lowest-direct,--upgrade) --output-file build/$(or $(EDGE),newest).lock

clean: ## remove .venv and everything built (keeps my_course/)
	rm -rf $(VENV) _site dist build *.egg-info .pytest_cache .ruff_cache .hypothesis .jupyter_cache tests/screenshots
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Always out of date; see MOVED.
moved:

.NOTPARALLEL:
.PHONY: help lab lab-edit check compared items verify coverage cite update notebooks minutes lesson review stale classroom slides articles exports scorm site zip pdf serve links test test-fast test-nightly hub-tools mutants mutants-utils bench same lock edge clean moved
