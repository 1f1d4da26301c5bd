"""Benchmarks: `make bench` prints their tables."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
# A bench makes a database of its own beside the one that is named, as the tests do.
os.environ.setdefault("TEST_DATABASE_URL", os.environ.get("DATABASE_URL", ""))
django.setup()
