"""Celery tasks over `tickets.sweep`. They are hints: the sweep does the same without them."""

from celery import shared_task

from tickets import outbox, sweep
from tickets.tasks.publisher import Publisher
from tickets.tasks.sweeper import batch


@shared_task(ignore_result=True, expires=5)  # seconds: by then the sweep has overtaken the hint
def deliver() -> None:
    """Deliver what waits, beside the worker's own dispatcher."""
    batch(sweep.deliver_one)


def publish_nudges() -> None:
    """From here on a queued notice wakes the workers through the broker. Called once at the start."""
    outbox.wake = Publisher(lambda: deliver.apply_async(retry=False)).mark
