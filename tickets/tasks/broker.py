"""Handing work to Celery's pool, as long as the broker answers; else it is done where it was found."""

import logging
from typing import Any, Final

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

log = logging.getLogger(__name__)

SECONDS: Final = 1.0
#: Messages that wait for work that takes long; the rows behind them are found again.
MOST_WAITING: Final = 20


class Broker:
    """Whether Redis answers. It is asked from a thread of its own: whoever asks one that is silent waits."""

    def __init__(self, address: str = "") -> None:
        """ "": there is none."""
        self.answers = False
        self._address = address
        limits = {"socket_timeout": SECONDS, "socket_connect_timeout": SECONDS}
        self._redis = redis.Redis.from_url(address, **limits, retry=Retry(NoBackoff(), 0)) if address else None

    def ask(self) -> None:
        if self._redis is None:
            return
        try:
            self._redis.ping()
        except redis.RedisError as error:
            self._said(error)
        else:
            self._said(None)

    def takes_more(self, queue: str) -> bool:
        """Whether a message more would not only make a queue longer from which nobody takes just now."""
        try:
            return not self.answers or self._redis is None or int(str(self._redis.llen(queue))) < MOST_WAITING
        except redis.RedisError as error:
            self._said(error)
            return True

    def give(self, task: Any, *given: Any) -> None:
        """Have the pool carry it out; where that fails it is done here and now. Called outside any transaction."""
        if self.answers:
            try:
                task.apply_async(given, retry=False)
            except Exception as error:  # noqa: BLE001  # whatever it was, the work is done
                self._said(error)
            else:
                return
        task(*given)

    def _said(self, error: Exception | None) -> None:
        """Each change is told once."""
        if self.answers and error:
            log.warning("the broker does not answer (%s): this process works by itself", type(error).__name__)
        elif not self.answers and not error:
            log.info("the broker answers: Celery's pool does the work")
        self.answers = error is None
