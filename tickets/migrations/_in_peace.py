"""Indexes of large tables, built while people work: PostgreSQL takes no lock that keeps writers waiting.

A migration that uses them is not atomic. Cut off at any point it is run again: an index that was left half built goes
first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import AddIndex


class AddIndexInPeace(AddIndex):
    """As `AddIndex`; on PostgreSQL concurrently."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        with patience(schema_editor):
            schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {schema_editor.quote_name(self.index.name)}")
            schema_editor.add_index(model, self.index, concurrently=True)  # type: ignore[call-arg]


@contextmanager
def patience(schema_editor: BaseDatabaseSchemaEditor) -> Iterator[None]:
    """A page that waits half a minute is stuck; an index of a million rows is not. PostgreSQL."""
    schema_editor.execute("SET statement_timeout = 0")
    schema_editor.execute("SET lock_timeout = 0")
    try:
        yield
    finally:
        schema_editor.execute("RESET statement_timeout")
        schema_editor.execute("RESET lock_timeout")
