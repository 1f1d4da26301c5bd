"""Which statements of a page read a large table from end to end, by what the database itself says that it did."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

from django.db import connection

#: Rows from which on a table is large.
LARGE = 50_000


def scans(act: Callable[[], object]) -> list[str]:
    """`table: statement` of each sequential scan that read a large table through, or that a statement which writes is
    planned with. One that stops at the first hundred rows has read no table."""
    said: list[tuple[str, Any]] = []

    def listen(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not many and sql.lstrip().upper().startswith(("SELECT", "UPDATE", "WITH", "DELETE")):
            said.append((sql, params))
        return execute(sql, params, many, context)

    with ExitStack() as stack:
        stack.enter_context(connection.execute_wrapper(listen))
        act()
    large = _large()
    return [
        f"{table}: {sql}" for sql, params in said for table in dict.fromkeys(_scanned(sql, params)) if table in large
    ]


def _large() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s", [LARGE])
        return {name for (name,) in cursor.fetchall()}


def _scanned(sql: str, params: Any) -> Iterator[str]:
    reads = sql.lstrip().upper().startswith(("SELECT", "WITH"))
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN ({'ANALYZE, ' if reads else ''}FORMAT JSON) {sql}", params)
        (plan,) = cursor.fetchone()
    waiting = [(json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]]
    while waiting:
        node = waiting.pop()
        if node["Node Type"] == "Seq Scan" and (not reads or _read(node) > LARGE):
            yield node["Relation Name"]
        waiting += node.get("Plans", ())


def _read(node: dict[str, Any]) -> int:
    """How many rows a scan looked at, all its loops together."""
    each = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
    return int(each * node["Actual Loops"])
