"""Every Celery worker sweeps in threads of its own, whether or not the broker answers."""

from typing import Any

from celery import bootsteps

from tickets import outbox
from tickets.tasks.sweeper import Sweeper


class SweeperStep(bootsteps.StartStopStep):
    """Starts after the pool (fork first, threads after) and before the broker is asked for."""

    requires = ("celery.worker.components:Pool",)

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self.sweeper = Sweeper("worker")

    def start(self, _parent: Any) -> None:
        outbox.wake = self.sweeper.nudge
        self.sweeper.start()

    def stop(self, _parent: Any) -> None:
        self.sweeper.stop()
