"""The cache that all processes share in production."""

import logging
from time import monotonic
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger("govcloud.cache")

#: After a failure Redis is not asked for so long: else every request would wait for its timeouts.
PAUSE_SECONDS = 5.0


class RedisOrTable(RedisCache):
    """Redis; while it does not answer, the cache table in the database (`CACHES["table"]`).

    So an outage refuses no sign-in, lifts no rate limit and lets no one-time code work twice, except a code used
    in the last seconds before the change. Only the methods that allauth and REST framework call are covered.
    """

    #: State of the process, on the class, because Django makes an instance for each thread.
    away = False
    ask_again_at = 0.0

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._ask("add", *args, **kwargs))

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._ask("set", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._ask("delete", *args, **kwargs))

    def _ask(self, method: str, *args: Any, **kwargs: Any) -> Any:
        if monotonic() >= RedisOrTable.ask_again_at:
            try:
                answer = getattr(super(), method)(*args, **kwargs)
            except RedisError as error:
                _note_failure(error)
            else:
                _note_answer()
                return answer
        return getattr(caches["table"], method)(*args, **kwargs)


def _note_failure(error: RedisError) -> None:
    RedisOrTable.ask_again_at = monotonic() + PAUSE_SECONDS
    if not RedisOrTable.away:
        log.warning("Redis does not answer (%s); its part is kept in the database", type(error).__name__)
    RedisOrTable.away = True


def _note_answer() -> None:
    if RedisOrTable.away:
        log.warning("Redis answers again")
    RedisOrTable.away = False
