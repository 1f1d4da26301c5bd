# make run: try the service out.  make test: everything that must hold.  The rest serves these two.
PY := .venv/bin/python
BASE := .venv/.installed
TESTS := .venv/.tests-installed
export DJANGO_SETTINGS_MODULE := govcloud.settings
WHOLE_JOBS := tests/screens/whole_jobs.py tests/screens/jobs_at_the_desks.py

.PHONY: run test suite walk races faults bench mutants pages jobs pictures messages lint check lock
.DEFAULT_GOAL := run

$(BASE): requirements.lock .ci/venv
	@.ci/venv requirements.lock
	@touch $@

$(TESTS): requirements-dev.lock .ci/venv
	@.ci/venv requirements-dev.lock
	@touch $@ $(BASE)

run: export DEMO := $(or $(DEMO),1)
run: messages
	@exec $(PY) manage.py serve --prepare

messages: $(BASE)
	@$(PY) -m govcloud.messages

lint: $(TESTS)
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/lint-imports
	.venv/bin/djhtml --check --tabwidth 2 accounts/templates tickets/templates
	.venv/bin/djcss --check --tabwidth 2 tickets/static
	.venv/bin/djjs --check --tabwidth 2 tickets/static
	DJANGO_SETTINGS_MODULE=tests.settings $(PY) -m pytest --quiet tests/house/test_sizes.py

check: $(TESTS) messages
	TEST_DATABASE_URL= DJANGO_SETTINGS_MODULE=tests.settings $(PY) manage.py check
	TEST_DATABASE_URL= DJANGO_SETTINGS_MODULE=tests.settings $(PY) manage.py makemigrations --check --dry-run
	.venv/bin/mypy

test: lint check suite

suite: $(TESTS) messages
	DJANGO_SETTINGS_MODULE=tests.settings $(PY) -m pytest -n 2 --dist worksteal $(PYTEST)

# Orders and months of money walked at random, at length. RUNS says how often, SEED repeats a walk; `test` walks some
# times from one seed.
walk: export WALK_RUNS := $(or $(RUNS),200)
walk: export WALK_SEED := $(or $(SEED),$(shell date +%s))
walk: $(TESTS) messages
	@echo "SEED=$(WALK_SEED)"
	DJANGO_SETTINGS_MODULE=tests.settings $(PY) -m pytest --quiet -n 0 tests/claims/test_walk.py tests/settlement/test_walk.py

# A thousand races of two people for one decision, on the database of TEST_DATABASE_URL; `test` has two hundred.
races: $(TESTS) messages
	ALL_RACES=1 DJANGO_SETTINGS_MODULE=tests.settings $(PY) -m pytest --quiet -n 0 tests/race

# What the engine is put through, on both databases, with servers of its own (docs/faults.md): in 40 minutes, or at full
# length with FULL=1. ROWS names some, ON one database, SEED repeats a run.
faults: $(TESTS) messages
	DJANGO_SETTINGS_MODULE=tests.settings $(PY) -m tests.faults $(ROWS) $(if $(ON),--on $(ON))

# Every page as each role in a real browser, in up to an hour. PAGES_ROLES, LANGUAGES and WIDTHS name some;
# CHROMIUM_92 is the path of an old browser in which they are looked at as well.
pages: $(TESTS) messages
	REQUIRE_BROWSER=1 DJANGO_SETTINGS_MODULE=tests.settings $(PY) -m pytest --quiet -n 2 --dist worksteal tests/screens/every_page.py $(if $(PAGES_ROLES),,$(WHOLE_JOBS))

# What people come for, from end to end, with the presses and answers that it takes. JOBS names some, as pytest's -k.
jobs: $(TESTS) messages
	REQUIRE_BROWSER=1 DJANGO_SETTINGS_MODULE=tests.settings $(PY) -m pytest --quiet -n 0 $(WHOLE_JOBS) $(if $(JOBS),-k "$(JOBS)")

# The pictures in docs/, taken of the demo as it is made today.
pictures: $(TESTS) messages
	REQUIRE_BROWSER=1 DJANGO_SETTINGS_MODULE=tests.settings $(PY) -m pytest --quiet -n 0 tests/screens/pictures.py

# SIZES says among how many tickets; BENCH_KEEP=1 leaves the databases for the next run of the day.
bench: export DJANGO_SETTINGS_MODULE := tests.bench.settings
bench: $(TESTS) messages
	@for file in tests/bench/bench_*.py; do $(PY) -m tests.bench.$$(basename $$file .py) || exit 1; done

# Breaks the rules of the core one by one; docs/mutants.md says what survives and why. MUTANTS names some of them.
mutants: export DJANGO_SETTINGS_MODULE := tests.settings
mutants: $(TESTS) messages
	@.ci/venv requirements-mutants.lock
	.venv/bin/mutmut run --max-children 2 $(MUTANTS)
	.venv/bin/mutmut results
	$(if $(MUTANTS),,$(PY) -m tests.mutants)

lock: $(TESTS)
	.venv/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
		--custom-compile-command "make lock" requirements.txt --output-file requirements.lock
	.venv/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
		--custom-compile-command "make lock" --constraint requirements.lock requirements-dev.txt \
		--output-file requirements-dev.lock
	.venv/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
		--custom-compile-command "make lock" --constraint requirements-dev.lock requirements-mutants.txt \
		--output-file requirements-mutants.lock
