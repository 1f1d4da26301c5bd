"""What no backup holds."""

from typing import Final

#: Tables whose rows let people in, or tell of processes that are gone by then. Everybody signs in again.
LEFT_OUT: Final = frozenset(
    {"accounts_cache", "django_session", "tickets_workerheartbeat", "usersessions_usersession"},
)
