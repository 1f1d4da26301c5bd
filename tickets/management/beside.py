"""Whether a migration may run while processes of the release before it are still at work.

They go on writing by the columns and rules that they know. A new table, an index, a column that may stay empty are
nothing to them; anything else may refuse what they write, or lose it.
"""

import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.migrations import AddField, AddIndex, CreateModel, Migration
from django.db.migrations.operations.base import Operation
from django.db.models import NOT_PROVIDED

from tickets.models import WorkerHeartbeat

#: Whoever swept within this time may be alive; two signs of life lie three seconds apart.
RECENT: Final = timedelta(seconds=30)
WATCHED_SECONDS: Final = 5.0
#: (migration, whether it is taken back), as Django plans them.
Plan = Iterable[tuple[Migration, bool]]
pause: Callable[[float], None] = time.sleep


def harmful(plan: Plan) -> list[str]:
    """The names of those that processes of before do not bear."""
    return [str(one) for one, back in plan if back or any(map(_harms, one.operations))]


def _harms(operation: Operation) -> bool:
    if isinstance(operation, AddField):
        return not operation.field.null and operation.field.db_default is NOT_PROVIDED
    return not isinstance(operation, CreateModel | AddIndex)


def at_work(now: datetime) -> list[str]:
    """What sweeps on this database, as `worker@3f9c21ab0d11`: whose sign is given anew while one watches. What ended a
    moment ago left its last sign behind."""
    if WorkerHeartbeat._meta.db_table not in connection.introspection.table_names():
        return []
    before = _signs(now)
    if not before:
        return []
    pause(WATCHED_SECONDS)
    return sorted({role for role, at in _signs(now).items() if before.get(role) != at})


def _signs(now: datetime) -> dict[str, Any]:
    """Role -> its newest sign. Two columns that every release has."""
    rows = WorkerHeartbeat.objects.filter(swept_at__gte=now - RECENT).order_by("swept_at")
    return dict(rows.values_list("role", "swept_at"))
