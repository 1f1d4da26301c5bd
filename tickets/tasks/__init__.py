"""Celery shells over `tickets.sweep`: nothing here decides anything, and nothing is lost when no one hears them."""

from celery import shared_task

from tickets import sweep
from tickets.notices import outbox
from tickets.tasks.publisher import Publisher
from tickets.tasks.sweeper import batch

#: A hint older than this has been overtaken by the sweep.
HINT_SECONDS = 5


@shared_task(ignore_result=True, expires=HINT_SECONDS)
def deliver() -> None:
    """Deliver what waits, beside the worker's own dispatcher."""
    batch(sweep.deliver_one)


def publish_nudges() -> None:
    """From here on a queued notice wakes the workers through the broker (called once, where web processes start)."""
    outbox.wake = Publisher(lambda: deliver.apply_async(retry=False)).mark
