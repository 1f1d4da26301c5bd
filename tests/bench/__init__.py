"""Benchmarks: `make bench` prints their tables. They stand on the tests' settings, whichever runs."""

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()
