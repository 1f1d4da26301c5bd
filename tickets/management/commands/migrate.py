from typing import Any

from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connections

from tickets.management.unhurried import unhurried


class Command(migrate.Command):
    """Django's own, without the limits that keep a page from waiting: an index of a large table takes minutes."""

    def handle(self, *args: Any, database: str = DEFAULT_DB_ALIAS, **options: Any) -> None:
        with unhurried(connections[database]):
            super().handle(*args, database=database, **options)
