"""Every Celery worker sweeps in threads of its own, whether or not the broker answers; its pool does what they find."""

from threading import Thread
from typing import Any

from celery import bootsteps
from celery.signals import worker_shutting_down
from django.conf import settings

from tickets import outbox, tasks
from tickets.tasks.broker import Broker
from tickets.tasks.ending import end_within
from tickets.tasks.sweeper import Sweeper


class SweeperStep(bootsteps.StartStopStep):
    """Starts after the pool (fork first, threads after) and before the broker is asked for."""

    requires = ("celery.worker.components:Pool",)

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self.sweeper = Sweeper("worker", Broker(settings.REDIS_URL) if settings.REDIS_URL else None)

    def start(self, _parent: Any) -> None:
        outbox.wake, tasks.look, tasks.drain = self.sweeper.nudge, self.sweeper.look, self.sweeper.drain
        worker_shutting_down.connect(self._end, weak=False)
        self.sweeper.start()

    def _end(self, **_said: Any) -> None:
        """By itself: Celery stops its steps one after another, and waits for Redis before it comes to this one."""
        end_within()
        Thread(target=self.sweeper.stop, name="sweeper's end", daemon=True).start()

    def stop(self, _parent: Any) -> None:
        self.sweeper.stop()
