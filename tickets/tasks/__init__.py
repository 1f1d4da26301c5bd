"""Celery tasks over `tickets.sweep`. They are hints: the sweep does the same without them."""

from collections.abc import Callable

from celery import shared_task

from tickets import outbox
from tickets.tasks.publisher import Publisher


def _nobody() -> None:
    """A child of the worker: its parent has the lanes, and finds the rows by itself."""


#: Set by a worker at its start: wakes its lanes.
hinted: Callable[[], None] = _nobody


@shared_task(ignore_result=True, expires=5)  # seconds: by then the sweep has overtaken the hint
def deliver() -> None:
    """Something waits. The lanes send it: a thread of Celery's that waited for a mail server would be missing."""
    hinted()


def publish_nudges() -> None:
    """From here on a queued notice wakes the workers through the broker. Called once at the start."""
    outbox.wake = Publisher(lambda: deliver.apply_async(retry=False)).mark
