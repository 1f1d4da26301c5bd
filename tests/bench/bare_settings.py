"""The least that a Django view of rows needs."""

import os

import environ

SECRET_KEY = "a key for benchmarks alone"
ALLOWED_HOSTS = ["localhost"]
DATABASES = {"default": environ.Env.db_url_config(os.environ["TEST_DATABASE_URL"]) | {"CONN_MAX_AGE": 60}}
ROOT_URLCONF = "tests.bench.bare"
USE_TZ = True
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]
