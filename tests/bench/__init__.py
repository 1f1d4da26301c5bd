"""Benchmarks: `make bench` prints their tables. They stand on the tests' settings, whichever runs."""

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
# A bench makes a database of its own beside the one that is named, as the tests do.
os.environ.setdefault("TEST_DATABASE_URL", os.environ.get("DATABASE_URL", ""))
django.setup()
