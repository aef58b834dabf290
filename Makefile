# Everything works in a fresh clone with no step before it. `make` alone lists what there is.
PORT ?= 8000
ARGS ?=
KILLS ?= 20
SEED ?= 2026
TAMPERINGS ?= 240
VERSION ?=
NEEDS = @sh anchor/core/embedded/prerequisites.sh
PYTHON = .venv/bin/python
TESTING = DJANGO_SETTINGS_MODULE=anchor.settings.test

.PHONY: help venv demo test test-browser bench lint format messages prove-access prove-reliability prove-memory release-dump

help:
	@echo 'make demo          the program with fictional people, at http://127.0.0.1:8000/ (PORT=8001 for another port)'
	@echo 'make test          all tests (ARGS="-k case" for some)'
	@echo 'make test-browser  the tests in a browser'
	@echo 'make bench         how fast it is, as a table'
	@echo 'make prove-access        who may see and do what: oracle, wall, doors, agreement, id swap, memory (SEED=7 for other worlds)'
	@echo 'make prove-reliability   reports while workers are killed at random moments (KILLS=200 for the long run)'
	@echo 'make prove-memory        tamperings with the sealed log, each found and named (TAMPERINGS=2000 for more)'
	@echo 'make lint          what the continuous integration checks before the tests'
	@echo 'make format        bring code and templates into shape'
	@echo 'make messages      collect the texts to translate'
	@echo 'make release-dump VERSION=0.1   keep the database of a release for the tests of later ones'

venv:
	$(NEEDS) python

demo: venv
	$(NEEDS) pango
	@DJANGO_SETTINGS_MODULE=anchor.settings.demo PORT=$(PORT) exec $(PYTHON) manage.py run_demo

test: venv
	$(NEEDS) pango chromium
	@$(TESTING) $(PYTHON) manage.py compile_translations
	@$(PYTHON) -m pytest -n 2 --dist loadgroup -m "not browser" $(ARGS)
	@exec $(PYTHON) -m pytest -m browser $(ARGS)

test-browser: venv
	$(NEEDS) pango chromium
	@$(TESTING) $(PYTHON) manage.py compile_translations
	@exec $(PYTHON) -m pytest -m browser $(ARGS)

bench: venv
	$(NEEDS) pango chromium
	@DJANGO_SETTINGS_MODULE=anchor.settings.demo exec $(PYTHON) manage.py bench $(ARGS)

lint: venv
	@bash .ci/run lint

format: venv
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format --quiet .
	@find templates -name '*.html' -exec .venv/bin/djade --target-version 6.1 {} +

messages: venv
	$(NEEDS) gettext
	@$(TESTING) $(PYTHON) manage.py makemessages --add-location=file -l fi -l sv -i var -i tests -i docs --no-obsolete
	@for po in locale/*/LC_MESSAGES/django.po; do msgcat --width=120 -o $$po.wrapped $$po && mv $$po.wrapped $$po; done

prove-access: venv
	$(NEEDS) pango
	@ANCHOR_SEED=$(SEED) $(PYTHON) -m pytest -q -s -n 2 --dist loadfile -p tests.proofs.judge tests/proofs/prove_oracle.py tests/proofs/prove_access.py $(ARGS)
	@ANCHOR_TAMPERINGS=$(TAMPERINGS) exec $(PYTHON) -m pytest -q tests/audit/test_tampering.py # alone: sealing waits for every other transaction

prove-reliability: venv
	$(NEEDS) pango
	@ANCHOR_KILLS=$(KILLS) exec $(PYTHON) -m pytest -q tests/workers/test_kills.py $(ARGS)

prove-memory: venv
	$(NEEDS) pango
	@ANCHOR_TAMPERINGS=$(TAMPERINGS) exec $(PYTHON) -m pytest -q tests/audit/test_tampering.py $(ARGS)

release-dump: venv
	@exec $(PYTHON) -m tests.upgrade.make_dump $(VERSION)
