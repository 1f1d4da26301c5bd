"""The Celery application. Its pools carry out what the sweep, in every worker, finds in the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govcloud.settings")

app = Celery("govcloud")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# By name: the models behind it can be imported only once Django is set up.
app.steps["worker"].add("tickets.tasks.worker:SweeperStep")
