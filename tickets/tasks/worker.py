"""Every Celery worker sweeps in threads of its own, whether or not the broker answers."""

from threading import Thread
from typing import Any

from celery import bootsteps
from celery.signals import worker_shutting_down

from tickets import outbox, tasks
from tickets.tasks.ending import end_within
from tickets.tasks.sweeper import Sweeper


class SweeperStep(bootsteps.StartStopStep):
    """Starts after the pool (fork first, threads after) and before the broker is asked for."""

    requires = ("celery.worker.components:Pool",)

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self.sweeper = Sweeper("worker")

    def start(self, _parent: Any) -> None:
        outbox.wake = tasks.hinted = self.sweeper.nudge
        worker_shutting_down.connect(self._end, weak=False)
        self.sweeper.start()

    def _end(self, **_said: Any) -> None:
        """By itself: Celery stops its steps one after another, and waits for Redis before it comes to this one."""
        end_within()
        Thread(target=self.sweeper.stop, name="sweeper's end", daemon=True).start()

    def stop(self, _parent: Any) -> None:
        self.sweeper.stop()
